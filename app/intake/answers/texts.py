"""Read and show free text, with one code for "nothing" and one for "not known".

The codes are words that mean the same when a patient types them, so no text collides with them: "none" says that there is
nothing. Records of earlier versions hold the patient's own word for it, and pages show that.
"""

from __future__ import annotations

from app.intake.answers import Accepted, Reader, ReaderContext, Reading, Rejected, too_long
from app.intake.ear import find, is_mere_mark
from app.intake.keywords import Keyword
from app.intake.kind import Kind
from app.intake.phrases import SHIPPED, speak

NONE_STATED = "none"
NOT_KNOWN = "unknown"
CODES = {Keyword.NONE: NONE_STATED, Keyword.DONT_KNOW: NOT_KNOWN}
WRITTEN = frozenset(CODES.values())


def coded(text: str) -> str:
    """Return the code of a text that only says "nothing" or "don't know"."""
    command = find(text, SHIPPED.values())
    return CODES.get(command.keyword, text) if command else text


def stated(value: str) -> str:
    """Return a stored text, or "" if it is the code for nothing or for not known."""
    return "" if value in CODES.values() else value


def show(value: str, language: str) -> str:
    """Write a stored text as people read it: "None stated" for its code."""
    if value not in WRITTEN:  # nearly every text, and an export shows very many
        return value
    phrases = speak(language)
    return phrases.none_stated if value == NONE_STATED else phrases.not_known


def _read(text: str, context: ReaderContext) -> Reading:
    if is_mere_mark(text):
        return Rejected(context.phrases.cannot_answer)
    value = coded(text)
    if value not in WRITTEN and not any(map(str.isalnum, text)):  # only emoji or punctuation
        return Rejected(context.phrases.cannot_read[Kind.OTHER])
    return too_long(text, context) or Accepted(value)


TEXT = Reader(_read, show)
