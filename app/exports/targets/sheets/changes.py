"""Changes to the tabs of a spreadsheet, in the words of Google's `batchUpdate`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.exports.targets.sheets.plan import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.exports.targets.sheets.shape import Tab

Change = dict[str, Any]


def added(tab: Tab, headings: Sequence[str]) -> list[Change]:
    """Add a tab that nobody sees yet, with its heading. The row below keeps Google from refusing to freeze all there are."""
    grid = {"rowCount": 2, "columnCount": len(headings)}
    properties = {"sheetId": tab.id, "title": tab.title, "hidden": True, "gridProperties": grid}
    return [{"addSheet": {"properties": properties}}, _headed(tab, headings, bold=False)]


def published(tab: Tab, headings: Sequence[str], title: str, instead_of: Iterable[Tab]) -> list[Change]:
    """Let everybody see it under that title, its heading bold and in its place while they scroll; delete those others."""
    return [
        _headed(tab, headings, bold=True),
        _set(tab, hidden=False, gridProperties={"frozenRowCount": 1}),
        *deleted(instead_of),
        _set(tab, title=title),
    ]


def deleted(tabs: Iterable[Tab]) -> list[Change]:
    """Delete whole tabs."""
    return [{"deleteSheet": {"sheetId": tab.id}} for tab in tabs]


def without(tab: Tab, rows: Sequence[int], of: int) -> list[Change]:
    """Delete rows, given in ascending order: the last first, for each moves those below it. The tab has that many.

    Google leaves no tab without a row below its heading: where all of them go, an empty one comes first.
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
