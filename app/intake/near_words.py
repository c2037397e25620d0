"""Find the word that a mistyped one was meant to be."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SHORTEST, ONE_ERROR, TWO_ERRORS = 4, 5, 8
"""The lengths from which two letters may be swapped, and from which one error and two errors are forgiven."""
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
