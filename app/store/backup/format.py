"""The inside of a backup: JSON lines, compressed by gzip, in an age file.

First the manifest, then rows, some at a time, and last what vouches for them all: anybody can make an age file with a
public key. Reading holds a batch of rows and no more, however large the file is.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    String,
    case,
    cast,
    column,
    func,
    inspect,
    type_coerce,
    types,
)

from app.crypto import BlindIndex, Column, Identities
from app.store.audit_chain import Head
from app.store.model import models

# Why a backup is not restored.


class Refused(Exception):
    """The sentence says what is wrong and what to do. Nothing was changed."""


# What a column holds, read off the database itself, and the form in which both engines give and take it.
#
# So a backup of any migration can be taken and loaded, whatever tables the code has by now. The form is
# SQLite's: an id is 32 hex digits, a moment is text in UTC, and bytes are hex.

_HEX_ID: Final = 32
_BYTES: Final = "bytes"
_KINDS: Final[tuple[tuple[type[types.TypeEngine[Any]], str], ...]] = (
    (types.Uuid, "uuid"),
    (types.DateTime, "moment"),
    (types.Date, "date"),
    (types.LargeBinary, _BYTES),
    (types.Boolean, "flag"),
    (types.Integer, "number"),
    (types.Float, "real"),
    (types.String, "text"),
)
KINDS: Final = frozenset(kind for _type, kind in _KINDS)
_LEFT_OUT: Final = frozenset(
    {
        "alembic_version",  # the manifest says the revision
    }
)


def left_out() -> set[str]:
    """Return the tables that no backup holds."""
    return {*_LEFT_OUT, *(kind.__tablename__ for kind in models() if not kind.in_backup)}


def tables_of(connection: Connection) -> list[str]:
    """Return the tables that are taken, each after those that it refers to."""
    ordered, left = inspect(connection).get_sorted_table_and_fkc_names(), left_out()
    return [name for name, _constraints in ordered if name is not None and name not in left]


def columns_of(connection: Connection, table: str) -> tuple[tuple[str, str], ...]:
    """Return the name and kind of each column of a table.

    Raises:
        LookupError: a column is of a type that no table of ours has.
    """
    found = inspect(connection).get_columns(table)
    return tuple((each["name"], _kind(f"{table}.{each['name']}", each["type"])) for each in found)


def selected(name: str, kind: str, dialect: str) -> ColumnElement[Any]:
    """Return what to select, so that a column's values come in the common form."""
    plain: ColumnElement[Any] = column(name)
    if dialect != "sqlite":
        return _FROM_POSTGRESQL.get(kind, _as_it_is)(plain)
    # hex() makes an empty text of NULL.
    return case((plain.is_not(None), func.lower(func.hex(plain)))) if kind == _BYTES else plain


def _as_it_is(plain: ColumnElement[Any]) -> ColumnElement[Any]:
    return type_coerce(plain, types.NullType())


_FROM_POSTGRESQL: Final[Mapping[str, Callable[[ColumnElement[Any]], ColumnElement[Any]]]] = {
    "uuid": lambda plain: func.replace(cast(plain, String), "-", ""),
    "moment": lambda plain: func.to_char(func.timezone("UTC", plain), "YYYY-MM-DD HH24:MI:SS.US"),
    "date": lambda plain: cast(plain, String),
    _BYTES: lambda plain: func.encode(plain, "hex"),
    "flag": lambda plain: cast(plain, Integer),
}


def as_taken(kinds: list[str], dialect: str) -> Callable[[list[Any]], list[Any]]:
    """Return a function that changes a row from the common form to an engine's.

    It does so in place, and returns the row.
    """
    places = [place for place, kind in enumerate(kinds) if kind == _BYTES]
    of_hex = bytes.fromhex if dialect == "sqlite" else r"\x".__add__

    def convert(row: list[Any]) -> list[Any]:
        for place in places:
            if row[place] is not None:
                row[place] = of_hex(row[place])
        return row

    return convert


def generated_columns(connection: Connection, table: str) -> Iterator[str]:
    """Yield the columns whose values PostgreSQL generates."""
    yield from (each["name"] for each in inspect(connection).get_columns(table) if each.get("identity"))


def _kind(name: str, found: types.TypeEngine[Any]) -> str:
    if isinstance(found, types.CHAR) and found.length == _HEX_ID:  # as SQLite keeps an id
        return "uuid"
    for kind_of, kind in _KINDS:
        if isinstance(found, kind_of):
            return kind
    raise LookupError(f"{name} is of a kind that a backup does not know")


