"""The fake spreadsheet: its tabs, and Google's `batchUpdate`, of which all is done or nothing."""

from __future__ import annotations

import copy
import secrets
from typing import Any

from tests.exports.google.tab import Area, Formula, Refused, Tab, entered

MOST_CELLS = 10_000_000


class Spreadsheet:
    def __init__(self, title: str = "Larkfield intake") -> None:
        self.title = title
        self.tabs = [Tab(0, "Sheet1")]

    def tab(self, title: str) -> Tab:
        found = next((tab for tab in self.tabs if tab.title == title), None)
        if found is None:
            raise Refused(f"Unable to parse range: {title}")
        return found

    def table(self, title: str = "Anteroom") -> list[list[Any]]:
        """Return the rows that somebody sees."""
        return [row for row in self.tab(title).rows if any(row)]

    def titles(self) -> list[str]:
        return [tab.title for tab in self.tabs]

    def shape(self) -> dict[str, Any]:
        return {
            "properties": {"title": self.title},
            "sheets": [{"properties": tab.properties()} for tab in self.tabs],
        }

    def get(self, ranges: list[str]) -> list[dict[str, Any]]:
        return [
            {"range": each, "majorDimension": "ROWS", "values": _shown(self.tab(area.title).read(area))}
            for each in ranges
            for area in [Area.read(each)]
        ]

    def put(self, name: str, rows: list[list[Any]], option: str) -> None:
        area = Area.read(name)
        for offset, row in enumerate(rows):
            self.tab(area.title).put(area.first_row + offset, area.first_column, row, option)

    def append(self, name: str, rows: list[list[Any]], option: str, insert: str) -> dict[str, Any]:
        if insert != "INSERT_ROWS":
            raise Refused("here only INSERT_ROWS is known")
        first = self.tab(Area.read(name).title).append(rows, option)
        self._refuse_too_many_cells()
        return {"updates": {"updatedRange": f"A{first + 1}", "updatedRows": len(rows)}}

    def change(self, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Make all the changes, or none of them."""
        if not requests:
            raise Refused("Must specify at least one request.")
        kept = self.tabs
        self.tabs = copy.deepcopy(kept)
        try:
            replies = [self._change_one(request) for request in requests]
            self._refuse_too_many_cells()
        except Refused:
            self.tabs = kept
            raise
        return replies

    def _change_one(self, request: dict[str, Any]) -> dict[str, Any]:
        ((kind, given),) = request.items()
        known = {
            "addSheet": self._add,
            "deleteSheet": self._delete,
            "updateSheetProperties": self._set,
            "updateCells": self._update_cells,
            "appendDimension": self._append_rows,
            "deleteDimension": self._delete_rows,
        }
        if kind not in known:
            raise Refused(f'Invalid JSON payload received. Unknown name "{kind}"')
        return known[kind](given) or {}

    def _add(self, given: dict[str, Any]) -> dict[str, Any]:
        properties = given["properties"]
        self._refuse_taken(properties["title"])
        new = properties.get("sheetId", secrets.randbelow(2**31))
        if not 0 <= new < 2**31 or any(tab.id == new for tab in self.tabs):
            raise Refused(f"Invalid requests[0].addSheet: sheet id {new} is taken or out of range")
        grid = properties.get("gridProperties", {})
        rows, columns = grid.get("rowCount", 1000), grid.get("columnCount", 26)
        self.tabs.append(Tab(new, properties["title"], rows, columns, hidden=properties.get("hidden", False)))
        return {"addSheet": {"properties": self.tabs[-1].properties()}}

    def _delete(self, given: dict[str, Any]) -> None:
        self.tabs.remove(self._by_id(given["sheetId"]))
        self._refuse_nothing_to_see()

    def _set(self, given: dict[str, Any]) -> None:
        properties = given["properties"]
        tab = self._by_id(properties["sheetId"])
        for name in given["fields"].split(","):
            match name:
                case "title":
                    if properties["title"] != tab.title:
                        self._refuse_taken(properties["title"])
                    tab.title = properties["title"]
                case "hidden":
                    tab.hidden = properties["hidden"]
                    self._refuse_nothing_to_see()
                case "gridProperties.frozenRowCount":
                    tab.frozen = properties["gridProperties"]["frozenRowCount"]
                    if tab.frozen >= tab.row_count:
                        raise Refused("You can't freeze all visible rows on the sheet.")
                case other:
                    raise Refused(f"Invalid field: {other}")

    def _update_cells(self, given: dict[str, Any]) -> None:
        start = given["start"]
        tab = self._by_id(start["sheetId"])
        for offset, row in enumerate(given["rows"]):
            cells = []
            for cell in row["values"]:
                ((kind, value),) = cell["userEnteredValue"].items()
                cells.append(entered(value, "RAW") if kind == "stringValue" else Formula(str(value)))
            tab.put(start["rowIndex"] + offset, start["columnIndex"], cells, "RAW")

    def _append_rows(self, given: dict[str, Any]) -> None:
        if given["dimension"] != "ROWS":
            raise Refused("here only ROWS are known")
        self._by_id(given["sheetId"]).row_count += given["length"]

    def _delete_rows(self, given: dict[str, Any]) -> None:
        rows = given["range"]
        if rows["dimension"] != "ROWS":
            raise Refused("here only ROWS are known")
        self._by_id(rows["sheetId"]).delete_rows(rows["startIndex"], rows["endIndex"])

    def _by_id(self, sheet_id: int) -> Tab:
        found = next((tab for tab in self.tabs if tab.id == sheet_id), None)
        if found is None:
            raise Refused(f"No sheet with id: {sheet_id}")
        return found

    def _refuse_taken(self, title: str) -> None:
        if title in self.titles():
            raise Refused(f'A sheet with the name "{title}" already exists. Please enter another name.')

    def _refuse_nothing_to_see(self) -> None:
        if all(tab.hidden for tab in self.tabs):
            raise Refused("You can't remove all the visible sheets in a document.")

    def _refuse_too_many_cells(self) -> None:
        if sum(tab.row_count * tab.column_count for tab in self.tabs) > MOST_CELLS:
            raise Refused("This action would increase the number of cells above the limit of 10000000 cells.")


def _shown(rows: list[list[Any]]) -> list[list[str]]:
    return [[cell.text if isinstance(cell, Formula) else str(cell) for cell in row] for row in rows]
