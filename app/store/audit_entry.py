"""An audit event as its link vouches for it: the same text on both engines, whatever was put in its columns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import String, case, cast, func, type_coerce

from app.store.tables import audit_events, audit_links

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Row

_FIRST_MOMENT: Final = datetime(1, 1, 1, tzinfo=UTC)
_FIELDS: Final = ("seq", "id", "at", "actor", "action", "subject_kind", "subject_id", "details")


@dataclass(frozen=True, slots=True)
class Entry:
    """Every field of an event. A hand in the database may have left anything in them, so nothing is parsed."""

    seq: int
    id: str
    at: str
    actor: str
    action: str
    subject_kind: str | None
    subject_id: str | None
    details: str

    def fields(self) -> dict[str, Any]:
        """Return the fields by name."""
        return {name: getattr(self, name) for name in _FIELDS}

    def linked_to(self, previous: bytes) -> str:
        """Return what this entry's hash is of, where it follows the link with the hash `previous` (the first: none)."""
        linked = {"previous": previous.hex(), **self.fields()}
        return json.dumps(linked, sort_keys=True, separators=(",", ":"), default=repr)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link, and the entry that it is for, if that is still there."""

    position: int
    hash: bytes
    event: str
    entry: Entry | None

    @classmethod
    def of(cls, row: Row[Any]) -> Linked:
        """Return the link of a row of `link_columns`, then `entry_columns`."""
        position, stored, event, *fields = tuple[Any, ...](row)
        entry = None if fields[0] is None else Entry(*fields)
        return cls(position, digest_of(stored), event, entry)


def digest_of(stored: object) -> bytes:
    """Return a link's hash as stored; empty, and so nobody's, if a hand left something else than bytes there."""
    return stored if isinstance(stored, bytes) else b""


def link_columns(dialect: str) -> tuple[ColumnElement[Any], ...]:
    """Return what to select of a link."""
    table = audit_links.c
    return table.position, type_coerce(table.hash, String), _uuid(table.event_id, dialect)


def entry_columns(dialect: str) -> tuple[ColumnElement[Any], ...]:
    """Return what to select of an event, in the order of Entry's fields."""
    table = audit_events.c
    return (
        table.seq,
        _uuid(table.id, dialect),
        _moment(table.at, dialect),
        table.actor,
        table.action,
        table.subject_kind,
        _uuid(table.subject_id, dialect),
        table.details,
    )


def _uuid(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """32 hex digits: what SQLite keeps."""
    return type_coerce(column, String) if dialect == "sqlite" else func.replace(cast(column, String), "-", "")


def _moment(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """ISO 8601 in UTC. PostgreSQL's years before Christ, and its infinity, have no such form: NULL."""
    if dialect == "sqlite":
        return func.replace(type_coerce(column, String), " ", "T").op("||")("Z")
    text = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    return case((column >= _FIRST_MOMENT, text))
