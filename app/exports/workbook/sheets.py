"""The sheets of patients, filled as rows come: when one is full, the next begins."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import chain, zip_longest
from typing import IO, Any, Final, NamedTuple, Protocol, cast
from zipfile import ZIP_DEFLATED, ZipFile

from app.records.cells import split

# Rows as a sheet's XML. The hot loop of the export: no object a cell, and one pass over a whole batch.
#
# Every cell is text, whatever it looks like, except the dates that we write ourselves.

_BETWEEN: Final = "\x00"
"""A character that no cell has, because `app.records.cells` removes it."""
_TEXT: Final = '<t xml:space="preserve">'
_AS_TEXT: Final = f' s="{{style}}" t="inlineStr"><is>{_TEXT}%s</t></is>'
_AS_NUMBER: Final = ' s="{style}"><v>%s</v>'
_CODE: Final = "_x(?=[0-9A-Fa-f]{4}_)"
_CODES: Final = re.compile(_CODE)
_CELLS_WITH_CODES: Final = re.compile(f"<is>{_TEXT}([^<]*{_CODE}[^<]*)</t></is>")


@dataclass(frozen=True, slots=True)
class RowTemplate:
    """The XML of a row, with a `%s` for each cell, and the writers of date columns."""

    xml: str
    dated: Mapping[int, Callable[[Sequence[str]], list[str]]]


def row_template(columns: Iterable[tuple[str, int, DateCells | None]]) -> RowTemplate:
    """Return the template for rows, given each column's letters, style and dates."""
    cells, writers = [], {}
    for place, (letters, style, dated) in enumerate(columns):
        as_text = _AS_TEXT.format(style=style)
        if dated is not None:
            writers[place] = partial(_as_dates, dated, as_text, _AS_NUMBER.format(style=dated.style))
        cells.append(f'<c r="{letters}#"{"%s" if dated else as_text}</c>')
    return RowTemplate(f'<row r="#">{"".join(cells)}</row>', writers)


def rows_as_xml(rows: Sequence[tuple[str, ...]], first: int, form: RowTemplate) -> bytes:
    """Return the XML of rows, of which the first has the number `first`.

    Raises:
        ValueError: a cell has a NUL, which would move texts into other columns.
    """
    width = len(rows[0])
    joined = _BETWEEN.join([_BETWEEN.join(cells) for cells in rows])
    escaped = joined.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split(_BETWEEN)
    if len(escaped) != width * len(rows):
        raise ValueError("a cell has a NUL")
    for place, write in form.dated.items():
        escaped[place::width] = write(escaped[place::width])
    numbered = [form.xml.replace("#", str(number)) for number in range(first, first + len(rows))]
    xml = "".join(numbered) % tuple(escaped)
    if _CODES.search(joined):
        xml = _CELLS_WITH_CODES.sub(_in_runs, xml)
    return xml.encode()


def _as_dates(dated: DateCells, as_text: str, as_number: str, escaped: Sequence[str]) -> list[str]:
    """Return the contents of the cells: a date if the text is one, else the text."""
    return [
        as_text % text if (number := dated.number(text)) is None else as_number % number for text in escaped
    ]


def _in_runs(cell: re.Match[str]) -> str:
    """Return a cell split so that no run holds a whole escape such as `_x0041_`.

    Excel would read the escape as a character. The standard's way, `_x005F_x0041_`, would do as well, but openpyxl and
    pandas do not decode it.
    """
    runs = _CODES.sub(f"_x{_BETWEEN}", cell[1]).split(_BETWEEN)
    return f"<is>{''.join(f'<r>{_TEXT}{run}</t></r>' for run in runs)}</is>"


# Texts that are too long for one cell continue in another row of the same record, and both rows say so.

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


# The package of a workbook: a ZIP that is written from front to back, and sent on as it is written.

MOST_BYTES_OF_A_PART: Final = 3 << 29
"""A part has to stay below 2 GiB. A larger one needs its own ZIP64 header, and Excel then reports a damaged file."""
_FASTEST: Final = 1


class Package(ZipFile):
    """A ZIP that is only ever written.

    No part has a time, so the same parts make the same bytes.
    """

    def __init__(self) -> None:
        self._sink = _Sink()
        super().__init__(cast("IO[bytes]", self._sink), "w", ZIP_DEFLATED, compresslevel=_FASTEST)

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_args: Any, **_options: Any) -> None:
        """Write a whole part as `ZipFile` does, but without a time."""
        with self.open(zinfo_or_arcname, "w") as part:
            part.write(data.encode() if isinstance(data, str) else data)

    def take(self) -> bytes:
        """Return what was written since it was last taken."""
        return self._sink.take()


