"""Build the workbook around the rows with openpyxl, which sees no patient data.

The module is imported on first use, as openpyxl is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from app.exports.columns import ExportColumn
from app.exports.workbook.cover import Cover
from app.exports.workbook.dates import CountedCells, kind_of
from app.exports.workbook.first_sheet import write_cover
from app.exports.workbook.look import as_date, as_heading, as_text, fit_the_page, is_long, widths, write
from app.exports.workbook.memory import save, xml_of
from app.exports.workbook.package import Package
from app.exports.workbook.row_xml import row_template
from app.exports.workbook.second_sheet import write_summary
from app.exports.workbook.tally import Tally

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


_END_OF_ROWS: Final = b"</sheetData>"


class WorkbookFrame:
    """A cover, a summary, and as many sheets of patients as needed.

    The sheets have the same names in every language.
    """

    def __init__(self, columns: Sequence[ExportColumn], labels: Sequence[str]) -> None:
        self._book = Workbook()
        self._cover = self._book.active
        self._cover.title = "Cover"
        self._summary = self._book.create_sheet("Summary")
        self._patients: list[Worksheet] = []
        self._headings = [column.key for column in columns]
        self._labels = labels
        self.row = row_template(
            (get_column_letter(place), self._style(place, column.key), self._counted(place, column))
            for place, column in enumerate(columns, 1)
        )
        """The template for rows."""

    def begin_sheet(self) -> bytes:
        """Return the next sheet of patients up to where its rows go."""
        number = len(self._patients) + 1
        sheet = self._book.create_sheet("Patients" if number == 1 else f"Patients {number}")
        self._patients.append(sheet)
        for column, (label, width) in enumerate(zip(self._labels, widths(self._headings), strict=True), 1):
            as_heading(write(sheet, 1, column, label))
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.row_dimensions[1].height = 32
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        fit_the_page(sheet)
        return xml_of(sheet).partition(_END_OF_ROWS)[0]

    def end_sheet(self, rows: int) -> bytes:
        """Return the rest of the sheet, which has `rows` rows including its headings."""
        sheet = self._patients[-1]
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(self._headings))}{rows}"
        return _END_OF_ROWS + xml_of(sheet).partition(_END_OF_ROWS)[2]

    def finish(
        self, package: Package, cover: Cover, tally: Tally, words: Mapping[str, str], *, has_long_texts: bool
    ) -> None:
        """Write the cover, the summary, and all the rest of the package."""
        write_cover(self._cover, cover, tally.records, words, has_long_texts=has_long_texts)
        write_summary(self._summary, tally, words)
        about = self._book.properties
        about.creator, about.title = "Anteroom", words["title"]
        about.created = about.modified = cover.when.astimezone(UTC).replace(tzinfo=None)
        save(self._book, package, self._patients)

    def _style(self, column: int, heading: str) -> int:
        """Return the number of the style that the texts of a column have."""
        cell = Cell(self._summary, row=2, column=column)
        as_text(cell, is_long=is_long(heading))
        return int(cell.style_id)

    def _counted(self, place: int, column: ExportColumn) -> CountedCells | None:
        """Return what a column has besides texts, if anything."""
        if (kind := kind_of(column)) is None:
            return None
        cell = Cell(self._summary, row=2, column=place)
        as_date(cell, kind.shown)
        return CountedCells(int(cell.style_id), kind.number)
