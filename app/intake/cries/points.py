"""Weigh the words of a text, where no group of words was foreseen.

Each word that cries have more often than other texts counts for a cry, and the rest against it. `python -m bench.cries`
works the points out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.intake.cries.groups import Forms

# So many words are weighed together.
AT_ONCE, STEP = 12, 6
# Fewer words say too little.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Points:
    """Hold the points of words, and those that every text begins with."""

    first: int
    by_word: Mapping[str, int]

    @classmethod
    def read(cls, written: str) -> Self:
        """Read a list such as "start -20 | die 35"."""
        pairs = dict(entry.split() for entry in written.split("|")) if written.strip() else {}
        found = {word: int(points) for word, points in pairs.items()}
        return cls(found.pop("start", -1), found)

    def is_cry(self, words: Sequence[str]) -> bool:
        """Return whether some words in a row weigh more for a cry than against it."""
        if len(words) < FEWEST:
            return False
        points = [self.by_word.get(word, 0) for word in dict.fromkeys(words)]
        parts = (points[at : at + AT_ONCE] for at in range(0, max(1, len(points) - STEP), STEP))
        return any(self.first + sum(part) > 0 for part in parts)


def weighed(words: Sequence[str], forms: Forms) -> list[str]:
    """Return words as they are weighed: as they sound, and every number as 0."""
    meant = (next(iter(forms.same.get(word, ())), word) for word in words)
    return ["0" if word.isdecimal() else forms.sound(word) for word in meant]
