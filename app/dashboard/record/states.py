"""The states a record has been in, with who brought it there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from app.records.statuses import STATUSES
from app.store import AuditFilters

if TYPE_CHECKING:
    from datetime import datetime

    from app.records.actors import Actors
    from app.store import Patient, Unit

_MANY: Final = 10
_AT_REST: Final = ("done", "rejected")


@dataclass(frozen=True, slots=True)
class Moves:
    """Which statuses may follow: the one that the work calls for next, if there is work left, and the others."""

    first: str | None
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """One state, since when, and through whom; nobody brought it about in whom it began."""

    label: str
    kind: str
    at: datetime | None
    """None when the trail does not say."""
    who: str | None = None


def states_of(unit: Unit, patient: Patient, actors: Actors) -> list[State]:
    """Return the states, oldest first; the last one is what the record is now. A long story lacks its middle."""
    filters = AuditFilters(action="patient.status_changed", subject_id=patient.id)
    changes = [*reversed(unit.audit.page(filters, _MANY))]
    later = [
        State(**_named(event.details.get("to", "")), at=event.at, who=actors.name(event.actor))
        for event in changes
    ]
    last = changes[-1].details.get("to") if changes else "new"
    now = [] if last == patient.status else [State(**_named(patient.status), at=None)]
    return [State(**_named("new"), at=patient.created_at), *later, *now]


def moves_from(status: str) -> Moves:
    """Return what may follow a status; nothing for one that is not in the table."""
    following = STATUSES[status].next if status in STATUSES else ()
    return (
        Moves(None, following) if status in _AT_REST or not following else Moves(following[0], following[1:])
    )


def _named(status: str) -> dict[str, Any]:
    known = STATUSES.get(status)
    return {"label": known.label if known else status, "kind": known.tag if known else "waiting"}
