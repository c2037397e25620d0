"""Where records stand in any tab of a spreadsheet, ours or not, whatever people have done to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.exports.columns import RECORD_ID

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from app.exports.targets.sheets.book import Book
    from app.exports.targets.sheets.plan import Row
    from app.exports.targets.sheets.shape import Tab


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a tab in which the records stand, of how many rows it has at least."""

    tab: Tab
    rows: list[int]
    of: int
    is_headed: bool
    """Whether one of its columns is headed as that of the records."""


def rows_with(book: Book, tabs: Sequence[Tab], ids: AbstractSet[str]) -> list[Found]:
    """Return the rows that are of these records, tab by tab.

    Where the records head the first column, as we write it, that column is looked at; where somebody has put another
    before it, or moved or deleted the heading, all cells are.
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


def _found(tab: Tab, heading: Row, cells: Sequence[Sequence[str]], ids: AbstractSet[str]) -> Found:
    rows = [number for number, row in enumerate(cells, start=1) if not ids.isdisjoint(row)]
    return Found(tab, rows, len(cells), is_headed=RECORD_ID.key in heading)
