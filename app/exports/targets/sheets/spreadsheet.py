"""Changes to the tabs of a spreadsheet, in the words of Google's `batchUpdate`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

# A spreadsheet without its content: its title, and its tabs.

TITLE: Final = "Anteroom"
"""The tab that is ours."""
STAGING_PREFIX: Final = "anteroom-stage-"
_SHEET_IDS: Final = 2**31


@dataclass(frozen=True, slots=True)
class Tab:
    id: int
    title: str
    cells: int = field(default=0, compare=False)
    has_rows: bool = field(default=True, compare=False)
    """A chart has none."""


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a spreadsheet's tabs."""

    title: str
    tabs: tuple[Tab, ...]

    def find(self, title: str) -> Tab | None:
        return next((tab for tab in self.tabs if tab.title == title), None)

    @property
    def cells(self) -> int:
        """How many there are in all, empty ones included."""
        return sum(tab.cells for tab in self.tabs)


def staging_tab(export_id: UUID) -> Tab:
    """Return the hidden tab in which a push builds a new table.

    The tab then replaces the old one.
    """
    return Tab(export_id.int % _SHEET_IDS, f"{STAGING_PREFIX}{export_id}")


# Whose is this tab? Its first row says so.


class Heading(Enum):
    """How the first row compares with the heading that a push would write."""

    SAME = auto()
    OTHER_COLUMNS = auto()
    """A heading of ours, from a push of other columns."""
    FOREIGN = auto()


def compare_heading(
    found: Sequence[str], wanted: Sequence[str], keys: Sequence[str], *, is_known: bool
) -> Heading:
    """Return how the heading that was found compares with `wanted`.

    `keys` are all the columns that a push may have, in order. Anybody may use the word `record_id`, so a heading of that
    column alone is ours only in a sheet that `is_known` to the ledger.
    """
    if list(found) == [keys[0]] and not is_known:
        return Heading.FOREIGN
    if digest(found) == digest(wanted):
        return Heading.SAME
    ours = [key for key in keys if key in found]
    # It is ours if the columns are known, in our order and without repetition, and the record id is among them.
    return Heading.OTHER_COLUMNS if ours == list(found) and keys[0] in found else Heading.FOREIGN


def digest(cells: Sequence[str]) -> bytes:
    """Return a digest that differs for every heading, however its cells are split."""
    return sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).digest()


# What to change in a tab, from its rows and the ledger. Nothing here sends a request.

Row = tuple[str, ...]
Places = dict[str, list[int]]
"""Record id -> the rows that hold it, counted from 1. There should be only one."""
Run = tuple[int, int]
"""The first and the last of consecutive rows."""

_RECORD_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BELOW_HEADING: Final = 2
_LONGEST_CELL: Final = 50_000
_CUT: Final = " … [cut: the whole text is in Anteroom]"


def places(first_column: Sequence[str]) -> Places:
    """Return the rows of each record, from the first cells of all rows.

    Rows without a record's id are someone's own.
    """
    found: Places = {}
    for number, cell in enumerate(first_column[1:], start=_BELOW_HEADING):
        if _RECORD_ID.fullmatch(cell):
            found.setdefault(cell, []).append(number)
    return found


def has_foreign_content(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether people added rows below the heading or cells beside our rows."""
    return any(any(row) and (not _RECORD_ID.fullmatch(row[0]) or any(row[width:])) for row in rows[1:])


def row_to_write(
    record_id: str, digest: bytes, there: Places, known: Mapping[str, bytes | None]
) -> int | None:
    """Return the row to write: 0 for a new one, None when nothing has to change.

    A row without a digest in the ledger was sent, but its answer never came, so it is written again. So is a record that
    has two rows: somebody copied one by hand, and either may be out of date.
    """
    rows = there.get(record_id)
    if not rows:
        return 0
    return None if len(rows) == 1 and known.get(record_id) == digest else rows[0]


def surplus(there: Places, wanted: Collection[str]) -> list[int]:
    """Return the rows to delete: records that are not wanted, and duplicates."""
    return sorted(
        row for record_id, rows in there.items() for row in (rows[1:] if record_id in wanted else rows)
    )


def runs(numbers: Iterable[int]) -> list[Run]:
    """Return ascending numbers as runs of consecutive ones."""
    found: list[Run] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def fit_cells(row: Row) -> Row:
    """Return the row with cells cut to what Google accepts; cut cells say so."""
    return tuple(map(_fit, row)) if any(2 * len(cell) > _LONGEST_CELL for cell in row) else row


def _fit(cell: str) -> str:
    units = cell.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _LONGEST_CELL:
        return cell
    kept = units[: 2 * (_LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore")
    return kept + _CUT


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
