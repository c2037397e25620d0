"""A restricted record (GDPR Art 18 and 21): kept, shown with a banner, and in no export. To lift it takes a code and a reason."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import render_template, request
from flask_babel import gettext as _

from app.dashboard.erasing.tombstone import find_or_tombstone
from app.dashboard.reasons import LIFT_REASONS
from app.dashboard.record.form import Again, carry_out, too_late
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import actor, recently_confirmed, signed_in
from app.guard.words import reference
from app.records.actors import Actors
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Member, Unit

blueprint = GuardedBlueprint(
    "restricting", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)

lifting = GuardedBlueprint(
    "lifting",
    __name__,
    door=recently_confirmed(May.WORK_ON_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>",
)
_NOTHING: Final[Mapping[str, str]] = {}


@blueprint.post("/restrict")
def restrict(patient_id: UUID) -> ResponseReturnValue:
    """Let the record rest. What waits to be fetched is forgotten, and its row in a sheet is taken out."""

    def act(unit: Unit, _member: Member) -> str | Again:
        now = current().clock()
        if not unit.restrictions.add(patient_id, actor(), now):
            return too_late(unit, patient_id, "patient.restricted")
        unit.audit.record(actor(), "patient.restricted", "patient", patient_id, at=now)
        return str(_("The record is restricted. It is left out of exports and reports."))

    answer = carry_out(patient_id, act)
    current().store.scrub()
    return answer


@lifting.get("/unrestrict")
def lift_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what lifting the restriction does. Of the patient, nothing is opened."""
    return _page(patient_id)


@lifting.post("/unrestrict")
def unrestrict(patient_id: UUID) -> ResponseReturnValue:
    """Lift the restriction, for one of our reasons."""
    why = request.form.get("reason", "")
    if why not in LIFT_REASONS:
        problems = {"reason": _("Choose why the restriction is lifted.")}
        return _page(patient_id, problems), HTTPStatus.UNPROCESSABLE_ENTITY

    def act(unit: Unit, _member: Member) -> str | Again:
        now = current().clock()
        if not unit.restrictions.lift(patient_id, actor(), now):
            return too_late(unit, patient_id, "patient.restriction_lifted")
        details = {"lift_reason": why}
        unit.audit.record(actor(), "patient.restriction_lifted", "patient", patient_id, details, at=now)
        return str(_("The restriction is lifted."))

    return carry_out(patient_id, act)


def _page(patient_id: UUID, problems: Mapping[str, str] = _NOTHING) -> str:
    with current().store.begin() as unit:
        find_or_tombstone(unit, patient_id)
        details = {"page": "unrestrict"}
        unit.audit.record(actor(), "patient.opened", "patient", patient_id, details, at=current().clock())
        standing = unit.restrictions.in_force(patient_id)
        who = Actors.of(unit).name(standing.actor) if standing else ""
    return render_template(
        "dashboard/unrestrict.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        restriction=standing,
        who=who,
        reasons=LIFT_REASONS,
        problems=problems,
    )
