"""The second sheet: the records in figures. It counts only columns in the export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from openpyxl.formatting.rule import DataBarRule

from app.exports.workbook.look import PALE, as_date, as_heading, as_title, fit_the_page, write
from app.exports.workbook.tally import Tally
from app.figures.exported import KindCount, in_order, most_first

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


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
