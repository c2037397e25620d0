"""What a transaction's parts share: connection, keys, and rows read by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from typing import Any, Generic, NamedTuple, Protocol, Self, TypeVar

from sqlalchemy import ColumnElement, Connection, Table

from app.crypto import BlindIndex, DoorKeys, Sealer


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
