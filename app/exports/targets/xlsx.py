"""Excel: a workbook whose rows are streamed. It is made in memory, a batch at a time, and no file of it is on our disk."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from app.exports.workbook.cover import spoken
from app.exports.workbook.package import Package
from app.exports.workbook.sheets import MOST_ROWS, PatientSheets
from app.exports.workbook.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.exports.table import Table
    from app.exports.workbook.cover import Cover
    from app.store import Store


def stream(
    table: Table, store: Store, cover: Cover, most_rows: int = MOST_ROWS
) -> Iterator[tuple[bytes, int]]:
    """Return what yields the workbook in pieces, and how many records are in each. Speaks the language of this request.

    What is cut off anywhere is no workbook: what makes it one comes last.
    """
    return _pieces(table, store, cover, spoken(), most_rows)


def _pieces(
    table: Table, store: Store, cover: Cover, words: Mapping[str, str], most_rows: int
) -> Iterator[tuple[bytes, int]]:
    package, tally, sent = Package(), Tally(table.headings()), 0
    with closing(PatientSheets(package, most_rows)) as sheets:
        yield package.take(), 0  # at once: openpyxl takes a moment to load
        from app.exports.workbook.book import Book  # noqa: PLC0415  (heavy: the web process starts without)

        book = Book(table.headings())
        sheets.dress(book)
        for batch in table.batches(store):
            sheets.write(batch)
            tally.count(batch)
            if piece := package.take():  # few rows are held back, to be packed with more
                yield piece, tally.records - sent
                sent = tally.records
        sheets.finish()
    book.finish(package, cover, tally, words, has_long_texts=sheets.go_on > 0)
    package.close()
    yield package.take(), tally.records - sent