# What a backup says of itself in its first line. No key is in it: only what tells keys apart.

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class TakenTable:
    """A table as it was taken."""

    name: str
    columns: tuple[tuple[str, str], ...]
    """Name and kind of each."""
    rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that has to be known before a row is loaded."""

    made_at: datetime
    engine: str
    revision: str
    head: Head | None
    """The end of the audit trail's chain."""
    keys: Mapping[str, tuple[bytes, ...]]
    """By purpose, the fingerprints of the keys that the rows are sealed and indexed with."""
    tables: tuple[TakenTable, ...]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(table.rows for table in self.tables)

    def record(self) -> dict[str, Any]:
        """Return the manifest as the JSON object that is written."""
        return {
            "format": FORMAT,
            "made_at": self.made_at.astimezone(UTC).isoformat(),
            "engine": self.engine,
            "revision": self.revision,
            "head": str(self.head) if self.head else None,
            "keys": {purpose: [each.hex() for each in found] for purpose, found in self.keys.items()},
            "tables": [
                {"name": table.name, "columns": table.columns, "rows": table.rows} for table in self.tables
            ],
        }

    @classmethod
    def of(cls, record: Any) -> Self:
        """Return the manifest that a record says.

        Raises:
            ValueError: it says none, or one of a later format.
        """
        try:
            if record["format"] != FORMAT:
                raise ValueError("another format")
            return cls(
                made_at=datetime.fromisoformat(record["made_at"]),
                engine=record["engine"],
                revision=record["revision"],
                head=Head.read(record["head"]) if record["head"] else None,
                keys={
                    purpose: tuple(bytes.fromhex(each) for each in found)
                    for purpose, found in record["keys"].items()
                },
                tables=tuple(_table(each) for each in record["tables"]),
            )
        except (KeyError, TypeError, AttributeError):
            raise ValueError("no manifest") from None


def _table(record: Any) -> TakenTable:
    columns = tuple((name, kind) for name, kind in record["columns"])
    if not {kind for _name, kind in columns} <= KINDS:
        raise ValueError("another kind of column")
    return TakenTable(record["name"], columns, record["rows"])


_LEVEL: Final = 1
"""Tokens hardly compress, and the rest compresses well even so: a higher level costs much and saves little."""
_GZIP: Final = 16 + zlib.MAX_WBITS
_LONGEST: Final = 256 * 1024 * 1024
_CONTENT: Final = Column("backups", "content")
"""INDEX_KEY vouches for it."""
Batch = tuple[str, list[list[Any]]]
"""A table's name, and some of its rows."""


class Malformed(Exception):
    """The file opened, but it is of a later format, or was written by mistake."""


class NotOurs(Exception):
    """The file opened, but no INDEX_KEY of ours vouches for what is in it."""


@dataclass(frozen=True, slots=True)
class Content:
    """What an open backup holds.

    It is known to be whole, and ours, only after the last batch.
    """

    manifest: Manifest
    batches: Iterator[Batch]
    unpacked: Callable[[], int]
    """Returns how many bytes were read until now."""


def packed(records: Iterable[Any], index: BlindIndex) -> Iterator[bytes]:
    """Yield the content of a backup. It is whole with the last piece."""
    packing, digest = zlib.compressobj(_LEVEL, wbits=_GZIP), hashlib.sha256()
    for record in records:
        line = _line(record)
        digest.update(line)
        yield packing.compress(line)
    yield packing.compress(_line(index.of(_CONTENT, digest.hexdigest()).hex()))
    yield packing.flush()


def _line(record: Any) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode() + b"\n"


@contextmanager
def opened(file: BinaryIO, identities: Identities, index: BlindIndex) -> Iterator[Content]:
    """Yield what a backup holds.

    Raises:
        NotAge, OtherIdentity, Damaged: as `Identities.open` does.
        Malformed: it is not what this code writes.
        NotOurs: at the end of the batches.
    """
    with identities.open(file) as plain, gzip.open(plain) as unpacked:
        records = _records(unpacked, index)
        try:
            manifest = Manifest.of(next(records, None))
        except ValueError:
            raise Malformed(f"not of format {FORMAT}") from None
        yield Content(manifest, records, unpacked.tell)


def _records(unpacked: gzip.GzipFile, index: BlindIndex) -> Iterator[Any]:
    digest = hashlib.sha256()
    while isinstance(record := _parsed(line := _next(unpacked)), (dict, list)):
        digest.update(line)
        yield record
    if record not in [each.hex() for each in index.candidates(_CONTENT, digest.hexdigest())]:
        raise NotOurs
    if _next(unpacked):
        raise Malformed("more than was vouched for")


def _next(unpacked: gzip.GzipFile) -> bytes:
    try:
        line = unpacked.readline(_LONGEST)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise Malformed("not compressed as ours is") from None
    if len(line) == _LONGEST:
        raise Malformed("a record without an end")
    return line


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        raise Malformed("a record that is no JSON") from None
