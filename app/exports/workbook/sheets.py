"""The sheets of patients, filled as rows come: when one is full, the next begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.exports.workbook.long_texts import spread
from app.exports.workbook.package import MOST_BYTES_OF_A_PART
from app.exports.workbook.rows import rows_as_xml

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.exports.workbook.book import Book
    from app.exports.workbook.long_texts import Row
    from app.exports.workbook.package import Package

MOST_ROWS: Final = 1_048_576
"""That Excel takes in a sheet, the headings among them."""
_AT_ONCE: Final = 100
"""Rows whose XML is made at once: of many more, it is so large that memory for it is asked of the system every time."""
_BEFORE: Final = 2
"""The cover and the summary."""


class PatientSheets:
    """Writes rows into a package. Has begun the first sheet as soon as it is there.

    `go_on` counts the rows that go on from the row above: for texts that are too long for one cell.
    """

    def __init__(
        self, package: Package, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES_OF_A_PART
    ) -> None:
        self._package = package
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self._number = self.go_on = 0
        self._begin()

    def dress(self, book: Book) -> None:
        """Say what the sheets look like, before any row."""
        self._book = book
        self._write_head()

    def write(self, batch: Sequence[Row]) -> None:
        """Write a batch of rows. A row that goes on from the one above stays on its sheet."""
        rows, go_on = spread(batch)
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
        """Let go of the package, in the middle of a sheet or not."""
        self._part.close()

    def _end(self, start: int, end: int, go_on: frozenset[int]) -> int:
        """Return where the rows end that fit on this sheet; `start` when none does."""
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
