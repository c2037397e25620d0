"""Show what was changed since a record was handed in, and mark it as read."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import NOTHING, Again, again, carry_out
from app.dashboard.record.page import OpenRecord, section
from app.guard.doors import May
from app.guard.session import actor, signed_in
from app.records.actors import Actors
from app.records.parts import Part, part_of
from app.records.vocabulary import in_words, label
from app.services import current
from app.store import Transaction
from app.store.patients import left_notes, patients
from app.store.patients.left_notes import LeftNote
from app.store.patients.patient import EXTRA, OWN_COLUMNS, KeptVersion, Patient, others_in
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import ANSWERS_CHANGED, ANSWERS_CORRECTED

_READ = TrailEvent("patient.news_read", "Marked new information as read", TrailGroup.PATIENT)

_ACTIONS: Final = (ANSWERS_CHANGED.code, ANSWERS_CORRECTED.code)
_MANY: Final = 20
_COUNT: Final = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Before:
    """An answer before a change: `text` is None when unreadable, "" when missing."""

    label: str
    text: str | None

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if self.text else []


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `before` is empty as long as the old answers are hidden."""

    at: datetime
    who: str
    labels: tuple[str, ...]
    before: tuple[Before, ...] = ()
    keys: tuple[str, ...] = ()
    new: bool = False
    """Whether the patient made it, and nobody has marked it as read."""


@dataclass(frozen=True, slots=True)
class LeftByPatient:
    """A note that the patient left; `note` is None as long as it is hidden."""

    at: datetime
    new: bool
    note: LeftNote | None = None


@section
def changes(record: OpenRecord) -> dict[str, Any]:
    """Read the changes, and what the patient wrote later."""
    there = record.contents
    found = changes_of(record.unit, record.patient, record.shown, record.actors) if there.versions else []
    return {
        "changes": found,
        "left": left_by(record.unit, record.patient, record.shown) if there.left else [],
        "new_keys": {key for change in found if change.new for key in change.keys},
    }


def changes_of(unit: Transaction, patient: Patient, shown: Collection[Part], actors: Actors) -> list[Change]:
    """Return the changes of answers, newest first.

    A version is sealed as one piece, with the health answers in it: it is opened only where these are shown.
    """
    patient_id = patient.id
    versions = patients.versions(unit.db, patient_id)[:_MANY]
    fields = _fields_changed(unit, patient_id)
    return [
        Change(
            version.at,
            actors.name(version.actor),
            tuple(map(label, fields[version.at])),
            tuple(_before(unit, patient_id, version, fields[version.at], shown)),
            fields[version.at],
            version.actor == "patient" and is_news(patient, version.at),
        )
        for version in versions
        if version.at in fields  # otherwise a flag was changed, and no answer
    ]


def is_news(patient: Patient, at: datetime) -> bool:
    """Return whether something of that moment is news, which nobody has read."""
    return patient.news_since is not None and at >= patient.news_since


def left_by(unit: Transaction, patient: Patient, shown: Collection[Part]) -> list[LeftByPatient]:
    """Return the patient's own notes, newest first. They may be about health."""
    if Part.HEALTH in shown:
        notes = [note for note in left_notes.of(unit.db, patient.id) if not note.to_person]
        return [LeftByPatient(note.at, is_news(patient, note.at), note) for note in notes]
    return [LeftByPatient(at, is_news(patient, at)) for at in left_notes.times(unit.db, patient.id)]


def _fields_changed(unit: Transaction, patient_id: UUID) -> dict[datetime, tuple[str, ...]]:
    """Return the keys of the answers that each change touched, by its moment."""
    events = [
        event
        for action in _ACTIONS
        for event in audit.page(unit.db, AuditFilters(action=action, subject_id=patient_id), _MANY)
    ]
    return {event.at: tuple(event.details.get("fields", ())) for event in events}


def _before(
    unit: Transaction, patient_id: UUID, version: KeptVersion, keys: Collection[str], shown: Collection[Part]
) -> Iterator[Before]:
    if Part.HEALTH not in shown:
        return
    values = patients.values_at(unit.db, patient_id, version.version)
    for key in keys:
        if part_of(key) in shown:
            text = _value(values, key) if isinstance(values, dict) else None
            yield Before(label(key), None if text is None else in_words(key, text))


def _value(values: Mapping[str, str], key: str) -> str | None:
    """Return an answer of a version: None if it did not open, "" if not given."""
    if key in OWN_COLUMNS:
        return values.get(key)
    return others_in(values).get(key, "" if EXTRA in values else None)


@blueprint.post("/news", door=signed_in(May.WORK_ON_PATIENTS))
def read_news(patient_id: UUID) -> ResponseReturnValue:
    """Mark the new information as read, unless more has come meanwhile."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        if patients.read_news(unit.db, patient_id, seen_news(), now):
            audit.record(unit.db, actor(), _READ, "patient", patient_id, at=now)
            return str(_("Marked as read."))
        return has_news(unit, patient_id) or str(_("Someone else has already marked it as read."))

    return carry_out(patient_id, act)


def seen_news() -> int:
    """Return how many news the page showed, as its form says; 0 if it does not say."""
    typed = request.form.get("news", "")
    return int(typed) if _COUNT.fullmatch(typed) else 0


def has_news(
    unit: Transaction, patient_id: UUID, status: str = "", values: Mapping[str, str] = NOTHING
) -> Again | None:
    """Return the page again if news came meanwhile that the member has not seen."""
    patient = patients.get(unit.db, patient_id, ())
    if patient is None or patient.news_at is None or patient.status != (status or patient.status):
        return None
    sentence = _("The patient has sent something new meanwhile. It is marked on the page: read it first.")
    return again(unit, patient_id, {"form": sentence}, values, HTTPStatus.CONFLICT)
