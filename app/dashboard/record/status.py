"""Show the states of a record, and which may follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app.dashboard.record.page import OpenRecord, section
from app.guard.doors import May, allows
from app.guard.session import current_session
from app.records.actors import Actors
from app.records.status import STATUSES
from app.store import Transaction
from app.store.patients.patient import AT_REST, Patient
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.recorded import STATUS_CHANGED

_STATES_MANY: Final = 10
_IN_REVIEW: Final = "in_review"


@dataclass(frozen=True, slots=True)
class Moves:
    """The statuses that may follow: the usual next one, if any, and the others."""

    first: str | None
    others: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (*([self.first] if self.first else []), *self.others)


@dataclass(frozen=True, slots=True)
class State:
    """One state: since when, and who brought it about; no one for the first."""

    label: str
    kind: str
    at: datetime | None
    """None when the trail does not say."""
    who: str | None = None


@section
def status(record: OpenRecord) -> dict[str, Any]:
    """Read the status, the states before it, and which may follow."""
    patient = record.patient
    return {
        "states": states_of(record.unit, patient, record.actors),
        "moves": moves_from(patient.status, reviews=allows(current_session().member.role, May.READ_HEALTH)),
        "status": STATUSES.get(patient.status),
    }


def states_of(unit: Transaction, patient: Patient, actors: Actors) -> list[State]:
    """Return the states, oldest first; a long story loses its middle."""
    filters = AuditFilters(action=STATUS_CHANGED.code, subject_id=patient.id)
    is_untouched = patient.updated_at == patient.created_at
    changes = [] if is_untouched else [*reversed(audit.page(unit.db, filters, _STATES_MANY))]
    later = [
        State(**_named(event.details.get("to", "")), at=event.at, who=actors.name(event.actor))
        for event in changes
    ]
    last = changes[-1].details.get("to") if changes else "new"
    now = [] if last == patient.status else [State(**_named(patient.status), at=None)]
    return [State(**_named("new"), at=patient.created_at), *later, *now]


def moves_from(status: str, *, reviews: bool) -> Moves:
    """Return the statuses that may follow one; none for one that is not in the table.

    To start a review is the usual next step only of a role that `reviews`.
    """
    following = STATUSES[status].next if status in STATUSES else ()
    is_usual = following and status not in AT_REST and (reviews or following[0] != _IN_REVIEW)
    return Moves(following[0], following[1:]) if is_usual else Moves(None, following)


def _named(status: str) -> dict[str, Any]:
    known = STATUSES.get(status)
    return {"label": known.label if known else status, "kind": known.tag if known else "waiting"}
