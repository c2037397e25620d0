"""Values as the driver gives them: to make moments and ids of a great many takes longer than to fetch them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sqlalchemy import type_coerce
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sqlalchemy import Column, ColumnElement, Dialect

    Value = TypeVar("Value")


def as_stored(columns: Iterable[ColumnElement[Any]]) -> tuple[ColumnElement[Any], ...]:
    """Return what to select, so that the values come as the driver gives them."""
    return tuple(type_coerce(column, NullType()) for column in columns)


def reader(column: Column[Value], dialect: Dialect) -> Callable[[Any], Value]:
    """Return what makes a column's value of what the driver gave."""
    process: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).result_processor(dialect, None)
    return process or (lambda value: value)


def moment(stored: str | datetime) -> datetime:
    """Return a moment in UTC: SQLite has it as text without a zone, and PostgreSQL's driver makes one of another zone."""
    return datetime.fromisoformat(f"{stored}+00:00") if isinstance(stored, str) else stored.astimezone(UTC)


def id_bytes(stored: str | UUID) -> bytes:
    """Return the 16 bytes of an id: SQLite has it as 32 hexadecimal digits, and PostgreSQL's driver makes a UUID."""
    return stored.bytes if isinstance(stored, UUID) else bytes.fromhex(stored)


def id_text(stored: str | UUID) -> str:
    """Return an id as a UUID is written."""
    if isinstance(stored, UUID):
        return str(stored)
    return f"{stored[:8]}-{stored[8:12]}-{stored[12:16]}-{stored[16:20]}-{stored[20:]}"
