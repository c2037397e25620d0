"""Assign a record to a member who works on patients."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out, too_late
from app.dashboard.record.page import OpenRecord, section
from app.guard.doors import May, allows
from app.guard.forms import is_refilled
from app.guard.session import actor, signed_in
from app.services import current
from app.store import Transaction
from app.store.patients import patients
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.recorded import ASSIGNED


@section
def assignment(record: OpenRecord) -> dict[str, Any]:
    """Read the members to choose from, and the one of today, who may have left since."""
    chosen = record.patient.assigned_to
    return {
        "staff": [
            each for each in staff.all_members(record.unit.db) if may_look_after(each) or each.id == chosen
        ]
    }


def may_look_after(member: Member) -> bool:
    """Tell whether a record may be given to a member."""
    return member.can_sign_in and allows(member.role, May.WORK_ON_PATIENTS)


@blueprint.post("/assign", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def assign(patient_id: UUID) -> ResponseReturnValue:
    """Assign the record to a member or to no one, unless someone else was first."""
    form = {name: request.form.get(name, "") for name in ("assigned_to", "from")}

    def act(unit: Transaction, me: Member) -> str | Again:
        people = {str(member.id): member for member in staff.all_members(unit.db)}
        before, after = people.get(form["from"]), people.get(form["assigned_to"])
        if (form["from"] and not before) or (form["assigned_to"] and not (after and may_look_after(after))):
            return again(unit, patient_id, {"assigned_to": _("Choose someone from the list.")})
        if before is after and _is_of(unit, patient_id, after):
            return str(_("Nothing was changed: the record already says this."))
        now = current().clock()
        if not patients.assign(unit.db, patient_id, _id(before), _id(after), now, me.id):
            return too_late(unit, patient_id, ASSIGNED, form)
        details = {"from": form["from"], "to": form["assigned_to"]}
        audit.record(unit.db, actor(), ASSIGNED, "patient", patient_id, details, at=now)
        if after is None:
            return str(_("No one is responsible for this record now."))
        return str(_("%(name)s is now responsible for this record.", name=after.name))

    return carry_out(patient_id, act, "h-assigned")


def _is_of(unit: Transaction, patient_id: UUID, member: Member | None) -> bool:
    patient = patients.get(unit.db, patient_id, ())
    return patient is not None and patient.assigned_to == _id(member)


def _id(member: Member | None) -> UUID | None:
    return member.id if member else None
