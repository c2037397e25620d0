"""The sheets of patients, filled as rows come: when one is full, the next begins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from app.exports.workbook.long_texts import Row, split_long_rows
from app.exports.workbook.package import MOST_BYTES_OF_A_PART, Package
from app.exports.workbook.row_xml import RowTemplate, rows_as_xml

MOST_ROWS: Final = 1_048_576
"""The most rows that Excel takes in a sheet, including the headings."""
_AT_ONCE: Final = 100
"""How many rows are turned into XML at once. With many more, each piece needs new memory from the system."""
_BEFORE: Final = 2
"""The cover and the summary."""


class Frame(Protocol):
    """What surrounds the rows of each sheet."""

    row: RowTemplate

    def begin_sheet(self) -> bytes:
        """Return the next sheet up to where its rows go."""

    def end_sheet(self, rows: int) -> bytes:
        """Return the rest of the sheet, which has `rows` rows including its headings."""


class PatientSheets:
    """Write rows into a package, one sheet after another.

    The first sheet is begun at once. `go_on` counts the continuation rows of texts that are too long for one cell.
    """

    def __init__(
        self, package: Package, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES_OF_A_PART
    ) -> None:
        self._package = package
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self._number = self.go_on = 0
        self._begin()

    def apply_styles(self, book: Frame) -> None:
        """Set the styles of the sheets, before any row."""
        self._book = book
        self._write_head()

    def write(self, batch: Sequence[Row]) -> None:
        """Write a batch of rows. A continuation row stays on the sheet of its record."""
        rows, go_on = split_long_rows(batch)
        self.go_on += len(go_on)
        start = 0
        while start < len(rows):
            end = self._end(start, len(rows), go_on)
            if end == start:
                self._next()
                continue
            for some in range(start, end, _AT_ONCE):
                part = rows[some : min(some + _AT_ONCE, end)]
                self._bytes += self._part.write(rows_as_xml(part, self._rows + 1, self._book.row))
                self._rows += len(part)
            start = end

    def finish(self) -> None:
        """End the last sheet."""
        self._part.write(self._book.end_sheet(self._rows))
        self._part.close()

    def close(self) -> None:
        """Close the package, even in the middle of a sheet."""
        self._part.close()

    def _end(self, start: int, end: int, go_on: frozenset[int]) -> int:
        """Return the end of the rows that fit on this sheet; `start` if none does."""
        if self._bytes >= self._most_bytes:
            return start
        most = start + self._most_rows - self._rows
        if most >= end:
            return end
        whole = most
        while whole in go_on:
            whole -= 1
        is_empty = self._rows == 1
        return most if is_empty and whole <= start else max(whole, start)

    def _next(self) -> None:
        self.finish()
        self._begin()
        self._write_head()

    def _begin(self) -> None:
        self._number += 1
        self._rows, self._bytes = 1, 0
        self._part = self._package.open(f"xl/worksheets/sheet{_BEFORE + self._number}.xml", "w")

    def _write_head(self) -> None:
        self._part.write(self._book.begin_sheet())
