"""Addresses: any text with a letter in it. A figure alone is an answer to the question before, sent twice."""

from __future__ import annotations

from app.intake.answers.reading import Asking, Reader, Reading, Refused
from app.intake.answers.text import TEXT
from app.intake.spelling import plain


def _read(text: str, asking: Asking) -> Reading:
    is_figure = plain(text).isdecimal()
    return Refused(asking.phrases.figure_as_address) if is_figure else TEXT.read(text, asking)


ADDRESS = Reader(_read, TEXT.show)
