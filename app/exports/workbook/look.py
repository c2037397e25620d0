"""The look of a workbook. Imported on first use, as openpyxl is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from app.records.cells import neutral

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


ACCENT: Final = "0D5C68"
PALE: Final = "CFE3E6"
_LINE: Final = Border(bottom=Side("thin", color="E4E2DC"))
_TEXT: Final = "@"
_WIDTHS: Final[Mapping[str, int]] = {
    "record_id": 12,
    "received": 20,
    "status": 12,
    "language": 10,
    "name": 24,
    "birth_date": 12,
    "number": 20,
}
"""Heading -> the width of its column in characters. All other columns are answers of any length, and share the rest."""
_WRAPPED: Final = "name"
_SHEET: Final = 240
"""So many characters side by side are still read on a sheet of A4 that lies: they are printed at 7 points."""
_NARROWEST, _WIDEST = 18, 60
_A4: Final = 9
_MARGIN: Final = 0.25  # inches


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
    page, margins = sheet.page_setup, sheet.page_margins
    page.orientation, page.paperSize, page.fitToHeight = "landscape", _A4, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins.left = margins.right = _MARGIN
    sheet.oddFooter.right.text = "&P / &N"


def widths(headings: Sequence[str]) -> list[int]:
    """Return the widths of columns: answers share what a sheet of paper has left."""
    answers = sum(heading not in _WIDTHS for heading in headings)
    left = _SHEET - sum(_WIDTHS.get(heading, 0) for heading in headings)
    share = min(_WIDEST, max(_NARROWEST, left // max(1, answers)))
    return [_WIDTHS.get(heading, share) for heading in headings]


def as_heading(cell: Cell, *, of_figures: bool = False) -> None:
    """Format a cell as a heading of a table."""
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=ACCENT)
    cell.alignment = Alignment(
        horizontal="right" if of_figures else "left", vertical="center", wrap_text=True
    )


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
    return heading == _WRAPPED or heading not in _WIDTHS
