"""Changes to the tabs of a spreadsheet, in the words of Google's `batchUpdate`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from enum import Enum, auto
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from app.exports.request import COLUMNS, RECORD_ID
from app.store import Hopeless

if TYPE_CHECKING:
    from app.exports.targets.sheets.client import Spreadsheet


# A spreadsheet without its content: its title, and its tabs.

TITLE: Final = "Anteroom"
"""The tab that is ours."""
STAGING_PREFIX: Final = "anteroom-stage-"
_SHEET_IDS: Final = 2**31


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the sheets of a spreadsheet."""

    id: int
    title: str
    cells: int = field(default=0, compare=False)
    has_rows: bool = field(default=True, compare=False)
    """A chart has none."""

    def part(self, cells: str) -> str:
        """Return some of its cells, in A1 notation."""
        return f"{self.whole}!{cells}"

    @property
    def whole(self) -> str:
        """All of its cells, in A1 notation."""
        return "'" + self.title.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class Shape:
    """All of a spreadsheet's tabs."""

    title: str
    tabs: tuple[Tab, ...]

    def find(self, title: str) -> Tab | None:
        """Return the tab of that title, if there is one."""
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


# Find the rows of records in any tab of a spreadsheet, ours or not, whatever people have done to it.


@dataclass(frozen=True, slots=True)
class RowsFound:
    """The rows of a tab that hold the records, and how many rows it has at least."""

    tab: Tab
    rows: list[int]
    of: int
    is_headed: bool
    """Whether one of its columns is headed as that of the records."""


def rows_with(book: Spreadsheet, tabs: Sequence[Tab], ids: AbstractSet[str]) -> list[RowsFound]:
    """Return the rows of these records, tab by tab.

    If the first column has our heading, only that column is searched. If somebody has put another column before it, or
    moved or deleted the heading, all cells are.
    """
    if not tabs or not ids:
        return []
    looks = list(zip(tabs, book.first_rows_and_columns(tabs), strict=True))
    altered = [tab for tab, (heading, _) in looks if not _is_ours(heading)]
    cells = iter(book.wholes(altered) if altered else [])
    return [
        _found(tab, heading, [[cell] for cell in column] if _is_ours(heading) else next(cells), ids)
        for tab, (heading, column) in looks
    ]


def _is_ours(heading: Row) -> bool:
    return heading[:1] == (RECORD_ID.key,)


def _found(tab: Tab, heading: Row, cells: Sequence[Sequence[str]], ids: AbstractSet[str]) -> RowsFound:
    rows = [number for number, row in enumerate(cells, start=1) if not ids.isdisjoint(row)]
    return RowsFound(tab, rows, len(cells), is_headed=RECORD_ID.key in heading)


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


# Where a push writes: into our tab as it is, or into a hidden tab that replaces it when it is complete.

_KEYS: Final = tuple(column.key for column in COLUMNS)
_MOST_CELLS: Final = 10_000_000


@dataclass(frozen=True, slots=True)
class TabPlan:
    """The tab that is written to, and the rows of each record in it."""

    tab: Tab
    there: Places
    staged: bool = False
    """Whether the tab is still hidden."""
    instead_of: tuple[Tab, ...] = ()
    """The tabs to delete when it is shown."""


def plan_upload(
    book: Spreadsheet, export_id: UUID, headings: Sequence[str], patients: int, *, is_known: bool
) -> TabPlan:
    """Inspect the spreadsheet, add the hidden tab if needed, and return the plan.

    `is_known` says whether the ledger has rows of this spreadsheet.

    Raises:
        Hopeless: our tab is not ours, or there is no room. Nothing was written.
    """
    shape = book.shape()
    stages = [tab for tab in shape.tabs if tab.title.startswith(STAGING_PREFIX)]
    ours = shape.find(TITLE)
    if ours is not None:
        heading, column = book.heading_and_first_column(ours)
        validated = compare_heading(heading, headings, _KEYS, is_known=is_known)
        if validated is Heading.FOREIGN:
            raise Hopeless("sheet_heading_foreign")
        if validated is Heading.SAME:
            if stages:  # they were left by pushes that broke off
                book.change(delete_tabs(stages))
            return TabPlan(ours, places(column))
        (rows,) = book.wholes([ours])
        if has_foreign_content(rows, len(heading)):
            raise Hopeless("sheet_rows_foreign")
    replaced = [ours] if ours else []
    stage = staging_tab(export_id)
    if stage in stages:
        others = [tab for tab in stages if tab != stage]
        return TabPlan(
            stage, _begun_before(book, stage, headings), staged=True, instead_of=(*replaced, *others)
        )
    _refuse_without_room(shape, (patients + 2) * len(headings))
    book.change([*delete_tabs(stages), *add_tab(stage, headings)])
    return TabPlan(stage, {}, staged=True, instead_of=tuple(replaced))


def _begun_before(book: Spreadsheet, stage: Tab, headings: Sequence[str]) -> Places:
    """Return the rows of the records that this push has sent before."""
    heading, column = book.heading_and_first_column(stage)
    if compare_heading(heading, headings, _KEYS, is_known=True) is not Heading.SAME:
        raise Hopeless("sheet_heading_foreign")
    return places(column)


def _refuse_without_room(shape: Shape, cells: int) -> None:
    if shape.cells + cells > _MOST_CELLS:
        raise Hopeless("sheet_full")
