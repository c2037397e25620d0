"""Show the notes on a record, and add, change and delete them.

The writer of a note may change it. They may delete it, and so may members who may erase patients. What a note said
before is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.exceptions import Forbidden, NotFound

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out, problem_of_words
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.record.show import may_be_shown
from app.dashboard.record.tombstone import find_or_tombstone
from app.dashboard.shown import SHOWN_FOR, reads_clinical_notes, seconds_left
from app.guard.doors import May, allows
from app.guard.forms import come_back, is_refilled, refill
from app.guard.pace import count_shown
from app.guard.session import actor, current_session, hold_member, signed_in
from app.intake.answers import clean
from app.intake.keywords import is_blank
from app.records.actors import Actors
from app.records.parts import Part
from app.services import current
from app.store import Overtaken, Transaction
from app.store.patients import patient_notes
from app.store.patients.patient_notes import Note
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import reference
from app.web.page import flash

NOTE_ADDED = TrailEvent("patient.note_added", "Added a note", TrailGroup.PATIENT)
_CHANGED = TrailEvent("patient.note_changed", "Changed a note", TrailGroup.PATIENT)
_DELETED = TrailEvent("patient.note_deleted", "Deleted a note", TrailGroup.PATIENT)
_OPENED = TrailEvent("patient.note_opened", "Viewed a note and what it said before", TrailGroup.PATIENT)

LONGEST_NOTE: Final = 2000
FOR_CLINICIANS: Final = "clinicians"
ONCE: Final = "once"
"""The field with the mark of a page: what it sends twice has the same."""
_PLACE: Final = "h-notes"
_NO_PROBLEMS: Final[Mapping[str, str]] = {}


@section
def notes(record: OpenRecord) -> dict[str, Any]:
    """Read the notes that are shown, and how many there are."""
    unit, patient = record.unit, record.patient
    there = record.contents
    count = there.notes - (0 if reads_clinical_notes() else there.clinical_notes)
    until, is_wanted = record.until.get(Part.NOTES), Part.NOTES in record.wanted.only
    is_there = is_wanted and (count or until)  # shown, a deleted one keeps its line
    return {
        "notes": _shown(unit, patient.id, until, record.now) if is_there else (),
        "notes_count": count,
    }


def _shown(
    unit: Transaction, patient_id: UUID, until: datetime | None, now: datetime
) -> list[tuple[Note, int]]:
    """Return the notes that are shown, each with its seconds left.

    While notes are hidden, a member sees the ones that they have just written.
    """
    me, clinical = current_session().member, reads_clinical_notes()
    if until is not None:
        return [
            (note, seconds_left(until)) for note in patient_notes.of(unit.db, patient_id, clinical=clinical)
        ]
    just = patient_notes.just_by(unit.db, patient_id, me.id, now - SHOWN_FOR, clinical=clinical)
    return [(note, seconds_left((note.changed_at or note.at) + SHOWN_FOR)) for note in just]


@dataclass(frozen=True, slots=True)
class TypedNote:
    """A note as it was typed, for everybody who works on the record or for clinicians."""

    typed: str = field(repr=False)
    is_clinical: bool

    @classmethod
    def read(cls, name: str) -> TypedNote:
        """Read it from this request's form.

        Raises:
            Forbidden: it is for clinicians, and the member is none.
        """
        note = cls(request.form.get(name, ""), request.form.get("for") == FOR_CLINICIANS)
        if note.is_clinical:
            may_be_shown([Part.HEALTH])
        return note

    @property
    def is_empty(self) -> bool:
        return is_blank(self.typed)

    def problem(self) -> str | None:
        return problem_of_note(clean(self.typed))

    def add(self, unit: Transaction, patient_id: UUID, member: Member) -> str:
        """Keep the note, once however often its form comes, and return what to say."""
        now, text = current().clock(), clean(self.typed)
        note = Note(
            id=_same_each_time(patient_id, member.id, self.is_clinical, text),
            patient_id=patient_id,
            staff_id=member.id,
            at=now,
            text=text,
            clinical=self.is_clinical,
        )
        if patient_notes.add(unit.db, note):
            details = {"note": note.id.hex} | ({"clinical": True} if self.is_clinical else {})
            audit.record(unit.db, actor(), NOTE_ADDED, "patient", patient_id, details, at=now)
        return str(_("The note was added."))


def _same_each_time(*what: object) -> UUID:
    """Return one id for one note of one page, which nobody can guess."""
    try:
        return uuid5(UUID(request.form.get(ONCE, "")), repr(what))
    except ValueError:
        return uuid4()


@blueprint.post("/note", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def add_note(patient_id: UUID) -> ResponseReturnValue:
    """Seal a note with the record, for everybody who works on it or for clinicians."""
    note = TypedNote.read("note")

    def act(unit: Transaction, member: Member) -> str | Again:
        if problem := note.problem():
            return again(unit, patient_id, {"work_note": problem}, {"work_note": note.typed})
        return note.add(unit, patient_id, member)

    return carry_out(patient_id, act, _PLACE)


def problem_of_note(note: str) -> str | None:
    """Return what is wrong with a note, or None."""
    over = len(note) - LONGEST_NOTE
    too_long = ngettext(
        "The note is %(num)s character too long: at most %(limit)s.",
        "The note is %(num)s characters too long: at most %(limit)s.",
        over,
        limit=LONGEST_NOTE,
    )
    return problem_of_words(note, _("Write the note first."), too_long if over > 0 else None)


@blueprint.get("/notes/<uuid:note_id>", door=signed_in(May.WORK_ON_PATIENTS))
def note_page(patient_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Show the note, and what it said before; the look is recorded."""
    typed = refill()
    return _page(patient_id, note_id, typed.problems, typed.fields.get("text"))


