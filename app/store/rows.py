"""What a transaction's parts share: connection, keys, rows and statements."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any, Final, Generic, NamedTuple, Protocol, Self, TypeVar

from sqlalchemy import ColumnElement, Connection, Dialect, Executable, SelectBase, Table

from app.crypto import BlindIndex, DoorKeys, Sealer
from app.store import sqlite


class Keys(NamedTuple):
    """The keys of one store: what seals, what finds, and what vouches for sign-ins."""

    sealer: Sealer
    blind_index: BlindIndex
    door: DoorKeys


class Rows:
    """A part of one transaction that needs no keys."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @classmethod
    def within(cls, connection: Connection, keys: Keys) -> Self:  # noqa: ARG003  (for those that need them)
        """Return the part for a connection on which a transaction has begun."""
        return cls(connection)


class SealedRows(Rows):
    """A part of one transaction that seals, opens, indexes or vouches."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        super().__init__(connection)
        self._keys = keys
        self._sealer, self._index, self._door = keys

    @classmethod
    def within(cls, connection: Connection, keys: Keys) -> Self:
        """Return the part for a connection on which a transaction has begun."""
        return cls(connection, keys)


class _Owner(Protocol):
    _connection: Connection
    _keys: Keys


_Made = TypeVar("_Made", bound=Rows)


class Part(Generic[_Made]):
    """An attribute that is made on first use, within its owner's transaction.

    A message needs about ten of the forty parts; making them all would take longer than some statements.
    """

    def __init__(self, kind: type[_Made]) -> None:
        self._kind = kind
        self._name = ""

    def __set_name__(self, owner: type[object], name: str) -> None:
        self._name = name

    def __get__(self, owner: _Owner, kind: type[object] | None = None) -> _Made:
        made = self._kind.within(owner._connection, owner._keys)  # noqa: SLF001  (the owner's own attribute)
        owner.__dict__[self._name] = made
        return made


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


def all_of(kind: type[_Kind], rows: Iterable[Any]) -> list[_Kind]:
    """Return the rows as dataclasses, in their order."""
    return [kind(**row._mapping) for row in rows]  # noqa: SLF001  (as above)


# Statements that every message runs, written out once for each dialect.
#
# SQLAlchemy keeps what it has compiled, but to look that up and to fill it in takes longer than SQLite takes for the
# statement.

Parameters = tuple[Any, ...] | dict[str, Any]


class Prepared:
    """Hold a statement, written out on first use. Threads may share it.

    `build` makes the statement for a dialect. None of its parameters is a list.
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
    """Hold a statement's text for one dialect, and convert values and rows."""

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
