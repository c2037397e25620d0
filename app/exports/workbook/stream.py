"""A workbook in parts, sent on as they are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing

from app.exports.table import Row, Table
from app.exports.workbook.cover import Cover, translated_words
from app.exports.workbook.package import Package
from app.exports.workbook.sheets import MOST_ROWS, PatientSheets
from app.exports.workbook.tally import Tally
from app.store import Store


def stream(
    table: Table, store: Store, cover: Cover, most_rows: int = MOST_ROWS
) -> Iterator[tuple[bytes, int]]:
    """Return the workbook's parts, each with its number of records.

    The words are in the language of this request. A file that is cut off anywhere cannot be opened, because its
    directory comes last.
    """
    return _pieces(table, store, cover, translated_words(), table.labels(), table.in_words(), most_rows)


def _pieces(  # noqa: PLR0917  (what a workbook is made of)
    table: Table,
    store: Store,
    cover: Cover,
    words: Mapping[str, str],
    labels: Row,
    in_words: Callable[[Sequence[Row]], list[Row]],
    most_rows: int,
) -> Iterator[tuple[bytes, int]]:
    package, tally, sent = Package(), Tally(table.headings()), 0
    with closing(PatientSheets(package, most_rows)) as sheets:
        yield package.take(), 0  # at once: openpyxl takes a moment to load
        from app.exports.workbook.book import WorkbookFrame  # noqa: PLC0415  (heavy: the web process starts without)

        book = WorkbookFrame(table.columns, labels)
        sheets.apply_styles(book)
        for batch in table.batches(store):
            sheets.write(worded := in_words(batch))
            tally.count(worded)
            if piece := package.take():  # few rows are held back, to be packed with more
                yield piece, tally.records - sent
                sent = tally.records
        sheets.finish()
    book.finish(package, cover, tally, words, has_long_texts=sheets.go_on > 0)
    package.close()
    yield package.take(), tally.records - sent
