"""One patient erased, and written down: the same for the dashboard, the shell and whatever erases by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.store import Unit


def erase(unit: Unit, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
    """Erase the patient, and return whether there was one. `scrub` the store once this is committed.

    With it go the row in a spreadsheet and the chat's messages at Twilio, each by a job of the same transaction, and
    what was open of their requests is closed.

    Raises:
        OnHold: the patient is; nothing goes.
    """
    if not unit.erasures.erase(patient_id, reason, actor, now):
        return False
    unit.audit.record(actor, "patient.erased", "patient", patient_id, {"reason": reason}, at=now)
    return True
