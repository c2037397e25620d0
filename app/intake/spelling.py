"""How words are compared, whatever keyboard, script or habit they were typed with."""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Self

APOSTROPHES = frozenset("'’‘ʼ`´＇")
# Invisible, and yet not a format character (Cf): the grapheme joiner, fillers, the blank braille cell.
BLANKS = frozenset("\u034f\u115f\u1160\u2800\u3164\uffa0")
# WhatsApp's longest message. Nothing that is to be recognised is longer.
LONGEST = 4096
# Marks of a class under ten spell the word (nukta 7, kana voicing 8, virama 9); those above decorate it.
FIRST_ACCENT = 10


def is_invisible(char: str) -> bool:
    """Whether a character draws nothing: blanks, joiners, direction marks, variation selectors."""
    return (
        char in BLANKS
        or _selects_a_variant(char)
        or unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp", "Zs"}
    )


class Said(str):
    """A text that was said, with its plain form, worked out once: some characters make eighteen, each to be looked at."""

    __slots__ = ("plain",)

    plain: str

    def __new__(cls, text: str) -> Self:
        said = super().__new__(cls, text)
        said.plain = _spell(text)
        return said


def plain(text: str) -> str:
    """Words and figures, one blank apart: no case, accents, punctuation, emoji dress or invisible characters.

    Figures of every script become 0-9 by their decimal value; "²" and "①" do too, by NFKC. A keycap is its figure.
    What is longer than a message can be is read to there, as it came and as it is spelled out.
    """
    return text.plain if isinstance(text, Said) else _spell(text)


def _spell(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).casefold()
    spelled = unicodedata.normalize("NFKD", folded[:LONGEST])
    kept = "".join(_compared(char) for char in spelled)
    return " ".join(unicodedata.normalize("NFC", kept).split())


@cache
def plain_all(words: tuple[str, ...]) -> frozenset[str]:
    """The plain form of each word of a fixed list, worked out once."""
    return frozenset(plain(word) for word in words)


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
