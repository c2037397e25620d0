"""Say whose names a page of the list shows, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.dashboard.shown import REASONS, SHOWN_FOR, all_names_until, names_shown, remembered, seconds_left
from app.guard.session import actor, current_session, is_live
from app.services import current
from app.store import Transaction
from app.store.staff import sessions
from app.store.staff.sessions import StaffSession
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import to_clinic_time

_NAMES_SHOWN = TrailEvent("patients.names_shown", "Showed names in the list: {reason}", TrailGroup.PATIENT)


@dataclass(frozen=True, slots=True)
class NamesShown:
    """The names that are shown: everybody's until a time, or some, each until its own."""

    until: datetime | None = None
    why: str = ""
    single: Mapping[UUID, datetime] = field(default_factory=dict)

    def of(self, patient_id: UUID) -> bool:
        """Tell whether this patient's name is shown."""
        return self.until is not None or patient_id in self.single

    def left(self, patient_id: UUID) -> int | None:
        """Return the seconds that this name stays shown, unless all names are shown."""
        until = None if self.until else self.single.get(patient_id)
        return None if until is None else seconds_left(until)


NOBODYS: Final = NamesShown()


def names_of(session: StaffSession) -> NamesShown:
    """Return what a member's session lets every list of theirs show now."""
    until = all_names_until(session)
    return NOBODYS if until is None else NamesShown(until, session.names_shown_why or "")


def with_single(unit: Transaction, names: NamesShown) -> NamesShown:
    """Return the same with the names that were shown one by one.

    A request that a script sends gets none of these, because perhaps nobody is looking.
    """
    return names if is_live() else replace(names, single=names_shown(unit))


def show_names(unit: Transaction, why: str) -> None:
    """Show every name in the lists of this session for a minute, and record why."""
    now = current().clock()
    sessions.show_names(unit.db, current_session().id, now + SHOWN_FOR, why)
    audit.record(unit.db, actor(), _NAMES_SHOWN, details={"reason": why}, at=now)


def around_names(names: NamesShown) -> dict[str, Any]:
    """Return the reasons for showing names, and when they are hidden again.

    That is in words, seconds, and tens of seconds.
    """
    if names.until is None:
        return {"reasons": REASONS, "shown_until": None, "why": remembered()}
    left = (names.until - current().clock()).total_seconds()
    return {
        "reasons": REASONS,
        "shown_until": f"{to_clinic_time(names.until):%H:%M:%S}",
        "seconds_left": max(0, int(left)),
        "tens_left": max(10, min(60, int(left) // 10 * 10)),
        "why": names.why,
    }
