"""Name the words that steer the conversation, and compare words in a plain form."""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    pass

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
    WHO_SAW = "who saw"
    WITHDRAW = "withdraw"
    NOT_ME = "not me"
    PERSON = "a person"
    WHY = "why do you ask"
    HOW_LONG = "how long"
    ROBOT = "are you a robot"
    WHO_SEES = "who sees this"
    NO_REMINDERS = "no reminders"
    LINK = "link"
