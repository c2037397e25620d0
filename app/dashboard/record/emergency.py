"""Warn of an emergency word, and mark the patient as called about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out, name_of_last
from app.dashboard.record.page import OpenRecord, section
from app.guard.doors import May
from app.guard.session import actor, signed_in
from app.services import current
from app.store import Transaction
from app.store.patients import patients
from app.store.patients.patient import EMERGENCY
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import alarms

_EMERGENCY_ANSWERED = TrailEvent(
    "patient.emergency_answered", "Called the patient about the emergency word", TrailGroup.PATIENT
)


@section
def emergency(record: OpenRecord) -> dict[str, Any]:
    """Read the alarms of the patient, and whether an answer held an emergency word."""
    named = alarms.naming(record.unit.db, record.patient.id) if record.contents.alarms else ()
    return {
        "alarm": next((each.conversation_id for each in named if each.waits), None),
        "alarms_taken": [each for each in named if not each.waits],
        "emergency": EMERGENCY in (record.patient.flags or ()),
    }


@blueprint.post("/emergency", door=signed_in(May.WORK_ON_PATIENTS))
def answer_emergency(patient_id: UUID) -> ResponseReturnValue:
    """Record that the patient was called about an emergency word."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        if not patients.answer_emergency(unit.db, patient_id, now):
            return again(
                unit, patient_id, {"form": _why_not_rung(unit, patient_id)}, status=HTTPStatus.CONFLICT
            )
        audit.record(unit.db, actor(), _EMERGENCY_ANSWERED, "patient", patient_id, at=now)
        return str(_("Marked as called."))

    return carry_out(patient_id, act)


def _why_not_rung(unit: Transaction, patient_id: UUID) -> str:
    who = name_of_last(unit, patient_id, _EMERGENCY_ANSWERED)
    if who is None:
        return str(_("This record has no emergency word."))
    return str(_("The patient has already been called. Marked by %(who)s.", who=who))
