"""What people write around an answer is taken off: "my name is", a title, thanks."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from app.intake.ear import is_courtesy, is_yes
from app.intake.keywords import plain

WORD = re.compile(r"\S+")
# The most words that are taken off at once.
LONGEST = 6
# The most words of greeting before an opener: "hello good morning doctor, my name is".
LATEST_OPENER = 7
AROUND = " \t\n,;:!¡-–—"
QUOTES = "\"“”«»'‘’*"
# A last full stop belongs to these, and to an initial.
ABBREVIATIONS = frozenset({"jr", "sr", "snr", "jnr", "esq", "phd", "md"})


class Word(NamedTuple):
    """Hold where a word begins and ends, and its plain form."""

    start: int
    end: int
    plain: str


def _words(text: str) -> list[Word]:
    """Spell out each word once, however many phrases it is compared with."""
    return [Word(*found.span(), plain(found[0])) for found in WORD.finditer(text)]


def without_opener(text: str, openers: Collection[str]) -> str:
    """Take off the first opener, and the courtesies before it."""
    words = _words(text)
    for start in range(min(LATEST_OPENER, len(words))):
        count = _longest(words[start:], openers)
        before = text[: words[start].start]
        if count and (not start or is_courtesy(before) or is_yes(before)):
            return text[words[start + count - 1].end :].lstrip(AROUND)
    return text


def without_first(text: str, phrases: Collection[str]) -> str:
    """Take off the phrases that a text begins with, however many."""
    words, end = _words(text), 0
    while count := _longest(words, phrases):
        end, words = words[count - 1].end, words[count:]
        # Marks before the next word do not count as a word.
        while words and not text[words[0].start : words[0].end].strip(AROUND):
            words = words[1:]
    return text[end:].lstrip(AROUND) if end else text


def without_assent(text: str, marks: str) -> str:
    """Take off a yes or a courtesy with a mark after it: "Of course, 12 Mill Lane"."""
    end = next((place for place, char in enumerate(text) if char in marks), 0)
    before, after = text[:end], text[end:].lstrip(AROUND + ".")
    return after if before and after and (is_yes(before) or is_courtesy(before)) else text


def _longest(words: Sequence[Word], phrases: Collection[str]) -> int:
    """Return the number of words of the longest phrase at the beginning, or 0."""
    counts = range(min(LONGEST, len(words)), 0, -1)
    return next((count for count in counts if _said(words[:count]) in phrases), 0)


def _said(words: Sequence[Word]) -> str:
    return " ".join(word.plain for word in words if word.plain)


def without_last(text: str, phrases: Collection[str]) -> str:
    """Take off the phrases and marks at the end. Something always stays."""
    words = _words(text)
    while count := _longest_last(words, phrases):
        words = words[:-count]
    left = _without_marks(text[: words[-1].end].rstrip(AROUND) if words else text)
    return text if left == text else left


def _longest_last(words: Sequence[Word], phrases: Collection[str]) -> int:
    """Return the number of words at the end that are a phrase or only marks, or 0."""
    counts = range(min(LONGEST, len(words) - 1), 0, -1)
    return next((count for count in counts if (said := _said(words[-count:])) in phrases or not said), 0)


def _without_marks(text: str) -> str:
    """Take off quotes around a text and the marks after it."""
    bare = text.strip(AROUND + QUOTES) if text[:1] in QUOTES else text.rstrip(AROUND)
    if bare.endswith("."):
        last = WORD.findall(bare)[-1].rstrip(".")
        return bare if len(last) == 1 or plain(last) in ABBREVIATIONS else bare.rstrip(".")
    return bare


def words_off(typed: str, kept: str) -> bool:
    """Return whether words were taken off, and not only marks."""
    return plain(typed) != plain(kept)
