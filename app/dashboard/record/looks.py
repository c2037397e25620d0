"""List the looks at a record, which everybody who works on it may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.dashboard.audit_words import sentence
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.shown import REASONS
from app.records.actors import Actors
from app.store import Transaction
from app.store.trail import audit

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Look:
    """One line: when, who, what, and why if that was said."""

    at: datetime
    who: str
    what: str
    why: str


@section
def looks(record: OpenRecord) -> dict[str, Any]:
    """Read a page of the looks."""
    before = record.wanted.before
    views, older = views_of(record.unit, record.patient.id, before, record.actors)
    return {"views": views, "older_views": older, "before": before}


def views_of(
    unit: Transaction, patient_id: UUID, before: int | None, actors: Actors
) -> tuple[list[Look], int | None]:
    """Return a page of events about a record, newest first, and where the next begins."""
    events = audit.about(unit.db, patient_id, PAGE + 1, before)
    views = [
        Look(
            event.at,
            actors.name(event.actor),
            sentence(event.action, event.details),
            str(REASONS.get(event.details.get("reason", ""), "")),
        )
        for event in events[:PAGE]
    ]
    return views, events[PAGE - 1].seq if len(events) > PAGE else None