@blueprint.post("/notes/<uuid:note_id>", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def change_note(patient_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Save what the note says now, unless it was changed or deleted meanwhile."""
    typed = request.form.get("text", "")
    text = clean(typed)
    if problem := problem_of_note(text):
        problems = {"text": problem}
        return come_back(problems) or _page(
            patient_id, note_id, problems, typed, HTTPStatus.UNPROCESSABLE_ENTITY
        )
    try:
        with current().store.begin() as unit:
            hold_member(unit)
            note = _note(unit, patient_id, note_id)
            if not may_change(note):
                raise Forbidden
            _refuse_overtaken(note)
            is_same = note.text == text
            if not is_same:
                patient_notes.change(unit.db, note, text, current().clock())
            _audit(unit, _OPENED if is_same else _CHANGED, patient_id, note)
    except Overtaken:
        return _overtaken(patient_id, note_id, typed)
    flash(_("Nothing was changed.") if is_same else _("The note was changed."), place=_PLACE)
    return _back(patient_id)


@blueprint.post("/notes/<uuid:note_id>/delete", door=signed_in(May.WORK_ON_PATIENTS))
def delete_note(patient_id: UUID, note_id: UUID) -> ResponseReturnValue:
    """Take the note out of use, unless it was changed or deleted meanwhile."""
    try:
        with current().store.begin() as unit:
            hold_member(unit)
            note = _note(unit, patient_id, note_id)
            if not may_delete(note):
                raise Forbidden
            _refuse_overtaken(note)
            patient_notes.delete(unit.db, note, actor(), current().clock())
            _audit(unit, _DELETED, patient_id, note)
    except Overtaken:
        return _overtaken(patient_id, note_id)
    flash(_("The note was deleted."), place=_PLACE)
    return _back(patient_id)


def may_change(note: Note) -> bool:
    """Tell whether the member may change a note: their own, if it opens."""
    is_own = note.staff_id == current_session().member.id
    return is_own and note.deleted_at is None and isinstance(note.text, str)


def may_delete(note: Note) -> bool:
    """Tell whether the member may delete a note: their own, or any if they may erase."""
    me = current_session().member
    return note.deleted_at is None and (note.staff_id == me.id or allows(me.role, May.ERASE_PATIENTS))


def _page(
    patient_id: UUID,
    note_id: UUID,
    problems: Mapping[str, str] = _NO_PROBLEMS,
    typed: str | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> ResponseReturnValue:
    with current().store.begin() as unit:
        count_shown(unit, records=1)
        note = _note(unit, patient_id, note_id)
        earlier = patient_notes.earlier(unit.db, [note.id]).get(note.id, [])
        _audit(unit, _OPENED, patient_id, note)
        actors = Actors.of(unit)
    page = render_template(
        "dashboard/record/note.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        note=note,
        earlier=earlier,
        actors=actors,
        text=note.text if typed is None else typed,
        may_change=may_change(note),
        may_delete=may_delete(note),
        problems=problems,
    )
    return page, status


def _overtaken(patient_id: UUID, note_id: UUID, typed: str | None = None) -> ResponseReturnValue:
    problems = {"form": _("This note was changed or deleted meanwhile. The page shows it as it is now.")}
    return come_back(problems) or _page(patient_id, note_id, problems, typed, HTTPStatus.CONFLICT)


def _note(unit: Transaction, patient_id: UUID, note_id: UUID) -> Note:
    """Return a note that the member may read.

    Raises:
        RecordErased, NotFound: there is no such patient, or no such note for them.
    """
    find_or_tombstone(unit, patient_id)
    note = patient_notes.get(unit.db, patient_id, note_id, clinical=reads_clinical_notes())
    if note is None:
        raise NotFound
    return note


def _refuse_overtaken(note: Note) -> None:
    if request.form.get("changes", "") != str(note.changes):
        raise Overtaken


def _audit(unit: Transaction, event: TrailEvent, patient_id: UUID, note: Note) -> None:
    details: dict[str, object] = {"note": note.id.hex}
    if event is _OPENED:
        details["parts"] = [Part.NOTES.value]
    audit.record(unit.db, actor(), event, "patient", patient_id, details, at=current().clock())


def _back(patient_id: UUID) -> ResponseReturnValue:
    address = url_for("record.record_page", patient_id=patient_id, _anchor=_PLACE)
    return redirect(address, HTTPStatus.SEE_OTHER)
