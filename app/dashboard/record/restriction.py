"""Restrict a record, and lift the restriction (GDPR Art. 18 and 21).

A restricted record is kept, shown with a banner, and in no export. Lifting the restriction needs a code and a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, carry_out, too_late
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.tombstone import find_or_tombstone
from app.guard.doors import May
from app.guard.forms import come_back, refill
from app.guard.session import actor, recently_confirmed, signed_in
from app.records.actors import Actors
from app.services import current
from app.store import Transaction
from app.store.patients import erasures, restrictions
from app.store.patients.patient_flags import RESTRICTED
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import reference
from app.web.feature import Words

_RESTRICTED = TrailEvent("patient.restricted", "Restricted the record", TrailGroup.PATIENT)
_LIFTED = TrailEvent(
    "patient.restriction_lifted", "Lifted the restriction on the record: {lift_reason}", TrailGroup.PATIENT
)
_LIFT_OPENED = TrailEvent(
    "patient.opened", "Opened the page that lifts the restriction", TrailGroup.PATIENT, page="unrestrict"
)

LIFT_REASONS: Final = Words(
    "lift_reason",
    {
        "agreed": _l("The patient agreed"),
        "settled": _l("The objection or dispute is settled"),
        "by_mistake": _l("It was restricted by mistake"),
        "law": _l("The law requires it"),
        "other": _l("Another reason"),
    },
)
"""Why the restriction of a record is lifted."""
_NOTHING: Final[Mapping[str, str]] = {}


@section
def restriction(record: OpenRecord) -> dict[str, Any]:
    """Read whether the record is restricted."""
    is_so = RESTRICTED in record.marks
    return {"restricted": restrictions.in_force(record.unit.db, record.patient.id) if is_so else None}


@blueprint.post("/restrict", door=signed_in(May.WORK_ON_PATIENTS))
def restrict(patient_id: UUID) -> ResponseReturnValue:
    """Restrict the record; its waiting exports are dropped and its sheet row removed."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        if not erasures.restrict(unit.db, patient_id, actor(), now):
            return too_late(unit, patient_id, _RESTRICTED)
        audit.record(unit.db, actor(), _RESTRICTED, "patient", patient_id, at=now)
        return str(_("The record is restricted. It is left out of exports and reports."))

    answer = carry_out(patient_id, act)
    current().store.scrub()
    return answer


@blueprint.get(
    "/unrestrict",
    door=recently_confirmed(May.WORK_ON_PATIENTS),
    confirms=_l("Lift the restriction on a record"),
)
def unrestrict_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what lifting the restriction does. Of the patient, nothing is opened."""
    return _page(patient_id, refill().problems)


@blueprint.post("/unrestrict", door=recently_confirmed(May.WORK_ON_PATIENTS))
def unrestrict(patient_id: UUID) -> ResponseReturnValue:
    """Lift the restriction, for one of the listed reasons."""
    why = request.form.get("reason", "")
    if why not in LIFT_REASONS:
        problems = {"reason": _("Choose why the restriction is lifted.")}
        return come_back(problems) or (_page(patient_id, problems), HTTPStatus.UNPROCESSABLE_ENTITY)

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        if not restrictions.lift(unit.db, patient_id, actor(), now):
            return too_late(unit, patient_id, _LIFTED)
        details = {"lift_reason": why}
        audit.record(unit.db, actor(), _LIFTED, "patient", patient_id, details, at=now)
        return str(_("The restriction is lifted."))

    return carry_out(patient_id, act)


def _page(patient_id: UUID, problems: Mapping[str, str] = _NOTHING) -> str:
    with current().store.begin() as unit:
        find_or_tombstone(unit, patient_id)
        audit.record(unit.db, actor(), _LIFT_OPENED, "patient", patient_id, at=current().clock())
        standing = restrictions.in_force(unit.db, patient_id)
        who = Actors.of(unit).name(standing.actor) if standing else ""
    return render_template(
        "dashboard/record/unrestrict.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        restriction=standing,
        who=who,
        reasons=LIFT_REASONS,
        problems=problems,
    )
