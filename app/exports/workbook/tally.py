"""The counts for the summary. They are made while rows are streamed; none is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

_COUNTED: Final[Mapping[str, int | None]] = {"status": None, "language": None, "received": len("2026-11-25")}
"""Column to count, if it is in the export -> how many characters of its cells count; None for all."""


class Tally:
    """How many records there were, and how many of each value of a column."""

    def __init__(self, headings: Sequence[str]) -> None:
        self.records = 0
        self.counts: dict[str, Counter[str]] = {name: Counter() for name in _COUNTED if name in headings}
        self._places = {name: headings.index(name) for name in self.counts}

    def count(self, batch: Sequence[tuple[str, ...]]) -> None:
        """Count the records of a batch."""
        self.records += len(batch)
        for name, place in self._places.items():
            end = _COUNTED[name]
            self.counts[name].update([row[place][:end] for row in batch])