class _Sink:
    """Collect what a package writes.

    It cannot seek, so the sizes follow each part instead of preceding it.
    """

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._held.append(data)
        return len(data)

    def flush(self) -> None:
        pass

    def take(self) -> bytes:
        taken = b"".join(self._held)
        self._held.clear()
        return taken


MOST_ROWS: Final = 1_048_576
"""The most rows that Excel takes in a sheet, including the headings."""
_AT_ONCE: Final = 100
"""How many rows are turned into XML at once. With many more, each piece needs new memory from the system."""
_BEFORE: Final = 2
"""The cover and the summary."""


class Frame(Protocol):
    """What surrounds the rows of each sheet."""

    row: RowTemplate

    def begin_sheet(self) -> bytes:
        """Return the next sheet up to where its rows go."""

    def end_sheet(self, rows: int) -> bytes:
        """Return the rest of the sheet, which has `rows` rows including its headings."""


class PatientSheets:
    """Write rows into a package, one sheet after another.

    The first sheet is begun at once. `go_on` counts the continuation rows of texts that are too long for one cell.
    """

    def __init__(
        self, package: Package, most_rows: int = MOST_ROWS, most_bytes: int = MOST_BYTES_OF_A_PART
    ) -> None:
        self._package = package
        self._most_rows = most_rows
        self._most_bytes = most_bytes
        self._number = self.go_on = 0
        self._begin()

    def apply_styles(self, book: Frame) -> None:
        """Set the styles of the sheets, before any row."""
        self._book = book
        self._write_head()

    def write(self, batch: Sequence[Row]) -> None:
        """Write a batch of rows. A continuation row stays on the sheet of its record."""
        rows, go_on = split_long_rows(batch)
        self.go_on += len(go_on)
        start = 0
        while start < len(rows):
            end = self._end(start, len(rows), go_on)
            if end == start:
                self._next()
                continue
            for some in range(start, end, _AT_ONCE):
                part = rows[some : min(some + _AT_ONCE, end)]
                self._bytes += self._part.write(rows_as_xml(part, self._rows + 1, self._book.row))
                self._rows += len(part)
            start = end

    def finish(self) -> None:
        """End the last sheet."""
        self._part.write(self._book.end_sheet(self._rows))
        self._part.close()

    def close(self) -> None:
        """Close the package, even in the middle of a sheet."""
        self._part.close()

    def _end(self, start: int, end: int, go_on: frozenset[int]) -> int:
        """Return the end of the rows that fit on this sheet; `start` if none does."""
        if self._bytes >= self._most_bytes:
            return start
        most = start + self._most_rows - self._rows
        if most >= end:
            return end
        whole = most
        while whole in go_on:
            whole -= 1
        is_empty = self._rows == 1
        return most if is_empty and whole <= start else max(whole, start)

    def _next(self) -> None:
        self.finish()
        self._begin()
        self._write_head()

    def _begin(self) -> None:
        self._number += 1
        self._rows, self._bytes = 1, 0
        self._part = self._package.open(f"xl/worksheets/sheet{_BEFORE + self._number}.xml", "w")

    def _write_head(self) -> None:
        self._part.write(self._book.begin_sheet())


# The dates that we write ourselves, as a spreadsheet counts them: in days since the end of 1899.

_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet knows no zones)
_ZERO_DAY: Final = _ZERO.toordinal()
_FIRST: Final = date(1900, 3, 1)
"""Excel's earlier dates are one day off, because it has a 29 February 1900."""
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TO_THE_SECOND: Final = len("2026-11-25T09:00:00")
_A_DAY: Final = 86_400  # seconds


class DateKind(NamedTuple):
    """A kind of date: its format, and the function that turns a text into a number."""

    shown: str
    number: Callable[[str], str | None]


class DateCells(NamedTuple):
    """A column's kind of date, and the number of the style in which it is shown."""

    style: int
    number: Callable[[str], str | None]


def day(text: str) -> str | None:
    """Return the number of a day such as `1990-04-03`; None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return str(found.toordinal() - _ZERO_DAY) if found >= _FIRST else None


def moment(text: str) -> str | None:
    """Return the number of a moment by the clinic's clock, without its zone."""
    if not _DAY.match(text):
        return None
    since = datetime.fromisoformat(text[:_TO_THE_SECOND]) - _ZERO
    # Two millionths of a second too much at most: some readers cut the fraction off, and would be a second early. It is more than
    # a double loses, and less than LibreOffice shows.
    part = since.seconds * 10**11 // _A_DAY + 2 if since.seconds else 0
    return f"{since.days}.{part:011}"


DATE_KINDS: Final[Mapping[str, DateKind]] = {
    "received": DateKind("yyyy-mm-dd hh:mm:ss", moment),
    "birth_date": DateKind("yyyy-mm-dd", day),
}
"""Heading of a column -> the kind of its dates."""
