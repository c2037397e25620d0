"""Changes to the tabs of a spreadsheet, in the words of Google's `batchUpdate`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.exports.targets.sheets.rows import runs
from app.exports.targets.sheets.tabs import Tab

Change = dict[str, Any]


def add_tab(tab: Tab, headings: Sequence[str]) -> list[Change]:
    """Add a hidden tab with its heading.

    Its second row is needed because Google refuses to freeze all rows of a tab.
    """
    grid = {"rowCount": 2, "columnCount": len(headings)}
    properties = {"sheetId": tab.id, "title": tab.title, "hidden": True, "gridProperties": grid}
    return [{"addSheet": {"properties": properties}}, _headed(tab, headings, bold=False)]


def publish_tab(tab: Tab, headings: Sequence[str], title: str, instead_of: Iterable[Tab]) -> list[Change]:
    """Show the tab under that title, with a bold, frozen heading; delete the others."""
    return [
        _headed(tab, headings, bold=True),
        _set(tab, hidden=False, gridProperties={"frozenRowCount": 1}),
        *delete_tabs(instead_of),
        _set(tab, title=title),
    ]


def delete_tabs(tabs: Iterable[Tab]) -> list[Change]:
    """Delete whole tabs."""
    return [{"deleteSheet": {"sheetId": tab.id}} for tab in tabs]


def delete_rows(tab: Tab, rows: Sequence[int], of: int) -> list[Change]:
    """Delete rows, given in ascending order, of a tab that has `of` rows.

    The last goes first, since each deletion moves the rows below it.

    Google keeps at least one row below a heading. If all of them are deleted, an empty row is added first.
    """
    gone = [_deleted_rows(tab, first - 1, last) for first, last in reversed(runs(rows))]
    all_of_them = len(rows) >= of - 1
    return [_one_more_row(tab), *gone] if gone and all_of_them else gone


def _headed(tab: Tab, headings: Sequence[str], *, bold: bool) -> Change:
    style = {"textFormat": {"bold": bold}}
    cells = [
        {"userEnteredValue": {"stringValue": heading}, "userEnteredFormat": style} for heading in headings
    ]
    return {
        "updateCells": {
            "start": {"sheetId": tab.id, "rowIndex": 0, "columnIndex": 0},
            "rows": [{"values": cells}],
            "fields": "userEnteredValue,userEnteredFormat.textFormat.bold",
        }
    }


def _set(tab: Tab, **properties: Any) -> Change:
    fields = ["gridProperties.frozenRowCount" if name == "gridProperties" else name for name in properties]
    return {
        "updateSheetProperties": {
            "properties": {"sheetId": tab.id, **properties},
            "fields": ",".join(fields),
        }
    }


def _one_more_row(tab: Tab) -> Change:
    return {"appendDimension": {"sheetId": tab.id, "dimension": "ROWS", "length": 1}}


def _deleted_rows(tab: Tab, start: int, end: int) -> Change:
    rows = {"sheetId": tab.id, "dimension": "ROWS", "startIndex": start, "endIndex": end}
    return {"deleteDimension": {"range": rows}}
