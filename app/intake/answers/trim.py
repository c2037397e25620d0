"""Take off what people write around an answer: "my name is", a title, thanks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from app.intake.ear import is_courtesy, is_yes
from app.intake.keywords import plain

WORD = re.compile(r"\S+")
# Nothing that is taken off has more words.
LONGEST = 6
# An opener comes after so many words of greeting at most: "hello good morning doctor, my name is".
LATEST_OPENER = 7
AROUND = " \t\n,;:!¡-–—"
QUOTES = "\"“”«»'‘’*"
# A last full stop belongs to these, and to an initial.
ABBREVIATIONS = frozenset({"jr", "sr", "snr", "jnr", "esq", "phd", "md"})


def without_opener(text: str, openers: Collection[str]) -> str:
    """Take off the first opener, and the courtesies before it."""
    spans = [found.span() for found in WORD.finditer(text)]
    for start in range(min(LATEST_OPENER, len(spans))):
        before = text[: spans[start][0]]
        if start and not (is_courtesy(before) or is_yes(before)):
            continue
        end = _longest_at(text, spans[start:], openers)
        if end:
            return text[end:].lstrip(AROUND)
    return text


def without_first(text: str, phrases: Collection[str]) -> str:
    """Take off the phrases that a text begins with, however many."""
    while end := _longest_at(text, [found.span() for found in WORD.finditer(text)], phrases):
        text = text[end:].lstrip(AROUND)
    return text


def without_assent(text: str, marks: str) -> str:
    """Take off a yes or a courtesy with a mark after it: "Of course, 12 Mill Lane"."""
    end = next((place for place, char in enumerate(text) if char in marks), 0)
    before, after = text[:end], text[end:].lstrip(AROUND + ".")
    return after if before and after and (is_yes(before) or is_courtesy(before)) else text


def _longest_at(text: str, spans: list[tuple[int, int]], phrases: Collection[str]) -> int:
    """Return where the longest of the phrases ends that the words begin with, or 0."""
    for count in range(min(LONGEST, len(spans)), 0, -1):
        if plain(text[spans[0][0] : spans[count - 1][1]]) in phrases:
            return spans[count - 1][1]
    return 0


def without_last(text: str, phrases: Collection[str]) -> str:
    """Take off the phrases and marks at the end. Something always stays."""
    while True:
        spans = [found.span() for found in WORD.finditer(text)]
        starts = [spans[-count][0] for count in range(min(LONGEST, len(spans) - 1), 0, -1)]
        cut = next((start for start in starts if _is_last(text[start:], phrases)), None)
        if cut is None:
            return _without_marks(text)
        text = text[:cut].rstrip(AROUND)


def _is_last(ending: str, phrases: Collection[str]) -> bool:
    typed = plain(ending)
    return typed in phrases or not typed


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


def joined(lists: Iterable[frozenset[str]]) -> frozenset[str]:
    """Return the words of several lists as one."""
    return frozenset().union(*lists)
