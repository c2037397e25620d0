"""Whose names stand on a page of the list, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.store import Session

SHOWN_FOR: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class NamesShown:
    """Everybody's until a moment, one patient's, or (without a moment) nobody's."""

    until: datetime | None = None
    why: str = ""
    only: UUID | None = None

    def of(self, patient_id: UUID) -> bool:
        """Tell whether this patient's name is shown."""
        return self.until is not None and self.only in {None, patient_id}


NOBODYS: Final = NamesShown()


def names_of(session: Session, now: datetime) -> NamesShown:
    """Return what a member's session lets every list of theirs show now."""
    until = session.names_shown_until
    # Never longer than was promised, even if the clock was put back.
    if until is None or not now < until <= now + SHOWN_FOR:
        return NOBODYS
    return NamesShown(until, session.names_shown_why or "")
