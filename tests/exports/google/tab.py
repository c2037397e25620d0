"""A tab of the fake spreadsheet: a grid of cells, and what Google lets one do to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

LONGEST_CELL = 50_000
_RANGE = re.compile(r"(?:'((?:[^']|'')+)'!)([A-Z]*)(\d*)(?::([A-Z]*)(\d*))?")
_WHOLE = re.compile(r"'((?:[^']|'')+)'")


class Refused(Exception):
    """Google's 400."""


@dataclass(frozen=True)
class Formula:
    """A cell that Google runs. No push may ever make one."""

    text: str


Cell = str | int | float | Formula


@dataclass
class Tab:
    id: int
    title: str
    row_count: int = 1000
    column_count: int = 26
    hidden: bool = False
    frozen: int = 0
    rows: list[list[Cell]] = field(default_factory=list)
    is_chart: bool = False

    def properties(self) -> dict[str, Any]:
        found: dict[str, Any] = {"sheetId": self.id, "title": self.title, "hidden": self.hidden}
        if self.is_chart:
            return found | {"sheetType": "OBJECT"}
        grid = {"rowCount": self.row_count, "columnCount": self.column_count, "frozenRowCount": self.frozen}
        return found | {"sheetType": "GRID", "gridProperties": grid}

    def read(self, area: Area) -> list[list[Cell]]:
        """Return the rows of an area, without what is empty at their ends and at its own."""
        self.contain(area.first_row, area.first_column)
        cut = [
            _without_blanks_at_the_end(row[area.first_column : area.end_column])
            for row in self.rows[area.first_row : area.end_row]
        ]
        while cut and not cut[-1]:
            cut.pop()
        return cut

    def put(self, row: int, column: int, cells: list[Any], option: str) -> None:
        """Write cells from a place on; None leaves a cell as it is."""
        self.contain(row, column + len(cells) - 1)
        while len(self.rows) <= row:
            self.rows.append([])
        there = self.rows[row]
        there += [""] * (column + len(cells) - len(there))
        for offset, value in enumerate(cells):
            if value is not None:
                there[column + offset] = entered(value, option)

    def append(self, rows: list[list[Any]], option: str) -> int:
        """Insert rows below the table that begins at A1, and return the first one's index."""
        end = next((index for index, row in enumerate(self.rows) if not any(row)), len(self.rows))
        column = 0
        if (
            end
        ):  # the table begins where its cells do: with nothing in column A, what is added is beside the point
            column = min(_first_filled(row) for row in self.rows[:end])
        self.rows[end:end] = [[] for _ in rows]
        self.row_count += len(rows)
        for offset, row in enumerate(rows):
            self.put(end + offset, column, row, option)
        return end

    def delete_rows(self, start: int, end: int) -> None:
        if not 0 <= start < end <= self.row_count:
            raise Refused(f"Invalid range: rows {start} to {end} of {self.row_count}")
        if self.row_count - (end - start) <= self.frozen:
            raise Refused("Sorry, it is not possible to delete all non-frozen rows.")
        del self.rows[start:end]
        self.row_count -= end - start

    def contain(self, row: int, column: int) -> None:
        if row >= self.row_count or column >= self.column_count:
            raise Refused(
                f"Range exceeds grid limits. Max rows: {self.row_count}, max columns: {self.column_count}"
            )


@dataclass(frozen=True)
class Area:
    """A range in A1 notation, counted from 0."""

    title: str
    first_row: int
    first_column: int
    end_row: int | None
    end_column: int | None

    @classmethod
    def read(cls, text: str) -> Area:
        if whole := _WHOLE.fullmatch(text):
            return cls(whole[1].replace("''", "'"), 0, 0, None, None)
        found = _RANGE.fullmatch(text)
        if not found:
            raise Refused(f"Unable to parse range: {text}")
        title, left, top, right, bottom = found.groups()
        if right is None and bottom is None:
            right, bottom = left, top
        return cls(
            title.replace("''", "'"),
            int(top) - 1 if top else 0,
            _column(left) if left else 0,
            int(bottom) if bottom else None,
            _column(right) + 1 if right else None,
        )


def entered(value: Any, option: str) -> Cell:
    """Return what a cell holds after a value was entered, raw or as if a person had typed it."""
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refused(f"Invalid value of type {type(value).__name__}")
        return value
    if len(value.encode("utf-16-le")) > 2 * LONGEST_CELL:
        raise Refused("Your input contains more than the maximum of 50000 characters in a single cell.")
    if option == "RAW":
        return value
    if option != "USER_ENTERED":
        raise Refused(f"Invalid valueInputOption: {option}")
    return Formula(value) if value[:1] in {"=", "+"} else value


def _without_blanks_at_the_end(cells: list[Cell]) -> list[Cell]:
    end = len(cells)
    while end and cells[end - 1] == "":
        end -= 1
    return cells[:end]


def _first_filled(row: list[Cell]) -> int:
    return next(index for index, cell in enumerate(row) if cell != "")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
