"""The first sheet: who took the copy, when, why and of what, and that it is sealed no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.exports.workbook import look

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet

    from app.exports.workbook.cover import Cover


def write_cover(
    sheet: Worksheet, cover: Cover, records: int, words: Mapping[str, str], *, has_long_texts: bool
) -> None:
    """Write the cover of so many records."""
    look.fit_the_page(sheet)
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 90
    look.as_title(look.write(sheet, 1, 1, words["title"]))
    look.as_warning(look.write(sheet, 3, 1, words["warning"]))
    sheet.merge_cells("A3:B3")
    sheet.row_dimensions[3].height = 52
    said = {
        "clinic": cover.clinic,
        "who": cover.who,
        "when": f"{cover.when:%Y-%m-%d %H:%M %Z}",
        "why": cover.why,
        "filters": "\n".join(cover.filters) or words["all"],
        "columns": ", ".join(cover.columns),
    }
    for row, (name, text) in enumerate(said.items(), 5):
        look.as_label(look.write(sheet, row, 1, words[name]))
        look.as_value(look.write(sheet, row, 2, text))
    last = 5 + len(said)
    look.as_label(look.write(sheet, last, 1, words["records"]))
    count = sheet.cell(last, 2, records)
    count.number_format = "#,##0"
    look.as_value(count)
    if has_long_texts:
        look.as_value(look.write(sheet, last + 1, 2, words["long"]))
