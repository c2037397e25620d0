"""What the summary is computed from: counted while the rows pass, of which none is kept."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COUNTED: Final[Mapping[str, int | None]] = {"status": None, "language": None, "received": len("2026-11-25")}
"""The columns that are counted, as far as they are in the export, and how much of their cells."""


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
