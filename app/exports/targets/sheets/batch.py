"""Rows on their way, in batches below the size that Google recommends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from app.exports.targets.sheets.rows import Row

if TYPE_CHECKING:
    pass


_MOST_BYTES: Final = 1_900_000
_AROUND: Final = 120
"""Bytes in the request around a row: commas, and the range that it is written to."""


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row, where it goes (0: below the last), and its digest for the ledger."""

    place: int
    row: Row = field(repr=False)
    digest: bytes = field(repr=False)

    @property
    def record_id(self) -> str:
        """The id of the row's record."""
        return self.row[0]


class RowBatch:
    """Collects rows up to two megabytes, as Google recommends."""

    __slots__ = ("_size", "rows")

    def __init__(self) -> None:
        self.rows: list[PlacedRow] = []
        self._size = 0

    def has_room_for(self, size: int) -> bool:
        """Tell whether a row of `size` bytes fits. Into an empty batch any row does."""
        return not self.rows or self._size + size + _AROUND <= _MOST_BYTES

    def add(self, placed: PlacedRow, size: int) -> None:
        """Put a row in."""
        self.rows.append(placed)
        self._size += size + _AROUND

    def take(self) -> list[PlacedRow]:
        """Return the rows, and empty the batch."""
        taken, self.rows, self._size = self.rows, [], 0
        return taken
