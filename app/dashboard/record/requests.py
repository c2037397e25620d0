"""Write down what a patient asks for by law, and how it was answered.

The request that a correction answers is closed in the transaction that corrects the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.request_words import (
    CHANNELS,
    KINDS,
    NOT_DONE,
    NOT_YOURS,
    REFUSALS,
    first_due_first,
    refusable,
    shown,
)
from app.guard.doors import May
from app.guard.forms import is_refilled
from app.guard.session import actor, current_session, signed_in
from app.intake.answers import clean
from app.records.effects import REQUEST_NOTED
from app.records.parts import Part
from app.services import current
from app.store import Transaction
from app.store.patients import restrictions, rights_requests
from app.store.patients.rights_requests import DONE, OPEN, REFUSED, RightsRequest, due_on
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import clinics_today, day

_DONE = TrailEvent("request.done", "Marked a request as done: {request_kind}", TrailGroup.REQUEST)
_REFUSED = TrailEvent(
    "request.refused", "Refused a request: {request_kind}. Why: {refusal}", TrailGroup.REQUEST
)
_ENDINGS: Final = {DONE: _DONE, REFUSED: _REFUSED}

_PLACE: Final = "h-rights"
_LONGEST_NOTE: Final = 2000
_LONGEST_ECHO: Final = 4000
_LONG_AGO: Final = timedelta(days=366)
KIND: Final = "correction"
FIELD: Final = "answers_request"
_FIELDS: Final = ("request_kind", "request_channel", "request_day", "request_note")


@section
def requests(record: OpenRecord) -> dict[str, Any]:
    """Read what the patient has asked for, and what the form of a request offers."""
    db, patient_id, with_notes = record.unit.db, record.patient.id, Part.NOTES in record.shown
    read = rights_requests.with_notes if with_notes else rights_requests.of
    asked = read(db, patient_id) if record.contents.requests else []
    return {
        "requests": shown(first_due_first(asked), record.actors, with_notes=with_notes),
        "requests_have_notes": record.contents.request_notes,
        "request_kinds": KINDS,
        "request_channels": CHANNELS,
        "refusals": REFUSALS,
        "refusable": refusable(current_session().member.role),
    }


@blueprint.post("/requests", door=signed_in(May.WORK_ON_PATIENTS))
@is_refilled
def note_request(patient_id: UUID) -> ResponseReturnValue:
    """Record a request. Only one of each kind can be open at a time."""
    typed = {name: request.form.get(name, "")[:_LONGEST_ECHO] for name in _FIELDS}
    asked_on = _read_day(typed["request_day"])
    problems = _problems(typed, asked_on)

    def act(unit: Transaction, _member: Member) -> str | Again:
        if problems or asked_on is None:
            return again(unit, patient_id, problems, typed)
        now, kind, channel = current().clock(), typed["request_kind"], typed["request_channel"]
        due = due_on(asked_on, current().settings.rights_due)
        new = RightsRequest(
            patient_id=patient_id,
            kind=kind,
            channel=channel,
            asked_on=asked_on,
            due_on=due,
            noted_at=now,
            noted_by=actor(),
            note=clean(typed["request_note"]) or None,
        )
        if not rights_requests.add(unit.db, new):
            sentence = _("A request of this kind is already open. Answer that one first.")
            return again(unit, patient_id, {"request_kind": sentence}, typed)
        details = {"request_kind": kind, "channel": channel}
        audit.record(unit.db, actor(), REQUEST_NOTED, "patient", patient_id, details, at=now)
        return str(_("Request recorded. Due on %(day)s.", day=day(due)))

    return carry_out(patient_id, act, _PLACE)


@blueprint.post("/requests/<uuid:request_id>/close", door=signed_in(May.WORK_ON_PATIENTS))
def close_request(patient_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """Mark a request as done or refused, and tell a member who comes second."""
    state, why = request.form.get("state", ""), request.form.get("refusal", "")

    def act(unit: Transaction, member: Member) -> str | Again:
        if state not in {DONE, REFUSED}:
            return again(unit, patient_id, {"form": _("Say whether the request was done or refused.")})
        if state == REFUSED and why not in REFUSALS:
            return again(unit, patient_id, {"form": _("Choose why the request is refused.")})
        now, refusal = current().clock(), {"refusal": why} if state == REFUSED else {}
        kind = (
            rights_requests.refuse(unit.db, patient_id, request_id, why, refusable(member.role), actor(), now)
            if refusal
            else rights_requests.finish(unit.db, patient_id, request_id, actor(), now)
        )
        if kind is None:
            return again(unit, patient_id, {"form": _why_open(unit, patient_id, request_id, state)})
        details = {"request_kind": kind, **refusal}
        audit.record(unit.db, actor(), _ENDINGS[state], "patient", patient_id, details, at=now)
        return str(
            _("The request is marked as done.") if state == DONE else _("The request is marked as refused.")
        )

    return carry_out(patient_id, act, _PLACE)


def _why_open(unit: Transaction, patient_id: UUID, request_id: UUID, state: str) -> str:
    """Return why a request was not closed: too late, not done, not theirs to refuse."""
    asked = next((each for each in rights_requests.of(unit.db, patient_id) if each.id == request_id), None)
    if asked is None or asked.state != OPEN:
        return str(_("That request was answered already."))
    return str((NOT_DONE if state == DONE else NOT_YOURS)[asked.kind])


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _problems(typed: Mapping[str, str], asked_on: date | None) -> dict[str, str]:
    problems = {}
    if typed["request_kind"] not in KINDS:
        problems["request_kind"] = _("Choose what the patient asked for.")
    if typed["request_channel"] not in CHANNELS:
        problems["request_channel"] = _("Choose how they asked.")
    today = clinics_today()
    if asked_on is None or not today - _LONG_AGO <= asked_on <= today:
        problems["request_day"] = _("Enter the day they asked: today or within the last year.")
    if len(clean(typed["request_note"])) > _LONGEST_NOTE:
        problems["request_note"] = _(
            "The note is too long: at most %(limit)s characters.", limit=_LONGEST_NOTE
        )
    return problems


@dataclass(frozen=True, slots=True)
class RecordContext:
    """What a form about a record also shows: an open request, and any restriction."""

    asked: RightsRequest | None
    at_rest: bool


def context_of(unit: Transaction, patient_id: UUID) -> RecordContext:
    """Return what a form about this record also shows."""
    return RecordContext(asked_for(unit, patient_id), restrictions.in_force(unit.db, patient_id) is not None)


def asked_for(unit: Transaction, patient_id: UUID) -> RightsRequest | None:
    """Return the patient's open request for a correction, if there is one."""
    requests = rights_requests.of(unit.db, patient_id)
    return next((each for each in requests if each.kind == KIND and each.state == OPEN), None)


def answer(unit: Transaction, patient_id: UUID, request_id: str) -> None:
    """Mark the request of this id as done; one that is not open is left alone."""
    asked = asked_for(unit, patient_id)
    if asked is None or str(asked.id) != request_id:
        return
    now = current().clock()
    if rights_requests.finish(unit.db, patient_id, asked.id, actor(), now):
        details = {"request_kind": KIND}
        audit.record(unit.db, actor(), _DONE, "patient", patient_id, details, at=now)
