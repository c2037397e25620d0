"""Assign a record to a member who works on patients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out, too_late
from app.dashboard.record.page import OpenRecord, section
from app.guard.doors import May, allows
from app.guard.forms import is_refilled
from app.guard.session import actor, current_session, signed_in
from app.services import current
from app.store import Transaction
from app.store.patients import patients
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.recorded import ASSIGNED

_AT_HAND: Final = 2


@section
def assignment(record: OpenRecord) -> dict[str, Any]:
    """Read the members to choose from, and the one of today, who may have left since."""
    chosen = record.patient.assigned_to
    able = [each for each in record.actors.members if may_look_after(each)]
    left = [each for each in record.actors.members if each.id == chosen and each not in able]
    others = [each for each in able if each.id not in {chosen, current_session().member.id}]
    return {"staff": [*able, *left], "at_hand": _at_hand(others)}


def _at_hand(members: Iterable[Member]) -> list[Member]:
    """Return the clinicians who were here last, by name.

    One press gives them the record.
    """
    clinicians = [each for each in members if allows(each.role, May.READ_HEALTH)]
    last = sorted(clinicians, key=lambda each: each.last_seen_at or each.created_at)[-_AT_HAND:]
    return sorted(last, key=lambda each: each.name)


def may_look_after(member: Member) -> bool:
    """Tell whether a record may be given to a member."""
    return member.can_sign_in and allows(member.role, May.WORK_ON_PATIENTS)


def members_by_id(unit: Transaction) -> Mapping[str, Member]:
    """Return all members by their id as a form has it."""
    return {str(member.id): member for member in staff.all_members(unit.db)}


def problem_of_member(people: Mapping[str, Member], before: str, after: str) -> dict[str, str]:
    """Return what is wrong with giving a record away, if it is to be given away."""
    is_known = before in people or not before
    chosen = people.get(after)
    if before == after or (is_known and (not after or (chosen is not None and may_look_after(chosen)))):
        return {}
    return {"assigned_to": _("Choose someone from the list.")}


def told_of(people: Mapping[str, Member], before: str, after: str) -> str:
    """Return what to say of a record that was given away, or ""."""
    if before == after:
        return ""
    if not after:
        return str(_("No one is responsible for this record now."))
    return str(_("%(name)s is now responsible for this record.", name=people[after].name))


@blueprint.post("/assign", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def assign(patient_id: UUID) -> ResponseReturnValue:
    """Assign the record to a member or to no one, unless someone else was first."""
    before, after = (request.form.get(name, "") for name in ("from", "assigned_to"))

    def act(unit: Transaction, me: Member) -> str | Again:
        people = members_by_id(unit)
        if problem := problem_of_member(people, before, after):
            return again(unit, patient_id, problem)
        had, has = (people[each].id if each else None for each in (before, after))
        if had == has and _is_of(unit, patient_id, has):
            return str(_("Nothing was changed: the record already says this."))
        now = current().clock()
        if not patients.assign(unit.db, patient_id, had, has, now, me.id):
            return too_late(unit, patient_id, ASSIGNED, {"assigned_to": after})
        details = {"from": before, "to": after}
        audit.record(unit.db, actor(), ASSIGNED, "patient", patient_id, details, at=now)
        return told_of(people, before, after)

    return carry_out(patient_id, act, "h-work")


def _is_of(unit: Transaction, patient_id: UUID, member: UUID | None) -> bool:
    patient = patients.get(unit.db, patient_id, ())
    return patient is not None and patient.assigned_to == member
