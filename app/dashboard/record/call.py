"""Tell that the patient asked to be called, and mark that somebody called."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.patients.calls import CALLED
from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, carry_out
from app.dashboard.record.page import OpenRecord, section
from app.guard.doors import May
from app.guard.session import actor, signed_in
from app.services import current
from app.store import Transaction
from app.store.conversations import callbacks
from app.store.patients import patients
from app.store.staff.staff import Member
from app.store.trail import audit


@section
def call(record: OpenRecord) -> dict[str, Any]:
    """Read since when the patient waits for a call, if they do."""
    return {"asked_for_call": record.contents.call_asked_at}


@blueprint.post("/called", door=signed_in(May.WORK_ON_PATIENTS))
def called(patient_id: UUID) -> ResponseReturnValue:
    """Mark the call as made, unless someone has done so before."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        talk = patient.conversation_id if patient else None
        if not callbacks.mark_made(unit.db, patient_id, talk, actor(), now):
            return str(_("Someone else has already called."))
        audit.record(unit.db, actor(), CALLED, "patient", patient_id, at=now)
        return str(_("Marked as called."))

    return carry_out(patient_id, act)
