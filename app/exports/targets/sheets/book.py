"""The clinic's spreadsheet: what stands there, and the few changes that are made. Cells are texts, never formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from app.exports.targets.sheets.plan import runs
from app.exports.targets.sheets.shape import Shape, Tab
from app.exports.targets.sheets.tempo import PATIENCE
from app.exports.targets.sheets.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.config import GoogleSettings
    from app.exports.targets.sheets.changes import Change
    from app.exports.targets.sheets.plan import Row
    from app.exports.targets.sheets.tempo import Tempo

_SHAPE: Final = (
    "properties.title,sheets.properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount))"
)
_AS_IT_IS: Final = "RAW"


class Book:
    """One spreadsheet. Each method is one request, and raises as `Transport` does."""

    __slots__ = ("_id", "_transport")

    def __init__(
        self,
        settings: GoogleSettings,
        sheet_id: str,
        tempo: Tempo,
        alive: Callable[[], None],
        patience: float = PATIENCE,
    ) -> None:
        self._transport = Transport(settings, tempo, alive, patience)
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
        return [_first_cells(column) for column in self._read([tab.part("A:A") for tab in tabs])]

    def first_rows_and_columns(self, tabs: Sequence[Tab]) -> list[tuple[Row, list[str]]]:
        """Return the first row of each tab, and the first cell of its every row."""
        found = self._read([tab.part(cells) for tab in tabs for cells in ("1:1", "A:A")])
        return [
            (tuple(heading[0] if heading else ()), _first_cells(column))
            for heading, column in zip(found[::2], found[1::2], strict=True)
        ]

    def wholes(self, tabs: Sequence[Tab]) -> list[list[list[str]]]:
        """Return all cells of each tab."""
        return self._read([tab.whole for tab in tabs])

    def append(self, tab: Tab, rows: Sequence[Row]) -> None:
        """Add rows below the last."""
        how: dict[str, Any] = {"valueInputOption": _AS_IT_IS, "insertDataOption": "INSERT_ROWS"}
        self._transport.values_append(self._id, tab.part("A1"), how, {"values": rows})

    def write(self, tab: Tab, rows: Mapping[int, Row]) -> None:
        """Write rows in their places: row number -> row."""
        data = [
            {
                "range": tab.part(f"A{first}"),
                "majorDimension": "ROWS",
                "values": [rows[number] for number in range(first, last + 1)],
            }
            for first, last in runs(sorted(rows))
        ]
        self._transport.values_batch_update(self._id, {"valueInputOption": _AS_IT_IS, "data": data})

    def change(self, changes: Sequence[Change]) -> None:
        """Make changes: all of them, or none."""
        self._transport.batch_update(self._id, {"requests": changes})

    def _read(self, ranges: list[str]) -> list[list[list[str]]]:
        found = self._transport.values_batch_get(self._id, ranges, {"majorDimension": "ROWS"})
        return [part.get("values", []) for part in found["valueRanges"]]


def _tab(found: Mapping[str, Any]) -> Tab:
    grid = found.get("gridProperties", {})
    cells = grid.get("rowCount", 0) * grid.get("columnCount", 0)
    return Tab(found["sheetId"], found["title"], cells, found.get("sheetType", "GRID") == "GRID")


def _first_cells(rows: Sequence[Sequence[str]]) -> list[str]:
    return [row[0] if row else "" for row in rows]
