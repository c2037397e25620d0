"""Serve `/patients/<id>/news`: mark what the patient sent later as read."""

from __future__ import annotations

from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import Again, carry_out, has_news, seen_news
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, signed_in
from app.services import current
from app.store import Member, Transaction

blueprint = GuardedBlueprint(
    "record_news", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)


@blueprint.post("/news")
def read_news(patient_id: UUID) -> ResponseReturnValue:
    """Mark the new information as read, unless more has come meanwhile."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        if unit.patients.read_news(patient_id, seen_news(), now):
            unit.audit.record(actor(), "patient.news_read", "patient", patient_id, at=now)
            return str(_("Marked as read."))
        return has_news(unit, patient_id) or str(_("Someone else has already marked it as read."))

    return carry_out(patient_id, act)
