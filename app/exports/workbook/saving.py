"""openpyxl's writer, kept from the disk: left to itself, it writes each sheet to a temporary file, in clear.

Imports openpyxl on import, so it is imported on first use.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

if TYPE_CHECKING:
    from collections.abc import Collection

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from app.exports.workbook.package import Package


def xml_of(sheet: Worksheet) -> bytes:
    """Return a sheet as the part that it is in a package."""
    return _InMemory(sheet, BytesIO()).finished()


def save(book: Workbook, package: Package, streamed: Collection[Worksheet]) -> None:
    """Write everything that makes a package a workbook, but for the sheets that are in it already."""
    _WithoutStreamed(book, package, streamed).write_data()


class _InMemory(WorksheetWriter):  # type: ignore[misc]
    def finished(self) -> bytes:
        self.write()
        written: bytes = self.out.getvalue()
        return written

    def write_dimensions(self) -> None:
        """Leave out how many rows there are: when the sheet begins, nobody knows."""


class _WithoutStreamed(ExcelWriter):  # type: ignore[misc]
    def __init__(self, book: Workbook, package: Package, streamed: Collection[Worksheet]) -> None:
        super().__init__(book, package)
        self._streamed = streamed

    def write_worksheet(self, ws: Worksheet) -> None:
        if ws not in self._streamed:
            self._archive.writestr(ws.path[1:], xml_of(ws))
        self.manifest.append(ws)
