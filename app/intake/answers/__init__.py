"""Read an answer: text, names, birth dates, choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from app.intake.keywords import plain
from app.intake.words import Phrases


class ReaderContext(NamedTuple):
    """Hold what a reader may look at besides the answer."""

    phrases: Phrases
    today: date
    limit: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """Accept an answer. `read_back`, if any, is said before the next question.

    `as_typed` is the whole answer, if words around the value were taken off.
    """

    value: str = field(repr=False)
    read_back: str = field(default="", repr=False)
    as_typed: str = field(default="", repr=False)


class Rejected(NamedTuple):
    """Refuse a text, with the sentence that says why.

    The clinic's number may still have to be filled in.
    """

    because: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Offer two to four values that the text may mean, for the patient to choose from."""

    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Ask whether the text is the answer, because it may mean something else."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Note that the patient does not know."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """Note that a row of a list lacks a cell. `value` is the row so far."""

    value: str = field(repr=False)


Reading = Accepted | Rejected | Ambiguous | Doubtful | Unknown | Lacking


class Reader(NamedTuple):
    """Read one kind of answer, and show a stored value in a language.

    `joint` joins the parts of an answer that came in several messages.
    """

    read: Callable[[str, ReaderContext], Reading]
    show: Callable[[str, str], str]
    joint: str = "\n"


_LAST_OF_PLANES = "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_REMOVED = re.compile(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff{_LAST_OF_PLANES}]"
)


def clean(text: str) -> str:
    """Remove what XML 1.0 or Excel cannot hold, use LF line ends, and strip blanks.

    Removed are C0 except tab and LF, DEL and C1, lone surrogates, and noncharacters. Everything else stays, including
    direction marks, joiners and emoji. Cleaning twice changes nothing more.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REMOVED.sub("", lines).strip()


def too_long(text: str, context: ReaderContext) -> Rejected | None:
    """Refuse a text over the limit, with both figures."""
    if len(text) <= context.limit:
        return None
    return Rejected(context.phrases.too_long.format(length=len(text), limit=context.limit))


AROUND = 200
"""The most characters that may surround an answer: an opener, a title, thanks."""


def far_too_long(text: str, context: ReaderContext) -> Rejected | None:
    """Refuse a text before any of it is read.

    It is longer than the limit and anything that could be taken off.
    """
    return too_long(text, context) if len(text) > context.limit + AROUND else None


MOST_FIGURES = 2


def pick(text: str, options: Sequence[tuple[str, ...]], *, with_extra_words: bool = False) -> int | None:
    """Return the option (from 0) that the text picks, or None.

    Accepted are the number in any script, the keycap, one of the option's labels, and the number with the label. With
    `with_extra_words`, a label within a longer text counts too, unless another option's label is there as well.
    """
    typed = plain(text)
    if typed.isdecimal():
        return _by_number(typed, len(options))
    spelled = [_spelled(tuple(labels)) for labels in options]
    for index, labels in enumerate(spelled):
        if typed in labels or typed.removeprefix(f"{index + 1} ") in labels:
            return index
    return _within(typed, spelled) if with_extra_words else None


@lru_cache(maxsize=64)
def _spelled(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(plain, labels)) - {""}


def _by_number(typed: str, count: int) -> int | None:
    if len(typed) > MOST_FIGURES:
        return None
    return int(typed) - 1 if 1 <= int(typed) <= count else None


def _within(typed: str, options: Sequence[frozenset[str]]) -> int | None:
    said = f" {typed} "
    found = [index for index, labels in enumerate(options) if any(f" {label} " in said for label in labels)]
    return found[0] if len(found) == 1 else None
