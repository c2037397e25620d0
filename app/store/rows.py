"""Keys, rows as dataclasses, prepared statements, and what rows say."""

from __future__ import annotations

import hashlib
import json
from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple, TypeVar
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Executable,
    SelectBase,
    Table,
)

from app.crypto import BlindIndex, DoorKeys, Sealer
from app.crypto.keys import Fields
from app.store.engine import sqlite


class Keys(NamedTuple):
    """The keys of one store: for sealing, for blind indexes, and for sign-ins."""

    sealer: Sealer
    blind_index: BlindIndex
    door: DoorKeys


# Rows and dataclasses meet by name, never by position: a column that is added in the middle shifts nothing.


def columns_of(kind: type[Any], table: Table, but: Collection[str] = ()) -> tuple[ColumnElement[Any], ...]:
    """Return the table's columns that a dataclass has fields for, all but those named.

    Raises:
        KeyError: the table has no column of a field's name.
    """
    return tuple(table.c[field.name] for field in fields(kind) if field.name not in but)


_Kind = TypeVar("_Kind")


def one_of(kind: type[_Kind], row: Any, **changed: Any) -> _Kind:
    """Return the row as a dataclass, field by column name.

    `changed` are the fields that no column holds, or that hold something else than their column.
    """
    return kind(**{**row._mapping, **changed})  # noqa: SLF001  (SQLAlchemy's public name)


def of_columns(
    kind: type[_Kind], row: Any, columns: Iterable[ColumnElement[Any]], /, **changed: Any
) -> _Kind:
    """Return these columns of a row as a dataclass; `changed` as in `one_of`."""
    said: Mapping[str, Any] = row._mapping  # noqa: SLF001  (as above)
    own: dict[str, Any] = {str(column.key): said[str(column.key)] for column in columns}
    return kind(**own | changed)


def all_of(kind: type[_Kind], rows: Iterable[Any]) -> list[_Kind]:
    """Return the rows as dataclasses, in their order."""
    return [kind(**row._mapping) for row in rows]  # noqa: SLF001  (as above)


# Statements that every message runs, written out once for each dialect.
#
# SQLAlchemy caches what it has compiled, but looking a statement up and filling it in takes longer than SQLite takes to
# run it.

Parameters = tuple[Any, ...] | dict[str, Any]


class Prepared:
    """A statement that is written out on first use. Threads may share it.

    `build` makes the statement for a dialect. None of its parameters may be a list.
    """

    def __init__(self, build: Callable[[str], Executable]) -> None:
        self._build: Final = build
        self._written: Final[dict[tuple[str, ...], _Written]] = {}

    def run(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Execute the statement with these values, by column or parameter.

        Return its rows as the driver gives them; none where it returns nothing.
        """
        written = self._for(connection.dialect, values)
        return _execute(connection, written.text, written.parameters(values))

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Return the rows that a SELECT finds, as named tuples of its columns."""
        written = self._for(connection.dialect, values)
        return written.rows(_execute(connection, written.text, written.parameters(values)))

    def _for(self, dialect: Dialect, values: Mapping[str, Any]) -> _Written:
        key = (dialect.name, *values)
        written = self._written.get(key)
        if written is None:
            written = self._written[key] = _Written(self._build(dialect.name), list(values), dialect)
        return written


def _execute(connection: Connection, text: str, parameters: Parameters) -> list[Any]:
    heard = connection.engine.dispatch
    if connection.dialect.name == "sqlite" and not (
        heard.before_cursor_execute or heard.after_cursor_execute
    ):
        return sqlite.execute(connection, text, parameters)
    result = connection.exec_driver_sql(text, parameters)
    return list(result) if result.returns_rows else []


class _Written:
    """A statement's text for one dialect, with what converts values and rows."""

    __slots__ = ("_adapters", "_fixed", "_is_positional", "_readers", "_row", "text")

    def __init__(self, statement: Any, names: list[str], dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=names)
        self.text: str = compiled.string
        self._is_positional: bool = compiled.positional
        binds = compiled.binds
        self._fixed = {name: value for name, value in compiled.params.items() if not binds[name].required}
        self._adapters: list[tuple[str, Callable[[Any], Any] | None]] = [
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or compiled.params
        ]
        columns = statement.selected_columns if isinstance(statement, SelectBase) else ()
        self._row = namedtuple("_row", [column.key for column in columns])  # type: ignore[misc]  # noqa: PYI024  (one a statement)
        self._readers: list[Callable[[Any], Any] | None] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]

    def parameters(self, values: Mapping[str, Any]) -> Parameters:
        given = {**self._fixed, **values} if self._fixed else values
        if self._is_positional:
            return tuple([adapt(given[name]) if adapt else given[name] for name, adapt in self._adapters])
        return {name: adapt(given[name]) if adapt else given[name] for name, adapt in self._adapters}

    def rows(self, found: Iterable[Any]) -> list[Any]:
        return [
            self._row(
                *[read(value) if read else value for read, value in zip(self._readers, row, strict=True)]
            )
            for row in found
        ]


# What a row says, as the text that is vouched for: the same on both engines.


class Forged(Exception):
    """A row was written or changed by something that has no key. It opens nothing.

    `staff_id` is the member that the row is about, if any.
    """

    def __init__(self, table: str, row: UUID, staff_id: UUID | None = None) -> None:
        super().__init__(table, row, staff_id)
        self.table = table
        self.row = row
        self.staff_id = staff_id

    def __str__(self) -> str:
        return f"a row of {self.table} was not written by Anteroom: {self.row}"


def fields_of(values: Mapping[str, Any], names: Iterable[str]) -> Fields:
    """Return the values of these columns, in their order, as a MAC takes them."""
    return tuple([_plain(values[name]) for name in names])


def digest_of(fields: Fields) -> str:
    """Return the SHA-256 of the fields, in hex: what a seal holds of a row."""
    return hashlib.sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def _plain(value: Any) -> str | int | None:
    match value:
        case UUID():
            return value.hex
        case bytes():
            return value.hex()
        case datetime():
            utc = value if value.tzinfo is UTC else value.astimezone(UTC)
            return utc.isoformat(timespec="microseconds")
        case None | str() | int():
            return value
        case _:
            raise TypeError(f"a {type(value).__name__} cannot be vouched for")
