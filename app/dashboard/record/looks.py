"""Who looked at a record, as everybody who works on it may read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.dashboard.reasons import REASONS
from app.dashboard.sentences import sentence

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.records.actors import Actors
    from app.store import Unit

PAGE: Final = 20


@dataclass(frozen=True, slots=True)
class Look:
    """One line: when, who, what, and why if that was said."""

    at: datetime
    who: str
    what: str
    why: str


def looks_at(
    unit: Unit, patient_id: UUID, before: int | None, actors: Actors
) -> tuple[list[Look], int | None]:
    """Return a page of the lines about a record, newest first, and where the next page begins, if there is one."""
    events = unit.audit.about(patient_id, PAGE + 1, before)
    looks = [
        Look(
            event.at,
            actors.name(event.actor),
            sentence(event.action, event.details),
            str(REASONS.get(event.details.get("reason", ""), "")),
        )
        for event in events[:PAGE]
    ]
    return looks, events[PAGE - 1].seq if len(events) > PAGE else None
