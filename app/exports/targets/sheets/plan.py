"""What to do to a tab, from what stands there and what the ledger says. Nothing here asks anybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Row = tuple[str, ...]
Places = dict[str, list[int]]
"""Record id -> the rows in which it stands, counted from 1 as people do. More than one is one too many."""
Run = tuple[int, int]
"""The first of some rows without a gap, and the last."""

_RECORD_ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BELOW_HEADING: Final = 2
_LONGEST_CELL: Final = 50_000
_CUT: Final = " … [cut: the whole text is in Anteroom]"


def places(first_column: Sequence[str]) -> Places:
    """Return where each record stands, from the first cells of all rows. Rows without a record's id are somebody's own."""
    found: Places = {}
    for number, cell in enumerate(first_column[1:], start=_BELOW_HEADING):
        if _RECORD_ID.fullmatch(cell):
            found.setdefault(cell, []).append(number)
    return found


def has_something_of_others(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Tell whether somebody put rows of their own below the heading, or cells beside our rows of so many."""
    return any(any(row) and (not _RECORD_ID.fullmatch(row[0]) or any(row[width:])) for row in rows[1:])


def place_to_write(
    record_id: str, digest: bytes, there: Places, known: Mapping[str, bytes | None]
) -> int | None:
    """Return the row that is to be written: 0 for a new one, None when it stands there as it should.

    A row without a digest in the ledger may be half known: it was sent, and the answer never came. One that stands
    there twice was copied by hand, and either may be the old one.
    """
    rows = there.get(record_id)
    if not rows:
        return 0
    return None if len(rows) == 1 and known.get(record_id) == digest else rows[0]


def surplus(there: Places, wanted: Collection[str]) -> list[int]:
    """Return the rows to take out: of records that are not wanted, and what stands there a second time."""
    return sorted(
        row for record_id, rows in there.items() for row in (rows[1:] if record_id in wanted else rows)
    )


def runs(numbers: Iterable[int]) -> list[Run]:
    """Return ascending numbers as runs without a gap."""
    found: list[Run] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def fitted(row: Row) -> Row:
    """Return the row with every cell as long as Google takes it, and what is cut marked."""
    return tuple(map(_fit, row)) if any(2 * len(cell) > _LONGEST_CELL for cell in row) else row


def _fit(cell: str) -> str:
    units = cell.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * _LONGEST_CELL:
        return cell
    kept = units[: 2 * (_LONGEST_CELL - len(_CUT))].decode("utf-16-le", "ignore")
    return kept + _CUT
