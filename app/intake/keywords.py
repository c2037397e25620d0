"""Name the words that steer the conversation, and compare words in a plain form."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from itertools import combinations
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Words are compared in a form that no keyboard, script or habit changes.

APOSTROPHES = frozenset("'’‘ʼ`´＇")
# Invisible, and yet not a format character (Cf): the grapheme joiner, fillers, the blank braille cell.
BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
# WhatsApp's longest message: nothing to recognise is longer.
MOST_READ = 4096
# Marks of a class under ten spell the word (nukta 7, kana voicing 8, virama 9); those above decorate it.
FIRST_ACCENT = 10


def is_invisible(char: str) -> bool:
    """Return whether a character draws nothing, such as a blank or a joiner."""
    return (
        char in BLANKS
        or _selects_a_variant(char)
        or unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
    )


def is_blank(text: str) -> bool:
    """Return whether nothing of the text can be seen."""
    return all(is_invisible(char) for char in text)


class Said(str):
    """Hold a text with its plain form.

    The plain form is worked out once, because some characters expand to eighteen.
    """

    __slots__ = ("plain",)

    plain: str

    def __new__(cls, text: str) -> Self:
        said = super().__new__(cls, text)
        said.plain = _spell(text)
        return said


_OF_ASCII = {
    code: chr(code) if chr(code).isalnum() else "" if chr(code) in APOSTROPHES else " " for code in range(128)
}
"""ASCII character -> what `_compared` returns for it."""


def plain(text: str) -> str:
    """Return a text as bare words and figures, for comparison.

    Case, accents, punctuation, emoji and invisible characters are dropped, and one blank separates words. Digits of
    every script become 0-9; NFKC does the same for "²" and "①", and a keycap becomes its digit. Only as much is read as
    a message can hold.
    """
    return text.plain if isinstance(text, Said) else _spell(text)


def _spell(text: str) -> str:
    if text.isascii():  # nothing to decompose: most messages, and a tenth of the time
        return " ".join(text[:MOST_READ].lower().translate(_OF_ASCII).split())
    folded = unicodedata.normalize("NFKC", text[:MOST_READ]).casefold()
    spelled = unicodedata.normalize("NFKD", folded[:MOST_READ])
    kept = "".join(_compared(char) for char in spelled)
    return " ".join(unicodedata.normalize("NFC", kept).split())


@cache
def plain_all(words: tuple[str, ...]) -> frozenset[str]:
    """Return the plain form of each word of a fixed list, worked out once."""
    return frozenset(plain(word) for word in words)


@lru_cache(maxsize=2048)
def _compared(char: str) -> str:
    if char in APOSTROPHES or _drops(char):
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    return char if unicodedata.category(char)[0] in "LMN" else " "


def _drops(char: str) -> bool:
    invisible = char in BLANKS or _selects_a_variant(char) or unicodedata.category(char) in {"Cf", "Me"}
    return invisible or unicodedata.combining(char) >= FIRST_ACCENT


def _selects_a_variant(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


class Keyword(StrEnum):
    """Name what a typed word does. Each language's `help` text explains them."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    BACK = "back"
    RESTART = "restart"
    SKIP = "skip"
    DONE = "done"
    NONE = "none"
    REVIEW = "review"
    EDIT = "edit"
    SEND = "send"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    GO_ON = "go on"
    DONT_KNOW = "don't know"
    UNDO = "undo"
    SHOW_ALL = "show all"
    MY_DATA = "my data"
    DELETE_MY_DATA = "delete my data"
    WITHDRAW = "withdraw"
    NOT_ME = "not me"
    PERSON = "a person"
    WHY = "why do you ask"
    HOW_LONG = "how long"
    ROBOT = "are you a robot"
    WHO_SEES = "who sees this"
    NO_REMINDERS = "no reminders"
    LINK = "link"


# Find the word that a mistyped one was meant to be.

# The lengths from which two letters may be swapped, and from which one error and two errors are forgiven.
SHORTEST, ONE_ERROR, TWO_ERRORS = 4, 5, 8
LONGEST = 16


def errors_forgiven(word: str) -> int:
    """Return how many typing errors a word may have and still be recognised."""
    return 2 if len(word) >= TWO_ERRORS else int(len(word) >= SHORTEST)


def is_mistyped(typed: str, word: str) -> bool:
    """Return whether the typed word is near enough to the other, and not the same."""
    if len(word) < ONE_ERROR:
        return typed != word and sorted(typed) == sorted(word) and distance(typed, word) == 1
    return 0 < distance(typed, word) <= errors_forgiven(word)


def begins_alike(typed: str, word: str) -> bool:
    """Return whether the words begin alike, or one is long and differs only there."""
    swapped = typed[:2] == word[1::-1]
    return typed[0] == word[0] or swapped or (len(word) > ONE_ERROR and distance(typed, word) == 1)


def distance(one: str, other: str) -> int:
    """Count the letters to add, drop, change or swap with the next one."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, wanted in enumerate(other, start=1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != wanted))
            swaps = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted
            line.append(min(cost, before[column - 2] + 1) if swaps else cost)
        before, last = last, line
    return last[-1]


class NearWords:
    """Find words by what remains of them when letters are dropped.

    Two words within two errors share a remainder, so a look-up replaces the comparison with every word.
    """

    __slots__ = ("_by_rest",)

    def __init__(self, words: Iterable[str]) -> None:
        """Note the remainders of each word once."""
        self._by_rest: dict[str, set[str]] = {}
        for word in words:
            for rest in _rests(word, errors_forgiven(word)):
                self._by_rest.setdefault(rest, set()).add(word)

    def of(self, typed: str) -> frozenset[str]:
        """Return the words that the typed one may have been meant to be."""
        if not SHORTEST <= len(typed) <= LONGEST:
            return frozenset()
        rests = _rests(typed, 2 if len(typed) >= TWO_ERRORS - 1 else 1)
        found = {word for rest in rests for word in self._by_rest.get(rest, ())}
        return frozenset(word for word in found if is_mistyped(typed, word))


def _rests(word: str, most: int) -> Iterator[str]:
    """Yield what is left of the word without 0, 1, ... and `most` of its letters."""
    for dropped in range(most + 1):
        yield from map("".join, combinations(word, len(word) - dropped))
