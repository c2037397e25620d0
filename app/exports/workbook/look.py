"""The look: colours, fonts and widths. Imports openpyxl on import, so it is imported on first use."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from app.exports.cells import neutral

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

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
"""The width of a column by its heading, in characters; what is not named here is an answer of any length."""


def write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a text that stays one, whatever it looks like, and return its cell."""
    cell = sheet.cell(row, column, neutral(text))
    cell.data_type = "s"  # openpyxl takes "#N/A" for an error
    as_text(cell)
    return cell


def as_text(cell: Cell, *, is_long: bool = False) -> None:
    """Make a cell one of text, also for who types into it."""
    cell.number_format = _TEXT
    cell.alignment = Alignment(vertical="top", wrap_text=is_long)


def as_date(cell: Cell, shown: str) -> None:
    """Make a cell one of a date, shown in that form."""
    cell.number_format = shown
    cell.alignment = Alignment(horizontal="left", vertical="top")


def fit_the_page(sheet: Worksheet) -> None:
    """Print all columns of a sheet beside each other, on as many pages as its rows need."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def as_heading(cell: Cell, *, of_figures: bool = False) -> None:
    """Make a cell one of the line above a table."""
    cell.font = Font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=ACCENT)
    cell.alignment = Alignment(horizontal="right" if of_figures else "left", vertical="center")


def as_title(cell: Cell) -> None:
    """Make a cell the first of its sheet."""
    cell.font = Font(bold=True, size=16, color=ACCENT)


def as_label(cell: Cell) -> None:
    """Make a cell the name of what stands beside it."""
    cell.font = Font(bold=True, color="53554F")
    cell.border = _LINE


def as_value(cell: Cell) -> None:
    """Make a cell what stands beside a label."""
    cell.alignment = Alignment(horizontal="left", vertical="top", wrap_text=True)
    cell.border = _LINE


def as_warning(cell: Cell) -> None:
    """Make a cell one that is read first."""
    cell.font = Font(bold=True, color="855000")
    cell.fill = PatternFill("solid", start_color="FCF1DC")
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def is_long(heading: str) -> bool:
    """Return whether the texts of a column are shown over several lines."""
    return WIDTHS[heading] >= WIDTHS["address"]
