"""Keys, rows as dataclasses, prepared statements, and what rows say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ColumnElement,
    Table,
)

from app.crypto import BlindIndex, DoorKeys, Sealer


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
