"""What a column holds, and the form in which both engines give and take it.

It is read off the database itself, so a backup of any migration can be taken and loaded, whatever tables the code has by
now. The form is SQLite's: an id is 32 hex digits, a moment is text in UTC, and bytes are hex.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

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

from app.store.model import models

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


def left_out() -> set[str]:
    """Return the tables that no backup holds."""
    # The manifest says the revision.
    return {"alembic_version", *(kind.__tablename__ for kind in models() if not kind.in_backup)}


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
