"""What two records have in common, answer by answer, told without showing either."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from app.intake.answers.names import name_words
from app.intake.spelling import plain

if TYPE_CHECKING:
    from collections.abc import Callable


class Agreement(StrEnum):
    """How two answers to one question go together."""

    SAME = "same"
    PARTLY = "partly"
    """Names with a word in common."""
    DIFFERENT = "different"
    ONE_IS_MISSING = "one is missing"
    BOTH_ARE_MISSING = "both are missing"
    UNKNOWN = "unknown"
    """One of them was not opened, or does not open."""


def agreement_of(key: str, one: object, other: object) -> Agreement:
    """Hold two answers to one another: texts, without case, accents and punctuation; names, word by word."""
    if not isinstance(one, str) or not isinstance(other, str):
        return Agreement.UNKNOWN
    if not one and not other:
        return Agreement.BOTH_ARE_MISSING
    if not one or not other:
        return Agreement.ONE_IS_MISSING
    return _names(one, other) if key == "name" else _texts(one, other, _compared(key))


def _names(one: str, other: str) -> Agreement:
    mine, theirs = set(name_words(one)), set(name_words(other))
    if mine == theirs:
        return Agreement.SAME
    return Agreement.PARTLY if mine & theirs else Agreement.DIFFERENT


def _texts(one: str, other: str, compared: Callable[[str], str]) -> Agreement:
    return Agreement.SAME if compared(one) == compared(other) else Agreement.DIFFERENT


def _compared(key: str) -> Callable[[str], str]:
    """A birth date is a code, and a number is exact: taken as they are."""
    return str if key in {"birth_date", "number"} else plain
