"""Erase a patient, in the same way whoever or whatever does it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.store import Transaction
from app.store.patients import certificates, erasures
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup

ERASED = TrailEvent("patient.erased", "Erased the patient: {reason}", TrailGroup.PATIENT)


def erase(unit: Transaction, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
    """Erase the patient, and return whether there was one.

    The row in a spreadsheet and the chat's messages at Twilio are deleted by jobs of the same transaction, and open
    requests of the patient are closed. How much was found is kept for a certificate. Call `scrub` of the store after the commit.

    Raises:
        OnHold: the patient is on hold, and nothing is erased.
        Forged: a hold was changed by hand, and nothing is erased.
    """
    found = certificates.count(unit.db, patient_id)
    if not erasures.erase(unit.db, patient_id, reason, actor, now):
        return False
    audit.record(unit.db, actor, ERASED, "patient", patient_id, {"reason": reason, "found": found}, at=now)
    return True
