"""CSV as RFC 4180 writes it: every field in quotes, lines ended by CRLF; streamed, and the headings are out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.exports.table import Row, Table
    from app.store import Store

BOM: Final = "\ufeff"
"""By it, Excel tells UTF-8 from the code page of the computer."""
_QUOTE, _TWICE = '"', '""'
_BETWEEN: Final = '","'
_END: Final = '"\r\n'


def stream(table: Table, store: Store, *, bom: bool = True) -> Iterator[tuple[bytes, int]]:
    """Yield the file in parts, each with how many patients are in it. The first is the headings: no patient is read for it."""
    yield (BOM if bom else "").encode() + written([table.headings()]), 0
    for rows in table.batches(store):
        yield written(rows), len(rows)


def written(rows: Iterable[Row]) -> bytes:
    """Return rows as lines of the file."""
    return "".join(map(_line, rows)).encode()


def _line(row: Row) -> str:
    line = _BETWEEN.join(row)
    if line.count(_QUOTE) != 2 * (len(row) - 1):  # one of the fields has a quote in it
        line = _BETWEEN.join(field.replace(_QUOTE, _TWICE) for field in row)
    return _QUOTE + line + _END
