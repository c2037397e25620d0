"""The audit trail: who did what to what. The database refuses to change or delete a line of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import func, insert, select

from app.store.tables import audit_events

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

_table = audit_events.c
_RECORD: Final = insert(audit_events).inline()


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One line of the trail."""

    seq: int
    id: UUID
    at: datetime
    actor: str
    action: str
    subject_kind: str | None
    subject_id: UUID | None
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Which lines to show. What is left out does not narrow."""

    action: str = ""
    """The beginning of it: `staff.` finds `staff.invited`."""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """This moment is no longer in."""
    subject_id: UUID | None = None


class Audit:
    """The trail, as one transaction adds to it."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(
        self,
        actor: str,
        action: str,
        subject_kind: str | None = None,
        subject_id: UUID | None = None,
        details: Mapping[str, object] | None = None,
        *,
        at: datetime,
    ) -> UUID:
        """Add a line in the transaction of what it records, and return its id.

        `details` holds ids, counts, reasons and sealed tokens, never a patient's words: the trail outlives the
        patient's record.
        """
        new = uuid4()
        values = {
            "id": new,
            "at": at,
            "actor": actor,
            "action": action,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "details": json.dumps(dict(details or {}), sort_keys=True, separators=(",", ":")),
        }
        self._connection.execute(_RECORD, values)
        return new

    def latest(self, limit: int) -> list[AuditEvent]:
        """Return the newest lines, newest first."""
        return self.page(AuditFilters(), limit)

    def page(self, filters: AuditFilters, limit: int, before_seq: int | None = None) -> list[AuditEvent]:
        """Return the newest lines that pass the filters, newest first; below the number `before_seq`, if given."""
        found: Select[*tuple[Any, ...]] = select(audit_events).where(*_conditions(filters))
        if before_seq is not None:
            found = found.where(_table.seq < before_seq)
        rows = self._connection.execute(found.order_by(_table.seq.desc()).limit(limit)).mappings()
        return [AuditEvent(**{**row, "details": json.loads(row["details"])}) for row in rows]


def _conditions(filters: AuditFilters) -> Iterator[ColumnElement[bool]]:
    if filters.action:
        yield func.substr(_table.action, 1, len(filters.action)) == filters.action
    if filters.actor:
        yield _table.actor == filters.actor
    if filters.since:
        yield _table.at >= filters.since
    if filters.until:
        yield _table.at < filters.until
    if filters.subject_id:
        yield _table.subject_id == filters.subject_id
