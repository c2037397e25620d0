"""A record that rests (GDPR Art 18 and 21), and its way back: kept, shown with a banner, and taken out by nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.dashboard.record.form import Again, carry_out, too_late
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import actor, signed_in
from app.services import current

if TYPE_CHECKING:
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Member, Unit

blueprint = GuardedBlueprint(
    "restricting", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)


@blueprint.post("/restrict")
def restrict(patient_id: UUID) -> ResponseReturnValue:
    """Let the record rest. What waits to be fetched is forgotten, and its row in a sheet is taken out."""

    def act(unit: Unit, _member: Member) -> str | Again:
        now = current().clock()
        if not unit.restrictions.add(patient_id, actor(), now):
            return too_late(unit, patient_id, "patient.restricted")
        unit.audit.record(actor(), "patient.restricted", "patient", patient_id, at=now)
        return str(_("The record is restricted: no export and no report takes it."))

    answer = carry_out(patient_id, act)
    current().store.scrub()
    return answer


@blueprint.post("/unrestrict")
def unrestrict(patient_id: UUID) -> ResponseReturnValue:
    """Lift the restriction."""

    def act(unit: Unit, _member: Member) -> str | Again:
        now = current().clock()
        if not unit.restrictions.lift(patient_id, actor(), now):
            return too_late(unit, patient_id, "patient.restriction_lifted")
        unit.audit.record(actor(), "patient.restriction_lifted", "patient", patient_id, at=now)
        return str(_("The restriction is lifted."))

    return carry_out(patient_id, act)
