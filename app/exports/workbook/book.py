"""The workbook around the rows: openpyxl makes it, and never sees a patient. Imported on first use, as openpyxl is."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from app.exports.workbook import look
from app.exports.workbook.cover_sheet import write_cover
from app.exports.workbook.dates import KINDS, Dated
from app.exports.workbook.rows import row_of
from app.exports.workbook.saving import save, xml_of
from app.exports.workbook.summary_sheet import write_summary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from app.exports.workbook.cover import Cover
    from app.exports.workbook.package import Package
    from app.exports.workbook.tally import Tally

_END_OF_ROWS: Final = b"</sheetData>"


class Book:
    """A cover, a summary, and as many sheets of patients as it takes. Its sheets have the same names in every language."""

    def __init__(self, headings: Sequence[str]) -> None:
        self._book = Workbook()
        self._cover = self._book.active
        self._cover.title = "Cover"
        self._summary = self._book.create_sheet("Summary")
        self._patients: list[Worksheet] = []
        self._headings = headings
        self.row = row_of(
            (get_column_letter(column), self._style(column, heading), self._dated(column, heading))
            for column, heading in enumerate(headings, 1)
        )
        """What rows are made after."""

    def begin_sheet(self) -> bytes:
        """Return the next sheet of patients up to where its rows go."""
        number = len(self._patients) + 1
        sheet = self._book.create_sheet("Patients" if number == 1 else f"Patients {number}")
        self._patients.append(sheet)
        for column, heading in enumerate(self._headings, 1):
            look.as_heading(look.write(sheet, 1, column, heading))
            sheet.column_dimensions[get_column_letter(column)].width = look.WIDTHS[heading]
        sheet.row_dimensions[1].height = 22
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        look.fit_the_page(sheet)
        return xml_of(sheet).partition(_END_OF_ROWS)[0]

    def end_sheet(self, rows: int) -> bytes:
        """Return the rest of the sheet, which has so many rows with its headings."""
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
        look.as_text(cell, is_long=look.is_long(heading))
        return int(cell.style_id)

    def _dated(self, column: int, heading: str) -> Dated | None:
        """Return which dates may be in a column; None where there are only texts."""
        if (kind := KINDS.get(heading)) is None:
            return None
        cell = Cell(self._summary, row=2, column=column)
        look.as_date(cell, kind.shown)
        return Dated(int(cell.style_id), kind.number)
