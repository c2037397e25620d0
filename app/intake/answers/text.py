"""Plain text: kept as it was typed, without what a cell or a page cannot hold."""

from __future__ import annotations

from app.intake.answers.reading import Asking, Reader, Reading, Refused, Taken
from app.intake.spelling import is_invisible

KEPT_CONTROLS = frozenset("\t\n")
DELETE, LAST_CONTROL = 0x7F, 0x9F
SURROGATES = range(0xD800, 0xE000)
NONCHARACTERS = range(0xFDD0, 0xFDF0)
LAST_TWO_OF_A_PLANE = 0xFFFE


def clean(text: str) -> str:
    """The text without characters that XML 1.0 or Excel cannot hold, with LF line ends and no blanks around it.

    Goes: C0 but for tab and LF, DEL and C1, lone surrogates, noncharacters. Stays: everything else, direction
    marks, joiners and emoji included. Cleaning twice is cleaning once.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if _may_stay(char)).strip()


def is_blank(text: str) -> bool:
    """Whether nothing of the text can be seen."""
    return all(is_invisible(char) for char in text)


def too_long(text: str, asking: Asking) -> Refused | None:
    """The refusal of a text over the limit, with both figures."""
    if len(text) <= asking.limit:
        return None
    return Refused(asking.phrases.too_long.format(length=len(text), limit=asking.limit))


def _may_stay(char: str) -> bool:
    code = ord(char)
    if code <= LAST_CONTROL:
        return char in KEPT_CONTROLS or " " <= char < chr(DELETE)
    return not (
        code in SURROGATES or code in NONCHARACTERS or code & LAST_TWO_OF_A_PLANE == LAST_TWO_OF_A_PLANE
    )


def _read(text: str, asking: Asking) -> Reading:
    return too_long(text, asking) or Taken(text)


def _show(value: str, _language: str) -> str:
    return value


TEXT = Reader(_read, _show)
