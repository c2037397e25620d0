"""The register of breaches (GDPR Art. 33(5): every one, told or not).

It is lines of the audit trail, which nobody can take out.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from app.store import Transaction
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup

NOTED = TrailEvent(
    "breach.noted", "Recorded a data breach, known since {aware}", TrailGroup.BREACH, moments=("aware",)
)
TOLD = TrailEvent(
    "breach.told", "Recorded that people were notified of a breach under {law}", TrailGroup.BREACH
)
CAUSES: Final = ("lost_phone", "leaked_key", "stolen_laptop", "leaked_env", "wrong_number", "other")
_ACTOR: Final = "operator"
_MOST: Final = 1000


class Breach(NamedTuple):
    """What is on record of a breach. It never says whose data it was."""

    id: UUID
    aware: datetime
    cause: str
    told: frozenset[str]
    """The laws by which everybody has been told."""


def note_breach(unit: Transaction, aware: datetime, cause: str, now: datetime) -> UUID:
    """Put a breach on record, and return its id."""
    new = uuid4()
    details = {"aware": aware.isoformat(timespec="minutes"), "cause": cause}
    audit.record(unit.db, _ACTOR, NOTED, "breach", new, details, at=now)
    return new


def tell(unit: Transaction, breach_id: UUID, law: str, now: datetime) -> None:
    """Put on record that those whom a law names have been told."""
    audit.record(unit.db, _ACTOR, TOLD, "breach", breach_id, {"law": law.upper()}, at=now)


def breaches(unit: Transaction) -> list[Breach]:
    """Return the breaches on record, newest first."""
    events = audit.page(unit.db, AuditFilters(action="breach."), _MOST)
    told: dict[UUID | None, set[str]] = defaultdict(set)
    for event in events:
        if event.action == TOLD.code:
            told[event.subject_id].add(str(event.details["law"]).lower())
    return [
        _of(event.subject_id, event, frozenset(told[event.subject_id]))
        for event in events
        if event.action == NOTED.code and event.subject_id
    ]


def _of(breach_id: UUID, noted: AuditEvent, told: frozenset[str]) -> Breach:
    aware = datetime.fromisoformat(str(noted.details["aware"]))
    return Breach(breach_id, aware, str(noted.details["cause"]), told)
