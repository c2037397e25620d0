"""Texts that are too long for one cell continue in another row of their record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final

from app.records.cells import split

Row = tuple[str, ...]

MOST_UNITS: Final = 32_767
"""The UTF-16 units that Excel takes in a cell."""
GOES_ON: Final = " [goes on in the next row]"
GONE_ON: Final = "[goes on from the row above] "
_ROOM: Final = MOST_UNITS - len(GOES_ON) - len(GONE_ON)


def split_long_rows(batch: Sequence[Row]) -> tuple[Sequence[Row], frozenset[int]]:
    """Return rows with no cell too long, and the indexes of continuation rows.

    Continuation rows also begin with the reference of their record.
    """
    if max(map(len, chain.from_iterable(batch)), default=0) <= MOST_UNITS // 2:
        return batch, frozenset()
    rows: list[Row] = []
    go_on: set[int] = set()
    for row in batch:
        lines = list(_lines(row))
        go_on.update(range(len(rows) + 1, len(rows) + len(lines)))
        rows.extend(lines)
    return rows, frozenset(go_on)


def _lines(row: Row) -> Iterator[Row]:
    reference, *cells = row
    for first, *others in zip_longest(*([reference], *map(_pieces, cells)), fillvalue=""):
        yield (first or reference, *others)


def _pieces(cell: str) -> list[str]:
    whole = split(cell, MOST_UNITS)
    if len(whole) == 1:
        return whole
    first, *others = split(cell, _ROOM)
    *middle, last = others
    return [first + GOES_ON, *(GONE_ON + piece + GOES_ON for piece in middle), GONE_ON + last]
