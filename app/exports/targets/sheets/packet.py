"""Rows on their way, so many that a request stays below what Google asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from app.exports.targets.sheets.plan import Row

_MOST_BYTES: Final = 1_900_000
_AROUND: Final = 120
"""What may stand around a row: commas, and the range that it is written to."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A row, where it goes (0: below the last), and its digest for the ledger."""

    place: int
    row: Row = field(repr=False)
    digest: bytes = field(repr=False)

    @property
    def record_id(self) -> str:
        """Whose it is."""
        return self.row[0]


class Packet:
    """Collects rows up to two megabytes, as Google recommends."""

    __slots__ = ("_size", "rows")

    def __init__(self) -> None:
        self.rows: list[Placed] = []
        self._size = 0

    def has_room_for(self, size: int) -> bool:
        """Tell whether a row of that many bytes still fits; into an empty packet any does."""
        return not self.rows or self._size + size + _AROUND <= _MOST_BYTES

    def add(self, placed: Placed, size: int) -> None:
        """Put a row in."""
        self.rows.append(placed)
        self._size += size + _AROUND

    def take(self) -> list[Placed]:
        """Return what is in it, and leave it empty."""
        taken, self.rows, self._size = self.rows, [], 0
        return taken
