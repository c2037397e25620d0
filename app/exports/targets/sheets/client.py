"""The clinic's spreadsheet: what it contains, and the few changes that are made.

Cells are texts, never formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from gspread.utils import InsertDataOption, ValueInputOption, absolute_range_name
from gspread.worksheet import Worksheet

from app.config import GoogleSettings
from app.exports.targets.sheets.changes import Change
from app.exports.targets.sheets.pace import MOST_WAITING, Pace
from app.exports.targets.sheets.rows import Row, runs
from app.exports.targets.sheets.tabs import Shape, Tab
from app.exports.targets.sheets.transport import Transport

if TYPE_CHECKING:
    pass

_SHAPE: Final = (
    "properties.title,sheets.properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))"
)


class Spreadsheet:
    """One spreadsheet. Each method is one request.

    Raises:
        AnswerLost, Delayed, Hopeless: from `Transport.request`.
    """

    __slots__ = ("_id", "_transport")

    def __init__(
        self,
        settings: GoogleSettings,
        sheet_id: str,
        pace: Pace,
        alive: Callable[[], None],
        most_waiting: float = MOST_WAITING,
    ) -> None:
        self._transport = Transport(settings, pace, alive, most_waiting)
        self._id = sheet_id

    def shape(self) -> Shape:
        """Return its title and its tabs."""
        found = self._transport.spreadsheets_get(self._id, {"fields": _SHAPE})
        return Shape(
            found["properties"]["title"], tuple(_tab(sheet["properties"]) for sheet in found["sheets"])
        )

    def heading_and_first_column(self, tab: Tab) -> tuple[Row, list[str]]:
        """Return the first row of a tab, and the first cell of every row."""
        (found,) = self.first_rows_and_columns([tab])
        return found

    def first_columns(self, tabs: Sequence[Tab]) -> list[list[str]]:
        """Return the first cell of every row, of each tab."""
        return [_first_cells(column) for column in self._read(tabs, "A:A")]

    def first_rows_and_columns(self, tabs: Sequence[Tab]) -> list[tuple[Row, list[str]]]:
        """Return the first row of each tab, and the first cell of its every row."""
        found = self._read(tabs, "1:1", "A:A")
        return [
            (tuple(heading[0] if heading else ()), _first_cells(column))
            for heading, column in zip(found[::2], found[1::2], strict=True)
        ]

    def wholes(self, tabs: Sequence[Tab]) -> list[list[list[str]]]:
        """Return all cells of each tab."""
        return self._read(tabs, "")

    def append(self, tab: Tab, rows: Sequence[Row]) -> None:
        """Add rows below the last."""
        self._sheet(tab).append_rows(
            rows, ValueInputOption.raw, InsertDataOption.insert_rows, table_range="A1"
        )

    def write(self, tab: Tab, rows: Mapping[int, Row]) -> None:
        """Write rows in their places: row number -> row."""
        self._sheet(tab).batch_update(
            [
                {"range": f"A{first}", "values": [rows[number] for number in range(first, last + 1)]}
                for first, last in runs(sorted(rows))
            ],
            raw=True,
        )

    def change(self, changes: Sequence[Change]) -> None:
        """Make changes: all of them, or none."""
        self._transport.batch_update(self._id, {"requests": changes})

    def _sheet(self, tab: Tab) -> Worksheet:
        """Return the tab as gspread has it. To find it by name would cost a read."""
        properties = {"sheetId": tab.id, "title": tab.title, "gridProperties": {"rowCount": 0}}
        return Worksheet(None, properties, self._id, self._transport)  # type: ignore[arg-type]  # kept, and not used

    def _read(self, tabs: Sequence[Tab], *cells: str) -> list[list[list[str]]]:
        """Return these cells of each tab, tab by tab."""
        ranges = [absolute_range_name(tab.title, part) for tab in tabs for part in cells]
        found = self._transport.values_batch_get(self._id, ranges, {"majorDimension": "ROWS"})
        return [part.get("values", []) for part in found["valueRanges"]]


def _tab(found: Mapping[str, Any]) -> Tab:
    grid = found.get("gridProperties", {})
    cells = grid.get("rowCount", 0) * grid.get("columnCount", 0)
    return Tab(found["sheetId"], found["title"], cells, found.get("sheetType", "GRID") == "GRID")


def _first_cells(rows: Sequence[Sequence[str]]) -> list[str]:
    return [row[0] if row else "" for row in rows]
