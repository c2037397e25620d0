"""Serve `/patients/bulk`: set the status of many records at once, or assign them.

A page first says how many can be changed. A record is changed only if it is still as that page showed it. A rejection
needs a reason, which is kept as a note with each record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.dashboard.patients import blueprint
from app.dashboard.patients.address import address_of_queue, read_own_queue
from app.dashboard.record.assignment import may_look_after
from app.dashboard.record.notes import FOR_CLINICIANS, NOTE_ADDED, problem_of_note
from app.dashboard.record.show import may_be_shown
from app.guard.doors import May, allows
from app.guard.forms import come_back, is_refilled, posted_id, refill
from app.guard.session import actor, current_session, hold_member, signed_in
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.records.asked_list import NOBODY
from app.records.chosen_ids import read_ids
from app.records.parts import Part
from app.records.queue import ALL
from app.records.status import REJECTED, STATUSES
from app.services import current
from app.store import Transaction
from app.store.patients import patient_notes, patients
from app.store.patients.patient import AT_REST, Patient
from app.store.patients.patient_notes import Note
from app.store.staff import staff
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.recorded import ASSIGNED, STATUS_CHANGED
from app.web.clinic import reference
from app.web.page import flash

MOST: Final = 200
_UNSEEN: Final = -1
"""A count of news that no record has. Compared with it, a record with any unread news is left as it is."""


@dataclass(frozen=True, slots=True)
class Act:
    """What is to be done with each record: a status to set, or a member to assign."""

    code: str
    status: str = ""
    member: Member | None = None

    def before(self, patient: Patient) -> str:
        """Return what the act would change of a record, as it is now."""
        if self.status:
            return patient.status
        return patient.assigned_to.hex if patient.assigned_to else ""

    def read(self, text: str) -> tuple[UUID, str]:
        """Return the record that a field names, and the value that the page showed for it.

        Raises:
            BadRequest: no page of this act has such a field.
        """
        written, _apart, before = text.partition("~")
        if self.status:
            if before not in STATUSES or self.status not in STATUSES[before].next:
                raise BadRequest
        elif before:
            before = posted_id(before).hex
        return posted_id(written), before

    def fits(self, patient: Patient) -> bool:
        """Return whether a record can be changed so."""
        if not self.status:
            return self.before(patient) != (self.member.id.hex if self.member else "")
        may_follow = patient.status in STATUSES and self.status in STATUSES[patient.status].next
        return may_follow and not (self.status in AT_REST and patient.news_at)

    @property
    def wants_reason(self) -> bool:
        """Return whether the act needs a reason."""
        return self.status == REJECTED

    def title(self, count: int) -> str:
        """Return what the button says."""
        if self.status:
            status = STATUSES[self.status].label
            title = ngettext(
                "Set %(num)s record to %(status)s", "Set %(num)s records to %(status)s", count, status=status
            )
        elif self.member is None:
            title = ngettext("Assign %(num)s record to nobody", "Assign %(num)s records to nobody", count)
        else:
            name = self.member.name
            title = ngettext(
                "Assign %(num)s record to %(name)s", "Assign %(num)s records to %(name)s", count, name=name
            )
        return str(title)


@blueprint.get("/bulk", door=signed_in(May.WORK_ON_PATIENTS))
def bulk_page() -> ResponseReturnValue:
    """Say how many of the chosen records can be changed, and ask."""
    if sent := refill().fields:
        ids = [posted_id(text.partition("~")[0]) for text in sent.getlist("record")]
        return _page(sent, ids, refill().problems)
    return _page(request.args, [each for text in request.args.getlist("id") for each in read_ids(text)])


def _page(
    given: MultiDict[str, str], ids: Sequence[UUID], problems: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    with current().store.read() as unit:
        act = _act(unit, given.get("to", ""))
        if act is None or not ids:
            flash(_("Select records, and choose what to do with them."), warns=True)
            return _back(given)
        found = [
            patient for each in dict.fromkeys(ids[:MOST]) if (patient := patients.get(unit.db, each, ()))
        ]
    fit = [patient for patient in found if act.fits(patient)]
    left = [patient for patient in found if not act.fits(patient)]
    return render_template(
        "dashboard/patients/bulk.html",
        act=act,
        title=act.title(len(fit)),
        records=[(f"{each.id.hex}~{act.before(each)}", each) for each in fit],
        left=left,
        reference_of=reference,
        statuses=STATUSES,
        queue=given.get("queue", ALL),
        list_url=_list_url(given),
        may_read_health=allows(current_session().member.role, May.READ_HEALTH),
        problems=problems or {},
        note=given.get("note", ""),
    ), HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK


@blueprint.post("/bulk", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def change_all() -> ResponseReturnValue:
    """Change the records that are still as the page showed them, and count the others."""
    note, is_clinical = clean(request.form.get("note", "")), request.form.get("for") == FOR_CLINICIANS
    if is_clinical:
        may_be_shown([Part.HEALTH])
    with current().store.begin() as unit:
        me = hold_member(unit)
        act = _act(unit, request.form.get("to", ""))
        if act is None:
            raise BadRequest
        posted = sorted({act.read(text) for text in request.form.getlist("record")[:MOST]})
        if act.wants_reason and (problem := _problem_of_reason(note)):
            problems = {"note": problem}
            return come_back(problems) or _page(request.form, [each for each, _before in posted], problems)
        changed = 0
        for patient_id, before in posted:
            if _change(unit, act, patient_id, before, me):
                changed += 1
                if act.wants_reason:
                    _keep_reason(unit, patient_id, me, note, is_clinical=is_clinical)
    flash(_told(changed, len(posted) - changed), warns=changed < len(posted))
    return _back(request.form)


def _change(unit: Transaction, act: Act, patient_id: UUID, before: str, me: Member) -> bool:
    now = current().clock()
    details: dict[str, object]
    if act.status:
        seen = _UNSEEN if act.status in AT_REST else None
        if not patients.set_status(unit.db, patient_id, before, act.status, now, seen):
            return False
        event, details = STATUS_CHANGED, {"from": before, "to": act.status}
    else:
        earlier, after = UUID(before) if before else None, act.member.id if act.member else None
        if not patients.assign(unit.db, patient_id, earlier, after, now, me.id):
            return False
        event, details = ASSIGNED, {"from": str(earlier or ""), "to": str(after or "")}
    audit.record(unit.db, actor(), event, "patient", patient_id, details, at=now)
    return True


def _problem_of_reason(note: str) -> str | None:
    return str(_("Write in the note why they are rejected.")) if is_blank(note) else problem_of_note(note)


def _keep_reason(unit: Transaction, patient_id: UUID, me: Member, note: str, *, is_clinical: bool) -> None:
    now = current().clock()
    kept = Note(patient_id=patient_id, staff_id=me.id, at=now, text=note, clinical=is_clinical)
    patient_notes.add(unit.db, kept)
    details: dict[str, object] = {"note": kept.id.hex} | ({"clinical": True} if is_clinical else {})
    audit.record(unit.db, actor(), NOTE_ADDED, "patient", patient_id, details, at=now)


def _told(changed: int, left: int) -> str:
    done = ngettext("%(num)s record was changed.", "%(num)s records were changed.", changed)
    if not left:
        return str(done)
    others = ngettext(
        "%(num)s had changed meanwhile and was left as it is.",
        "%(num)s had changed meanwhile and were left as they are.",
        left,
    )
    return f"{done} {others}"


def _act(unit: Transaction, code: str) -> Act | None:
    """Return the act that a code stands for, or None for an unknown code."""
    kind, _colon, choice = code.partition(":")
    if kind == "status" and choice in STATUSES:
        return Act(code, status=choice)
    if kind == "assign" and choice == NOBODY:
        return Act(code)
    member = next((each for each in staff.all_members(unit.db) if str(each.id) == choice), None)
    return Act(code, member=member) if kind == "assign" and member and may_look_after(member) else None


def _list_url(given: Mapping[str, str]) -> str:
    return address_of_queue(read_own_queue(given.get("queue", "")))


def _back(given: Mapping[str, str]) -> ResponseReturnValue:
    return redirect(_list_url(given), HTTPStatus.SEE_OTHER)
