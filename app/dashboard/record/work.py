"""What is done with a record from its page: status, who looks after it, notes, and that the patient was rung."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.dashboard.record.form import NOTHING, Again, again, carry_out, too_late, who_last
from app.dashboard.record.staff_choices import may_look_after
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import actor, signed_in
from app.intake.answers.text import clean, is_blank
from app.records.statuses import STATUSES
from app.services import current

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Member, Unit

blueprint = GuardedBlueprint(
    "record_work", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)
LONGEST_NOTE: Final = 2000


@blueprint.post("/status")
def change_status(patient_id: UUID) -> ResponseReturnValue:
    """Bring the record from one status to another, unless somebody else brought it on first."""
    before, after = request.form.get("from", ""), request.form.get("status", "")

    def act(unit: Unit, _member: Member) -> str | Again:
        if before not in STATUSES or after not in STATUSES[before].next:
            return again(unit, patient_id, {"form": _("That status cannot follow. Choose another.")})
        if not unit.patients.set_status(patient_id, before, after, current().clock()):
            return too_late(unit, patient_id, "patient.status_changed")
        _audit(unit, "patient.status_changed", patient_id, {"from": before, "to": after})
        return str(_("The status is now: %(status)s.", status=STATUSES[after].label))

    return carry_out(patient_id, act)


@blueprint.post("/assign")
def assign(patient_id: UUID) -> ResponseReturnValue:
    """Give the record to a member, or to nobody, unless somebody else gave it away first."""
    form = {name: request.form.get(name, "") for name in ("assigned_to", "from")}

    def act(unit: Unit, _member: Member) -> str | Again:
        staff = {str(member.id): member for member in unit.staff.list()}
        before, after = staff.get(form["from"]), staff.get(form["assigned_to"])
        if (form["from"] and not before) or (form["assigned_to"] and not (after and may_look_after(after))):
            return again(unit, patient_id, {"assigned_to": _("Choose somebody from the list.")})
        if before is after and _is_of(unit, patient_id, after):
            return str(_("Nothing was changed: the record says this already."))
        if not unit.patients.assign(patient_id, _id(before), _id(after), current().clock()):
            return too_late(unit, patient_id, "patient.assigned", form)
        _audit(unit, "patient.assigned", patient_id, {"from": form["from"], "to": form["assigned_to"]})
        if after is None:
            return str(_("Nobody looks after this record now."))
        return str(_("%(name)s looks after this record now.", name=after.name))

    return carry_out(patient_id, act)


@blueprint.post("/emergency")
def answer_emergency(patient_id: UUID) -> ResponseReturnValue:
    """Keep that the patient was rung about an emergency word."""

    def act(unit: Unit, _member: Member) -> str | Again:
        if not unit.patients.answer_emergency(patient_id, current().clock()):
            return again(
                unit, patient_id, {"form": _why_not_rung(unit, patient_id)}, status=HTTPStatus.CONFLICT
            )
        _audit(unit, "patient.emergency_answered", patient_id)
        return str(_("Noted: the patient was rung."))

    return carry_out(patient_id, act)


@blueprint.post("/note")
def add_note(patient_id: UUID) -> ResponseReturnValue:
    """Seal a note with the record."""
    typed = request.form.get("note", "")
    text = clean(typed)

    def act(unit: Unit, member: Member) -> str | Again:
        if problem := _problem_of(text):
            return again(unit, patient_id, {"note": problem}, {"note": typed})
        note = unit.notes.add(patient_id, member.id, text, current().clock())
        _audit(unit, "patient.note_added", patient_id, {"note": note.hex})
        return str(_("The note was added."))

    return carry_out(patient_id, act)


def _problem_of(note: str) -> str | None:
    if is_blank(note):
        return str(_("Write the note first."))
    over = len(note) - LONGEST_NOTE
    if over <= 0:
        return None
    too_long = ngettext(
        "The note is %(num)s character too long: %(limit)s fit.",
        "The note is %(num)s characters too long: %(limit)s fit.",
        over,
        limit=LONGEST_NOTE,
    )
    return str(too_long)


def _why_not_rung(unit: Unit, patient_id: UUID) -> str:
    who = who_last(unit, patient_id, "patient.emergency_answered")
    if who is None:
        return str(_("There is no emergency word in this record."))
    return str(_("The patient was rung already. Noted by: %(who)s.", who=who))


def _is_of(unit: Unit, patient_id: UUID, member: Member | None) -> bool:
    patient = unit.patients.get(patient_id, ())
    return patient is not None and patient.assigned_to == _id(member)


def _id(member: Member | None) -> UUID | None:
    return member.id if member else None


def _audit(unit: Unit, action: str, patient_id: UUID, details: Mapping[str, object] = NOTHING) -> None:
    unit.audit.record(actor(), action, "patient", patient_id, details, at=current().clock())
