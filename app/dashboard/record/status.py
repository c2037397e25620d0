"""Show the states of a record, and change its status with a note and a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, Onward, again, carry_out, too_late
from app.dashboard.record.changes import has_news, seen_news
from app.dashboard.record.notes import FOR_CLINICIANS, NOTE_ADDED, problem_of_note
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.show import may_be_shown
from app.dashboard.record.way import way_of
from app.guard.doors import May, allows
from app.guard.forms import is_refilled
from app.guard.session import actor, current_session, signed_in
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.records.actors import Actors
from app.records.parts import Part
from app.records.status import REJECTED, STATUSES
from app.services import current
from app.store import Transaction
from app.store.patients import patient_notes, patients
from app.store.patients.patient import AT_REST, Patient
from app.store.patients.patient_notes import Note
from app.store.patients.patients import FOLLOW_UP
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import STATUS_CHANGED
from app.web.clinic import clinics_today, day, reference

_DUE_CHANGED = TrailEvent("patient.due_changed", "Changed the date of the follow-up", TrailGroup.PATIENT)

_STATES_MANY: Final = 10
_IN_REVIEW: Final = "in_review"


@dataclass(frozen=True, slots=True)
class Moves:
    """The statuses that may follow: the usual next one, if any, and the others."""

    first: str | None
    others: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        return (*([self.first] if self.first else []), *self.others)


@dataclass(frozen=True, slots=True)
class State:
    """One state: since when, and who brought it about; no one for the first."""

    label: str
    kind: str
    at: datetime | None
    """None when the trail does not say."""
    who: str | None = None


@section
def status(record: OpenRecord) -> dict[str, Any]:
    """Read the status, the states before it, and which may follow."""
    patient = record.patient
    return {
        "states": states_of(record.unit, patient, record.actors),
        "moves": moves_from(patient.status, reviews=allows(current_session().member.role, May.READ_HEALTH)),
        "status": STATUSES.get(patient.status),
    }


def states_of(unit: Transaction, patient: Patient, actors: Actors) -> list[State]:
    """Return the states, oldest first; a long story loses its middle."""
    filters = AuditFilters(action=STATUS_CHANGED.code, subject_id=patient.id)
    changes = [*reversed(audit.page(unit.db, filters, _STATES_MANY))]
    later = [
        State(**_named(event.details.get("to", "")), at=event.at, who=actors.name(event.actor))
        for event in changes
    ]
    last = changes[-1].details.get("to") if changes else "new"
    now = [] if last == patient.status else [State(**_named(patient.status), at=None)]
    return [State(**_named("new"), at=patient.created_at), *later, *now]


def moves_from(status: str, *, reviews: bool) -> Moves:
    """Return the statuses that may follow one; none for one that is not in the table.

    To start a review is the usual next step only of a role that `reviews`.
    """
    following = STATUSES[status].next if status in STATUSES else ()
    is_usual = following and status not in AT_REST and (reviews or following[0] != _IN_REVIEW)
    return Moves(following[0], following[1:]) if is_usual else Moves(None, following)


def _named(status: str) -> dict[str, Any]:
    known = STATUSES.get(status)
    return {"label": known.label if known else status, "kind": known.tag if known else "waiting"}


_FURTHEST: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class _Form:
    """What was posted: two statuses, a note, a day, and whether to go to the next."""

    before: str
    after: str
    note: str
    is_clinical: bool
    due: str
    goes_on: bool

    @classmethod
    def read(cls) -> _Form:
        form = request.form
        goes_on = "next" in form
        after = form.get("next" if goes_on else "status", "")
        return cls(
            form.get("from", ""),
            after,
            form.get("work_note", ""),
            form.get("for") == FOR_CLINICIANS,
            form.get("due", ""),
            goes_on,
        )

    @property
    def values(self) -> dict[str, str]:
        """What goes back into the fields."""
        return {"work_note": self.note, "due": self.due}


@blueprint.post("/status", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def change_status(patient_id: UUID) -> ResponseReturnValue:
    """Change the status, with a note and a day, unless someone else was first.

    All of it is one transaction, and so is finding the next record of the queue.
    """
    form = _Form.read()
    if form.is_clinical:
        may_be_shown([Part.HEALTH])

    def act(unit: Transaction, member: Member) -> str | Again | Onward:
        if problems := _problems_of(form):
            return again(unit, patient_id, problems, form.values)
        patient = patients.get(unit.db, patient_id, ()) if form.goes_on else None
        way = way_of(unit, patient) if patient else None  # before the status takes it out of its queue
        now, due = current().clock(), _day(form.due) if form.after == FOLLOW_UP else None
        seen = seen_news() if form.after in AT_REST else None
        if not patients.set_status(unit.db, patient_id, form.before, form.after, now, seen, due):
            return has_news(unit, patient_id, form.before, form.values) or too_late(
                unit, patient_id, STATUS_CHANGED, form.values
            )
        _audit(unit, STATUS_CHANGED, patient_id, {"from": form.before, "to": form.after, **_due(due)})
        if not is_blank(form.note):
            note = Note(
                patient_id=patient_id,
                staff_id=member.id,
                at=now,
                text=clean(form.note),
                clinical=form.is_clinical,
            )
            patient_notes.add(unit.db, note)
            clinical: dict[str, object] = {"clinical": True} if form.is_clinical else {}
            _audit(unit, NOTE_ADDED, patient_id, {"note": note.id.hex, **clinical})
        if way is None:
            return str(_("The status is now: %(status)s.", status=STATUSES[form.after].label))
        told = _told(patient_id, form.after, is_record=way.next_url is not None)
        return Onward(told, way.next_url or way.list_url)

    return carry_out(patient_id, act, "h-status")


@blueprint.post("/due", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def change_due(patient_id: UUID) -> ResponseReturnValue:
    """Change the day of the follow-up, unless someone else has changed it first."""
    before, typed = _day(request.form.get("from", "")), request.form.get("due", "")

    def act(unit: Transaction, _member: Member) -> str | Again:
        if problem := _problem_of_day(typed):
            return again(unit, patient_id, {"due": problem}, {"due": typed})
        due = _day(typed)
        if due == before:
            return str(_("Nothing was changed: the record already says this."))
        if not patients.set_due(unit.db, patient_id, before, due, current().clock()):
            return too_late(unit, patient_id, _DUE_CHANGED, {"due": typed})
        _audit(unit, _DUE_CHANGED, patient_id, _due(due))
        if due is None:
            return str(_("The follow-up has no date now."))
        return str(_("The follow-up is due on %(day)s.", day=day(due)))

    return carry_out(patient_id, act, "h-status")


def _problems_of(form: _Form) -> dict[str, str]:
    if form.before not in STATUSES or form.after not in STATUSES[form.before].next:
        return {"form": _("The status can’t change to that. Choose another.")}
    problems = {}
    if not is_blank(form.note) and (problem := problem_of_note(clean(form.note))):
        problems["work_note"] = problem
    elif form.after == REJECTED and is_blank(form.note):
        problems["work_note"] = _("Write in the note why it is rejected.")
    if form.after == FOLLOW_UP and (problem := _problem_of_day(form.due)):
        problems["due"] = problem
    return problems


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


def _due(due: date | None) -> dict[str, object]:
    return {"due": due.isoformat()} if due else {}


def _told(patient_id: UUID, status: str, *, is_record: bool) -> str:
    done = _(
        "%(reference)s is now: %(status)s.", reference=reference(patient_id), status=STATUSES[status].label
    )
    here = _("This is the next record.") if is_record else _("It was the last one in this list.")
    return f"{done} {here}"


def _audit(unit: Transaction, event: TrailEvent, patient_id: UUID, details: dict[str, object]) -> None:
    audit.record(unit.db, actor(), event, "patient", patient_id, details, at=current().clock())
