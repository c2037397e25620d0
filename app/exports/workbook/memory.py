"""The writer of openpyxl without the disk. Imported on first use, as openpyxl is.

By default it writes each sheet to a temporary file, unencrypted.
"""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from app.exports.workbook.package import Package

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def xml_of(sheet: Worksheet) -> bytes:
    """Return a sheet as a part of the package."""
    return _InMemory(sheet, BytesIO()).finished()


def save(book: Workbook, package: Package, streamed: Collection[Worksheet]) -> None:
    """Write the rest of the package; the streamed sheets are in it already."""
    _WithoutStreamed(book, package, streamed).write_data()


class _InMemory(WorksheetWriter):  # type: ignore[misc]
    def finished(self) -> bytes:
        self.write()
        written: bytes = self.out.getvalue()
        return written

    def write_dimensions(self) -> None:
        """Leave out the number of rows, which is not known when the sheet begins."""


class _WithoutStreamed(ExcelWriter):  # type: ignore[misc]
    def __init__(self, book: Workbook, package: Package, streamed: Collection[Worksheet]) -> None:
        super().__init__(book, package)
        self._streamed = streamed

    def write_worksheet(self, ws: Worksheet) -> None:
        if ws not in self._streamed:
            self._archive.writestr(ws.path[1:], xml_of(ws))
        self.manifest.append(ws)
