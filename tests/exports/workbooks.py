"""Workbooks made of given rows, and what openpyxl and pandas read in them."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd

from app.exports.columns import ExportColumn, Group
from app.exports.workbook.cover import Cover
from app.exports.workbook.sheets import MOST_ROWS
from app.exports.workbook.stream import stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.exports.table import Row, Table
    from app.store import Store

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COVER = Cover(
    clinic="Larkfield Clinic",
    who="Noor Haddad, admin",
    when=datetime(2026, 11, 25, 14, 6, tzinfo=ZoneInfo("Europe/Madrid")),
    why="Referral list for Northgate",
    filters=("Status: New", "Received from 1 November 2026"),
    columns=("Reference", "Name"),
)


@dataclass(frozen=True)
class Given:
    """A table of these rows, so many at a time."""

    head: Row
    rows: Sequence[Row]
    size: int = 2000

    @property
    def columns(self) -> list[ExportColumn]:
        return [ExportColumn(key, Group.RECORD) for key in self.head]

    def headings(self) -> Row:
        return self.head

    def labels(self) -> Row:
        return self.head

    def in_words(self) -> Callable[[Sequence[Row]], list[Row]]:
        return list

    def batches(self, _store: Store) -> Iterator[list[Row]]:
        for start in range(0, len(self.rows), self.size):
            yield list(self.rows[start : start + self.size])


def pieces(table: Given, most_rows: int = MOST_ROWS, cover: Cover = COVER) -> Iterator[tuple[bytes, int]]:
    return stream(cast("Table", table), cast("Store", None), cover, most_rows)


def workbook(table: Given, most_rows: int = MOST_ROWS, cover: Cover = COVER) -> bytes:
    return b"".join(piece for piece, _ in pieces(table, most_rows, cover))


def of_texts(texts: Sequence[str]) -> Given:
    """A table with each text in a row of its own, in the middle and at the end."""
    return Given(
        ("record_id", "name", "address"),
        [(f"record {number}", text, text) for number, text in enumerate(texts)],
    )


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content))


def by_openpyxl(content: bytes, sheet: str = "Patients") -> list[Row]:
    """Return the rows below the headings. For openpyxl a cell without text is None."""
    rows = list(opened(content)[sheet].iter_rows(values_only=True))
    return [tuple("" if cell is None else str(cell) for cell in row) for row in rows[1:]]


def by_pandas(content: bytes, sheet: str = "Patients") -> list[Row]:
    """The rows below the headings."""
    read: Any = pd.read_excel(BytesIO(content), sheet_name=sheet, dtype=str, keep_default_na=False)
    return list(read.itertuples(index=False, name=None))


def part(content: bytes, name: str) -> ET.Element:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return ET.fromstring(package.read(name))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


POISON = [
    "\x00",
    "\x07 bell",
    "a\x0bb",
    "\ufffe\uffff",
    "\ud800 alone",
    "\r\nlines\rof\nall\tkinds ",
    "  around  ",
    "]]> & < > ' \"",
    "_x0041_ _x005F_x0041_ _x000d_ _xZZZZ_ _x004",
    "&amp; &#65; <b>",
    "#N/A",
    "TRUE",
    "1e5",
    "007",
    "2026-11-25",
    "%s %d %(name)s {0} #",
    "x" * 40_000,
    "🩺" * 1500,
    "مرحبا · 你好 · e\u0301 · \u202eevil",
]
