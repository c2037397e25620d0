"""Save the work on a record: its status, its date, who has it, and a note on it.

A form that comes twice, because its answer was lost on the way, asks for what the record says by then. That is no
conflict, and the note is kept once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, Onward, again, carry_out, too_late, who_last
from app.dashboard.record.assignment import members_by_id, problem_of_member, told_of
from app.dashboard.record.changes import has_news, seen_news
from app.dashboard.record.notes import ONCE, TypedNote
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.way import way_of
from app.guard.doors import May
from app.guard.forms import is_refilled
from app.guard.session import actor, current_session, signed_in
from app.records.status import REJECTED, STATUSES
from app.services import current
from app.store import NoSuchPatient, Transaction
from app.store.patients import patients, record_work
from app.store.patients.patient import AT_REST, Patient
from app.store.patients.patients import FOLLOW_UP
from app.store.patients.record_work import Work
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import ASSIGNED, STATUS_CHANGED
from app.web.clinic import clinics_today, day, reference

_DUE_CHANGED = TrailEvent("patient.due_changed", "Changed the date of the follow-up", TrailGroup.PATIENT)

_PLACE: Final = "h-work"
_FURTHEST: Final = timedelta(days=3660)


@section
def work(_record: OpenRecord) -> dict[str, Any]:
    """Give the page a mark by which a note that it sends twice is known."""
    return {ONCE: uuid4().hex}


@dataclass(frozen=True, slots=True)
class _Form:
    """What was posted: for each thing what the page showed, and what it is to be."""

    move: str
    """The status to which a button changes it; "" for one that leaves it."""
    status: tuple[str, str]
    due: tuple[str, str]
    assigned: tuple[str, str]
    note: TypedNote
    is_whole: bool
    """Whether it says to which status, or that the status stays."""
    goes_on: bool

    @classmethod
    def read(cls) -> _Form:
        form = request.form
        before, had = form.get("from", ""), form.get("assigned_from", "")
        given = form.get("give_to")
        move = form.get("next", form.get("status", ""))
        return cls(
            move,
            (before, move or before),
            (form.get("due_from", ""), form.get("due", "")),
            (had, given or form.get("assigned_to", had)),
            TypedNote.read("work_note"),
            "next" in form or "status" in form or given is not None,
            "next" in form,
        )

    @property
    def moves(self) -> bool:
        return self.status[0] != self.status[1]

    @property
    def values(self) -> dict[str, str]:
        """What goes back into the fields."""
        return {"work_note": self.note.typed, "due": self.due[1], "assigned_to": self.assigned[1]}

    def problems(self) -> dict[str, str]:
        """Return what is wrong with the status, the note and the date."""
        before, after = self.status
        if not self.is_whole or before not in STATUSES or (self.move and after not in STATUSES[before].next):
            return {"form": _("The status can’t change to that. Choose another.")}
        problems = {}
        if not self.note.is_empty and (problem := self.note.problem()):
            problems["work_note"] = problem
        elif after == REJECTED and self.move and self.note.is_empty:
            problems["work_note"] = _("Write in the note why it is rejected.")
        if after == FOLLOW_UP and self.due[0] != self.due[1]:
            problems["due"] = _problem_of_day(self.due[1]) or ""
        elif self.due[1] and not self.move and after != FOLLOW_UP:
            problems["due"] = _("Press “Needs follow-up” to save the date with it, or leave the date empty.")
        return {name: problem for name, problem in problems.items() if problem}

    def works(self) -> tuple[Work, Work]:
        """Return where the work stood on the page, and where it is to stand."""
        (before, after), (had, has) = self.status, (UUID(each) if each else None for each in self.assigned)
        due = _day(self.due[1]) if after == FOLLOW_UP else None
        return Work(before, had, _day(self.due[0]) if before == FOLLOW_UP else None), Work(after, has, due)


@blueprint.post("/status", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def change_status(patient_id: UUID) -> ResponseReturnValue:
    """Save the whole form, unless someone else was first, and go on if asked.

    All of it is one transaction, and so is finding the next record of the queue.
    """
    form = _Form.read()

    def act(unit: Transaction, member: Member) -> str | Again | Onward:
        people = members_by_id(unit) if form.assigned[0] != form.assigned[1] else {}
        if problems := form.problems() | problem_of_member(people, *form.assigned):
            return again(unit, patient_id, problems, form.values)
        patient = _get(unit, patient_id)
        way = way_of(unit, patient) if form.goes_on else None  # before the status takes it out of its queue
        if refused := _change(unit, patient, *form.works(), form.values):
            return refused
        noted = "" if form.note.is_empty else form.note.add(unit, patient_id, member)
        if way is not None:
            told = _told_there(patient_id, form.status[1], is_record=way.next_url is not None)
            return Onward(told, way.next_url or way.list_url)
        said = (_told(*form.works()), told_of(people, *form.assigned), noted)
        return " ".join(filter(None, said)) or str(_("Nothing was changed: the record already says this."))

    return carry_out(patient_id, act, _PLACE)


@blueprint.post("/due", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def change_due(patient_id: UUID) -> ResponseReturnValue:
    """Change the day of the follow-up alone, unless someone else was first."""
    before, typed = request.form.get("from", ""), request.form.get("due", "")

    def act(unit: Transaction, _member: Member) -> str | Again:
        if problem := _problem_of_day(typed):
            return again(unit, patient_id, {"due": problem}, {"due": typed})
        patient = _get(unit, patient_id)
        was, after = (Work(FOLLOW_UP, patient.assigned_to, _day(text)) for text in (before, typed))
        if refused := _change(unit, patient, was, after, {"due": typed}):
            return refused
        return _told(was, after) or str(_("Nothing was changed: the record already says this."))

    return carry_out(patient_id, act, _PLACE)


def _get(unit: Transaction, patient_id: UUID) -> Patient:
    if (patient := patients.get(unit.db, patient_id, ())) is None:
        raise NoSuchPatient
    return patient


def _change(
    unit: Transaction, patient: Patient, was: Work, after: Work, values: dict[str, str]
) -> Again | None:
    """Change what differs, and write it down; return the page again if it is too late.

    What this member has just done by the same form is not done again.
    """
    before = was.caught_up(Work.on(patient), after)
    repeated = _differences(was, before)
    if before == after and not repeated:
        return None
    if others := [event for event in repeated if who_last(unit, patient.id, event) != actor()]:
        return too_late(unit, patient.id, others[0], values)
    if before == after:
        return None
    moves, now = before.status != after.status, current().clock()
    seen = seen_news() if moves and after.status in AT_REST else None
    me = current_session().member.id
    if not record_work.change(unit.db, patient.id, before, after, now, seen, me):
        late = has_news(unit, patient.id, before.status, values) if moves else None
        overtaken = _differences(before, Work.on(_get(unit, patient.id)))
        return late or too_late(unit, patient.id, (*overtaken, STATUS_CHANGED)[0], values)
    due: dict[str, object] = {"due": after.due_on.isoformat()} if after.due_on else {}
    if moves:
        _audit(unit, STATUS_CHANGED, patient.id, {"from": before.status, "to": after.status, **due})
    elif before.due_on != after.due_on:
        _audit(unit, _DUE_CHANGED, patient.id, due)
    if before.assigned_to != after.assigned_to:
        people: dict[str, object] = {
            "from": str(before.assigned_to or ""),
            "to": str(after.assigned_to or ""),
        }
        _audit(unit, ASSIGNED, patient.id, people)
    return None


def _differences(one: Work, other: Work) -> list[TrailEvent]:
    """Return the acts that lead from one to the other."""
    moved = [STATUS_CHANGED] if one.status != other.status else []
    dated = [_DUE_CHANGED] if not moved and one.due_on != other.due_on else []
    return [*moved, *dated, *([ASSIGNED] if one.assigned_to != other.assigned_to else [])]


def _problem_of_day(text: str) -> str | None:
    due = _day(text)
    if text and due is None:
        return str(_("This is not a valid day. Write it like this: 2026-11-24."))
    if due and not clinics_today() <= due <= clinics_today() + _FURTHEST:
        return str(_("Choose today or a later day, within ten years."))
    return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.isascii() and text[4:5] == "-" else None
    except ValueError:
        return None


def _told(before: Work, after: Work) -> str:
    if before.status != after.status:
        return str(_("The status is now: %(status)s.", status=STATUSES[after.status].label))
    if before.due_on == after.due_on:
        return ""
    if after.due_on is None:
        return str(_("The follow-up has no date now."))
    return str(_("The follow-up is due on %(day)s.", day=day(after.due_on)))


def _told_there(patient_id: UUID, status: str, *, is_record: bool) -> str:
    done = _(
        "%(reference)s is now: %(status)s.", reference=reference(patient_id), status=STATUSES[status].label
    )
    here = _("This is the next record.") if is_record else _("It was the last one in this list.")
    return f"{done} {here}"


def _audit(unit: Transaction, event: TrailEvent, patient_id: UUID, details: dict[str, object]) -> None:
    audit.record(unit.db, actor(), event, "patient", patient_id, details, at=current().clock())
