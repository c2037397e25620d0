"""Build the workbook around the rows with openpyxl, which sees no patient data.

The module is imported on first use, as openpyxl is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date
from io import BytesIO
from typing import TYPE_CHECKING, Final

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import DataBarRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from app.exports.workbook.cover import Cover, Tally
from app.exports.workbook.sheets import DATE_KINDS, DateCells, Package, row_template
from app.figures import KindCount, in_order, most_first
from app.records.cells import neutral

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


# The look: colours, fonts and widths. Imports openpyxl on import, so it is imported on first use.

ACCENT: Final = "0D5C68"
PALE: Final = "CFE3E6"
_LINE: Final = Border(bottom=Side("thin", color="E4E2DC"))
_TEXT: Final = "@"
_LONG: Final = 60
WIDTHS: Final[Mapping[str, int]] = defaultdict(
    lambda: _LONG,
    record_id=38,
    received=20,
    status=12,
    language=10,
    name=28,
    birth_date=12,
    address=44,
    number=22,
)
"""Heading -> the width of its column in characters. All other columns are answers of any length."""


def write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text as text, even if it looks like a formula, and return its cell."""
    cell = sheet.cell(row, column, neutral(text))
    cell.data_type = "s"  # openpyxl takes "#N/A" for an error
    as_text(cell)
    return cell


def as_text(cell: Cell, *, is_long: bool = False) -> None:
    """Format a cell as text, so that what is typed into it later stays text too."""
    cell.number_format = _TEXT
    cell.alignment = Alignment(vertical="top", wrap_text=is_long)


def as_date(cell: Cell, shown: str) -> None:
    """Format a cell as a date, shown in the format `shown`."""
    cell.number_format = shown
    cell.alignment = Alignment(horizontal="left", vertical="top")


def fit_the_page(sheet: Worksheet) -> None:
    """Print all columns of a sheet on one page width, over as many pages as needed."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def as_heading(cell: Cell, *, of_figures: bool = False) -> None:
    """Format a cell as a heading of a table."""
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=ACCENT)
    cell.alignment = Alignment(horizontal="right" if of_figures else "left", vertical="center")


def as_title(cell: Cell) -> None:
    """Format a cell as the title of its sheet."""
    cell.font = Font(bold=True, size=16, color=ACCENT)


def as_label(cell: Cell) -> None:
    """Format a cell as the label of the cell beside it."""
    cell.font = Font(bold=True, color="53554F")
    cell.border = _LINE


def as_value(cell: Cell) -> None:
    """Format a cell as the value beside a label."""
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    cell.border = _LINE


def as_warning(cell: Cell) -> None:
    """Format a cell as a warning."""
    cell.font = Font(bold=True, color="855000")
    cell.fill = PatternFill("solid", start_color="FCF1DC")
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def is_long(heading: str) -> bool:
    """Return whether the texts of a column are shown over several lines."""
    return WIDTHS[heading] >= WIDTHS["address"]


# The first sheet: who made the copy, when, why and of what, and that it is no longer encrypted.


def write_cover(
    sheet: Worksheet, cover: Cover, records: int, words: Mapping[str, str], *, has_long_texts: bool
) -> None:
    """Write the cover of an export of `records` records."""
    fit_the_page(sheet)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 90
    as_title(write(sheet, 1, 1, words["title"]))
    as_warning(write(sheet, 3, 1, words["warning"]))
    sheet.merge_cells("A3:B3")
    sheet.row_dimensions[3].height = 52
    lines = {
        "clinic": cover.clinic,
        "who": cover.who,
        "when": f"{cover.when:%Y-%m-%d %H:%M %Z}",
        "why": cover.why,
        "filters": "\n".join(cover.filters) or words["all"],
        "columns": ", ".join(cover.columns),
    }
    for row, (name, text) in enumerate(lines.items(), 5):
        as_label(write(sheet, row, 1, words[name]))
        as_value(write(sheet, row, 2, text))
    last = 5 + len(lines)
    as_label(write(sheet, last, 1, words["records"]))
    count = sheet.cell(last, 2, records)
    count.number_format = "#,##0"
    as_value(count)
    if has_long_texts:
        as_value(write(sheet, last + 1, 2, words["long"]))


# The second sheet: the records in figures. It counts only columns that are in the export.

_DAY: Final = "yyyy-mm-dd"


def write_summary(sheet: Worksheet, tally: Tally, words: Mapping[str, str]) -> None:
    """Write how many records there are of each kind, one table below the other."""
    fit_the_page(sheet)
    for column, width in (("A", 34), ("B", 14), ("C", 14)):
        sheet.column_dimensions[column].width = width
    as_title(write(sheet, 1, 1, words["summary"]))
    row = 3
    for name, counts in tally.counts.items():
        by_day = name == "received"
        lines = in_order(counts) if by_day else most_first(counts)
        _write_table(sheet, row, (words[name], words["records"], words["share"]), lines)
        for line, number in enumerate(lines, row + 1) if by_day else ():
            as_date(sheet.cell(line, 1, date.fromisoformat(number.name)), _DAY)
        row += len(lines) + 2


def _write_table(sheet: Worksheet, top: int, headings: Sequence[str], lines: Sequence[KindCount]) -> None:
    for column, heading in enumerate(headings, 1):
        as_heading(write(sheet, top, column, heading), of_figures=column > 1)
    for row, line in enumerate(lines, top + 1):
        write(sheet, row, 1, line.name)
        sheet.cell(row, 2, line.count).number_format = "#,##0"
        sheet.cell(row, 3, line.share).number_format = "0.0 %"
    if lines:
        bars = DataBarRule(start_type="num", start_value=0, end_type="max", color=PALE)
        sheet.conditional_formatting.add(f"B{top + 1}:B{top + len(lines)}", bars)


# openpyxl's writer without the disk. By default it writes each sheet to a temporary file, unencrypted.
#
# Imports openpyxl on import, so it is imported on first use.


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


_END_OF_ROWS: Final = b"</sheetData>"


class WorkbookFrame:
    """A cover, a summary, and as many sheets of patients as needed.

    The sheets have the same names in every language.
    """

    def __init__(self, headings: Sequence[str], labels: Sequence[str]) -> None:
        self._book = Workbook()
        self._cover = self._book.active
        self._cover.title = "Cover"
        self._summary = self._book.create_sheet("Summary")
        self._patients: list[Worksheet] = []
        self._headings = headings
        self._labels = labels
        self.row = row_template(
            (get_column_letter(column), self._style(column, heading), self._dated(column, heading))
            for column, heading in enumerate(headings, 1)
        )
        """The template for rows."""

    def begin_sheet(self) -> bytes:
        """Return the next sheet of patients up to where its rows go."""
        number = len(self._patients) + 1
        sheet = self._book.create_sheet("Patients" if number == 1 else f"Patients {number}")
        self._patients.append(sheet)
        for column, (heading, label) in enumerate(zip(self._headings, self._labels, strict=True), 1):
            as_heading(write(sheet, 1, column, label))
            sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[heading]
        sheet.row_dimensions[1].height = 22
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

    def _dated(self, column: int, heading: str) -> DateCells | None:
        """Return the kind of dates in a column, or None if it has only texts."""
        if (kind := DATE_KINDS.get(heading)) is None:
            return None
        cell = Cell(self._summary, row=2, column=column)
        as_date(cell, kind.shown)
        return DateCells(int(cell.style_id), kind.number)
