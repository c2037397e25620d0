"""The records of an export in figures: how many of each kind, and which share.

They are counted while they are streamed, so there is nothing left for pandas, which takes longer to import than to
write a thousand records.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KindCount:
    """One kind: how many records are of it, and which share of all, from 0 to 1."""

    name: str
    count: int
    share: float


def most_first(counts: Mapping[str, int]) -> list[KindCount]:
    """Return the kinds, most frequent first, then by name."""
    return _lines(sorted(counts.items(), key=lambda kind: (-kind[1], kind[0])))


def in_order(counts: Mapping[str, int]) -> list[KindCount]:
    """Return the kinds in the order of their names: days from the first to the last."""
    return _lines(sorted(counts.items()))


def _lines(counts: Sequence[tuple[str, int]]) -> list[KindCount]:
    total = sum(count for _, count in counts)
    return [KindCount(name, count, count / total) for name, count in counts]
