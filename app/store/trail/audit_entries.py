"""An audit event as its link vouches for it: the same text on both engines.

That holds whatever was put in its columns.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, String, case, cast, func, type_coerce

from app.store.model import table_of
from app.store.trail.audit import AuditEvent, AuditLink

_events, _links = table_of(AuditEvent).c, table_of(AuditLink).c
_FIRST_MOMENT: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Entry:
    """Every field of an event.

    Somebody may have written anything into the columns by hand, so nothing is parsed.
    """

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
        """Return the text that this entry's hash is made of.

        `previous` is the hash of the link before it, and empty for the first link.
        """
        linked = {"previous": previous.hex(), **self.fields()}
        return json.dumps(linked, sort_keys=True, separators=(",", ":"), default=repr)


_FIELDS: Final = tuple(each.name for each in fields(Entry))


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
        entry = None if row.seq is None else entry_of(row)
        return cls(row.position, digest_of(row.hash), row.event, entry)


def entry_of(row: Row[Any]) -> Entry:
    """Return the entry of a row with the columns of `entry_columns`.

    Other columns of the row do not matter.
    """
    return Entry(**{name: getattr(row, name) for name in _FIELDS})


def digest_of(stored: object) -> bytes:
    """Return a link's hash as stored.

    Anything but bytes was put there by hand: an empty hash, which fits no entry.
    """
    return stored if isinstance(stored, bytes) else b""


def link_columns(dialect: str) -> tuple[ColumnElement[Any], ...]:
    """Return what to select of a link."""
    table = _links
    event = _uuid(table.event_id, dialect).label("event")
    return table.position, type_coerce(table.hash, String).label("hash"), event


def entry_columns(dialect: str) -> tuple[ColumnElement[Any], ...]:
    """Return what to select of an event for `entry_of`."""
    table = _events
    return (
        table.seq,
        _uuid(table.id, dialect).label("id"),
        _moment(table.at, dialect).label("at"),
        table.actor,
        table.action,
        table.subject_kind,
        _uuid(table.subject_id, dialect).label("subject_id"),
        table.details,
    )


def _uuid(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Select an id as 32 hex digits, as SQLite keeps it."""
    return type_coerce(column, String) if dialect == "sqlite" else func.replace(cast(column, String), "-", "")


def _moment(column: ColumnElement[Any], dialect: str) -> ColumnElement[Any]:
    """Select a moment as ISO 8601 in UTC.

    PostgreSQL's years before Christ, and its infinity, have no such form: NULL.
    """
    if dialect == "sqlite":
        return func.replace(type_coerce(column, String), " ", "T").op("||")("Z")
    text = func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    return case((column >= _FIRST_MOMENT, text))
