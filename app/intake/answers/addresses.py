"""Addresses: any text with a letter in it. A figure or a yes alone is an answer to the question before, sent twice."""

from __future__ import annotations

from app.intake.answers.bare import is_bare
from app.intake.answers.reading import Asking, Reader, Reading, Refused
from app.intake.answers.text import TEXT
from app.intake.spelling import plain


def _read(text: str, asking: Asking) -> Reading:
    if plain(text).isdecimal():
        return Refused(asking.phrases.figure_as_address)
    if is_bare(text):
        return Refused(asking.phrases.bare_as_address)
    return TEXT.read(text, asking)


ADDRESS = Reader(_read, TEXT.show)
