"""Say whose names a page of the list shows, and until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from app.dashboard.shown import all_names_until, names_shown, seconds_left
from app.guard.session import is_live
from app.store import Transaction
from app.store.staff.sessions import StaffSession


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
