"""The first sheet: who made the copy, when, why and of what.

It also says that the copy is no longer encrypted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from app.exports.workbook.cover import Cover
from app.exports.workbook.look import as_label, as_title, as_value, as_warning, fit_the_page, write

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


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
