"""The audit trail: who did what to what. The database refuses to change or delete a line of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import insert, select

from app.store.tables import audit_events

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

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
        newest = select(audit_events).order_by(audit_events.c.seq.desc()).limit(limit)
        rows = self._connection.execute(newest).mappings()
        return [AuditEvent(**{**row, "details": json.loads(row["details"])}) for row in rows]
