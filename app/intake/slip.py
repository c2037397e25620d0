"""Take apart a text that sets right what was told.

Some of its words are right, some were wrong, and others only say so.

No grammar is known. The words that people use for it (`slips`) divide a text; whatever else stands there is what it is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache, cached_property
from typing import Final, NamedTuple

from app.intake.answers.names import PARTICLES
from app.intake.keywords import plain, plain_all
from app.intake.lexicon import LEXICONS

WORD: Final = re.compile(r"\d+(?:[.,]\d+|[^\W\d_](?![^\W_]))?|[^\W\d_]+(?:['’‘-][^\W\d_]+)*")
"""A word, or a figure with one letter at most: "60B", but "500" of "500mg"."""
_END: Final = re.compile(r"[,;:!?¿¡()\n]|\.(?![^\W_])|\s[-–—]\s")
_LONGEST_PHRASE: Final = 5
STARRED: Final = re.compile(r"\*[^*]{1,40}|[^*]{1,40}\*")
"""As people mark in chats what they mistyped: "*Hollis". Between two stars a word is bold."""
LONGEST: Final = 300
"""A longer text, in characters, sets nothing right."""


class Sign(Enum):
    """Name what words say of a slip. The first that fits counts."""

    NOT_SO = auto()
    WRONG = auto()
    MISSING = auto()
    BUT = auto()
    PARDON = auto()
    CALLED = auto()


_FIELDS: Final = {
    Sign.NOT_SO: "not_so",
    Sign.WRONG: "wrong",
    Sign.MISSING: "missing",
    Sign.BUT: "but",
    Sign.PARDON: "pardons",
}


class Word(NamedTuple):
    """Hold a word of a text, where it is, and what it is there for."""

    start: int
    end: int
    plain: str
    clause: int
    sign: Sign | None = None
    is_wrong: bool = False
    """Whether it is among what was told wrongly."""

    @property
    def is_figure(self) -> bool:
        """Return whether it is a number."""
        return self.plain[:1].isdecimal()

    @property
    def tells(self) -> bool:
        """Return whether it is part of what the text is about."""
        return self.sign is None and (self.is_figure or self.plain not in around())


@dataclass(frozen=True)
class Slip:
    """Hold a text in its parts."""

    text: str
    words: tuple[Word, ...]

    @cached_property
    def signs(self) -> frozenset[Sign]:
        """Return what the text says of a slip."""
        starred = {Sign.WRONG} if STARRED.fullmatch(self.text.strip()) else set[Sign]()
        return frozenset(word.sign for word in self.words if word.sign) - {Sign.CALLED, Sign.BUT} | starred

    @cached_property
    def right(self) -> tuple[Word, ...]:
        """Return the words that may be the right ones."""
        return tuple(word for word in self.words if word.tells and not word.is_wrong)

    @cached_property
    def wrong(self) -> tuple[Word, ...]:
        """Return those that were told wrongly."""
        return tuple(word for word in self.words if word.tells and word.is_wrong)

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """Return the right words that are next to each other, as they were typed."""
        return tuple(self.text[words[0].start : words[-1].end] for words in self.runs)

    @cached_property
    def runs(self) -> tuple[tuple[Word, ...], ...]:
        """Return the right words that stand together, but for small words between."""
        found: list[list[Word]] = []
        gap: list[Word] = []
        for word in self.words:
            if word.tells and not word.is_wrong:
                goes_on = found and found[-1][-1].clause == word.clause and all(map(_joins, gap))
                found[-1].append(word) if goes_on else found.append([word])
                gap = []
            else:
                gap.append(word)
        return tuple(map(tuple, found))

    @cached_property
    def addition(self) -> str:
        """Return the text without what only says that something is added."""
        kept = [word for word in self.words if word.tells]
        if not kept:
            return ""
        clauses = {word.clause for word in kept}
        within = [word for word in self.words if min(clauses) <= word.clause <= max(clauses)]
        before = [word.end for word in within if word.start < kept[0].start and _opens(word)]
        start = max(before, default=within[0].start)
        return self.text[start : within[-1].end].strip(" ,;:.!¡-–—\n")


def _joins(word: Word) -> bool:
    return word.sign is None and word.plain in _joints()


def _opens(word: Word) -> bool:
    return word.sign in {Sign.PARDON, Sign.MISSING, Sign.CALLED, Sign.WRONG}


def parted(text: str) -> Slip | None:
    """Return the parts of a text; None if it is too long to set something right."""
    if len(text) > LONGEST:
        return None
    return Slip(text, tuple(_words(text)))


def _words(text: str) -> Iterator[Word]:
    begin = 0
    for number, end in enumerate([*(found.start() for found in _END.finditer(text)), len(text)]):
        words = [
            Word(found.start(), found.end(), plain(found[0]), number)
            for found in WORD.finditer(text, begin, end)
            if plain(found[0])
        ]
        yield from _signed(words)
        begin = end


def _signed(words: Sequence[Word]) -> Iterator[Word]:
    """Mark which words of a clause tell of a slip, and which come after "not"."""
    at, is_wrong, has_told = 0, False, False
    while at < len(words):
        sign, count = _sign_at(words, at)
        if sign is Sign.NOT_SO:
            is_wrong, has_told = True, False
        elif sign in {Sign.BUT, Sign.PARDON, Sign.WRONG} and has_told:
            is_wrong = False
        for word in words[at : at + count]:
            marked = Word(word.start, word.end, word.plain, word.clause, sign, is_wrong)
            has_told = has_told or sign in {None, Sign.CALLED}
            yield marked
        at += count


def _sign_at(words: Sequence[Word], at: int) -> tuple[Sign | None, int]:
    """Return what the longest phrase at a word says, and of how many words it is."""
    for count in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
        said = " ".join(word.plain for word in words[at : at + count])
        for sign in _table().get(said, ()):
            is_first = not at and not words[at].clause
            is_first_no = is_first and sign is Sign.NOT_SO and said in _table_of("pardons")
            if not is_first_no:
                return sign, count
    return None, 1


@cache
def _table() -> dict[str, list[Sign]]:
    found: dict[str, list[Sign]] = {}
    for sign, field in _FIELDS.items():
        for phrase in _table_of(field):
            found.setdefault(phrase, []).append(sign)
    for each in LEXICONS.values():
        for phrases in each.called.values():
            for phrase in plain_all(phrases):
                found.setdefault(phrase, []).append(Sign.CALLED)
    return found


@cache
def _table_of(field: str) -> frozenset[str]:
    return frozenset().union(*(plain_all(getattr(each.slips, field)) for each in LEXICONS.values()))


@cache
def around() -> frozenset[str]:
    """Return the words that are none of a name, a place or a date."""
    fields = ("sentence_words", "around", "change_around", "pointers", "courtesies", "date_fillers")
    phrases = (phrase for each in LEXICONS.values() for field in fields for phrase in getattr(each, field))
    return frozenset(word for phrase in phrases for word in plain(phrase).split()) | _table_of("around")


def _joints() -> frozenset[str]:
    """Return the small words that may be inside of a name or an address."""
    return PARTICLES | {"of", "the", "and", "in", "s", "a", "al"}


def told_of(text: str) -> frozenset[str]:
    """Return the keys of the questions of whose answers a text tells: "I take"."""
    said = f" {plain(text)} "
    return frozenset(
        key
        for each in LEXICONS.values()
        for key, phrases in each.slips.tells.items()
        if any(f" {phrase} " in said for phrase in plain_all(phrases))
    )


def is_of_the_last(text: str) -> bool:
    """Return whether a text says that it is about the question before."""
    said = f" {plain(text)} "
    return any(f" {phrase} " in said for phrase in _table_of("last"))
