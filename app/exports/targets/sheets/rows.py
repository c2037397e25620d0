"""What to change in a tab, from its rows and the ledger.

Nothing here sends a request.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

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
