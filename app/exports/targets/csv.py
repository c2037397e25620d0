"""CSV as in RFC 4180: every field is quoted, and lines end with CRLF.

It is streamed, and the headings leave immediately.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.exports.table import Row, Table
from app.exports.targets import File, Option, Target
from app.store import Store

BOM: Final = "\ufeff"
"""Excel recognises UTF-8 by it. Otherwise it would assume the computer's code page."""
_QUOTE, _TWICE = '"', '""'
_BETWEEN: Final = '","'
_END: Final = '"\r\n'


def stream(
    table: Table, store: Store, *, bom: bool = True, for_program: bool = False
) -> Iterator[tuple[bytes, int]]:
    """Return the file in parts, each with its number of patients.

    People get words, in the language of this request; a program gets keys, codes and whole ids, which never change.
    """
    if for_program:
        return _pieces(table, store, bom, table.headings(), list)
    return _pieces(table, store, bom, table.labels(), table.in_words(with_dates=True))


def _pieces(
    table: Table, store: Store, bom: bool, headings: Row, worded: Callable[[Sequence[Row]], list[Row]]
) -> Iterator[tuple[bytes, int]]:
    """Yield the headings first; no patient is read for them."""
    yield (BOM if bom else "").encode() + written([headings]), 0
    for rows in table.batches(store):
        yield written(worded(rows)), len(rows)


def written(rows: Iterable[Row]) -> bytes:
    """Return rows as lines of the file."""
    return "".join(map(_line, rows)).encode()


def _line(row: Row) -> str:
    line = _BETWEEN.join(row)
    if line.count(_QUOTE) != 2 * (len(row) - 1):  # one of the fields has a quote in it
        line = _BETWEEN.join(field.replace(_QUOTE, _TWICE) for field in row)
    return _QUOTE + line + _END


class Csv(Target):
    """Plain rows, streamed."""

    code = "csv"
    label = _l("CSV")
    about = _l("Plain rows for any spreadsheet")
    position = 20

    file = File(
        "text/csv; charset=utf-8",
        "csv",
        lambda table, store, _cover, options: stream(
            table, store, bom=options.get("bom") != "no", for_program=options.get("program") == "yes"
        ),
    )

    def options(self) -> tuple[Option, ...]:
        """Return the options: for another program, and without a byte order mark."""
        program = Option(
            name="program",
            value="yes",
            label=_("For another program"),
            hint=_("Column names, codes and whole record ids that never change, instead of words."),
            remembered=True,
            asked_at_download=True,
        )
        mark = Option(
            name="bom",
            value="no",
            label=_("Without a byte order mark"),
            hint=_("Excel needs the mark; some other programs can’t handle it."),
            remembered=True,
            asked_at_download=True,
        )
        return (program, mark)


TARGET: Final = Csv()
