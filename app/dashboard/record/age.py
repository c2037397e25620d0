"""How old somebody was when their answers were given, and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from app.dashboard.record.page import OpenRecord, section
from app.intake.answers.birth_date import ages
from app.records.parts import Part
from app.services import current
from app.store import Transaction
from app.store.conversations import consents
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import clinic_in, zone_of

CARER_AGREES: Final = TrailEvent(
    "patient.carer_agrees",
    "Noted that a parent or carer agrees to what a child answered alone",
    TrailGroup.PATIENT,
)
OF_AGE: Final = 18
"""From then on people decide for themselves nearly everywhere."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The age at which somebody's answers were agreed to, and whether by themselves."""

    age: int
    now: int
    alone: bool
    too_young: bool
    """Whether they answered alone and were younger than the clinic's age of consent."""


def answered(unit: Transaction, patient_id: UUID, birth_date: str, now: datetime) -> Answered | None:
    """Return at what age the answers were agreed to; None if that is not known.

    Of two ages that a year alone leaves, the younger counts.
    """
    given = next((each for each in consents.of(unit.db, patient_id) if each.decision == "given"), None)
    if given is None or not birth_date:
        return None
    clinic = clinic_in(unit, current().settings.clinic)
    zone = zone_of(clinic)
    then, today = (ages(birth_date, at.astimezone(zone).date())[0] for at in (given.decided_at, now))
    return Answered(then, today, not given.on_behalf, not given.on_behalf and then < clinic.consent_age)


@section
def when_answered(record: OpenRecord) -> dict[str, Any]:
    """Read whether a child answered alone, who agreed, or has come of age since.

    The birth date has to be shown: it is opened while it is hidden, too.
    """
    born = record.patient.birth_date if Part.IDENTITY in record.shown else None
    told = answered(record.unit, record.patient.id, born, record.now) if isinstance(born, str) else None
    is_worth_saying = told is not None and (told.too_young or told.age < OF_AGE <= told.now)
    return {"answered_at": told if is_worth_saying else None, "carer_agreed": _carer_agreed(record)}


def _carer_agreed(record: OpenRecord) -> AuditEvent | None:
    """Return the note that a carer agrees, which is made with a correction alone."""
    if record.patient.version == 1:
        return None
    noted = AuditFilters(action=CARER_AGREES.code, subject_id=record.patient.id)
    return next(iter(audit.page(record.unit.db, noted, 1)), None)
