"""Requests on a record's page: written down, and answered once."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from flask import request
from flask_babel import gettext as _

from app.dashboard.record.form import Again, again, carry_out
from app.dashboard.requests.kinds import CHANNELS, KINDS, NOT_DONE, NOT_YOURS, REFUSALS, refusable
from app.dashboard.requests.showing import clinics_today
from app.guard.doors import GuardedBlueprint
from app.guard.roles import May
from app.guard.signed_in import actor, signed_in
from app.guard.words import day
from app.intake.answers.text import clean
from app.intake.rights_due import due_on
from app.services import current
from app.store import NewRequest
from app.store.rights import DONE, OPEN, REFUSED

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from flask.typing import ResponseReturnValue

    from app.store import Member, Unit

blueprint = GuardedBlueprint(
    "rights",
    __name__,
    door=signed_in(May.WORK_ON_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>/requests",
)
_LONGEST_NOTE: Final = 2000
_LONGEST_ECHO: Final = 4000
_LONG_AGO: Final = timedelta(days=366)
_FIELDS: Final = ("request_kind", "request_channel", "request_day", "request_note")


@blueprint.post("")
def note_request(patient_id: UUID) -> ResponseReturnValue:
    """Write a request down. Of one kind, one is open at a time."""
    typed = {name: request.form.get(name, "")[:_LONGEST_ECHO] for name in _FIELDS}
    asked_on = _read_day(typed["request_day"])
    problems = _problems(typed, asked_on)

    def act(unit: Unit, _member: Member) -> str | Again:
        if problems or asked_on is None:
            return again(unit, patient_id, problems, typed)
        now, kind, channel = current().clock(), typed["request_kind"], typed["request_channel"]
        due = due_on(asked_on, current().settings.rights_due)
        new = NewRequest(patient_id, kind, channel, asked_on, due, clean(typed["request_note"]))
        if unit.rights.note(new, actor(), now) is None:
            sentence = _("A request of this kind is open already: answer that one first.")
            return again(unit, patient_id, {"request_kind": sentence}, typed)
        details = {"request_kind": kind, "channel": channel}
        unit.audit.record(actor(), "request.noted", "patient", patient_id, details, at=now)
        return str(_("The request was noted. It is due: %(day)s.", day=day(due)))

    return carry_out(patient_id, act)


@blueprint.post("/<uuid:request_id>/close")
def close_request(patient_id: UUID, request_id: UUID) -> ResponseReturnValue:
    """Say that a request was done, or refused and why; of two who do, one is told that it was answered already."""
    state, why = request.form.get("state", ""), request.form.get("refusal", "")

    def act(unit: Unit, member: Member) -> str | Again:
        if state not in {DONE, REFUSED}:
            return again(unit, patient_id, {"form": _("Say whether the request was done or refused.")})
        if state == REFUSED and why not in REFUSALS:
            return again(unit, patient_id, {"form": _("Choose why the request is refused.")})
        now, refusal = current().clock(), {"refusal": why} if state == REFUSED else {}
        kind = (
            unit.rights.refuse(patient_id, request_id, why, refusable(member.role), actor(), now)
            if refusal
            else unit.rights.finish(patient_id, request_id, actor(), now)
        )
        if kind is None:
            return again(unit, patient_id, {"form": _why_open(unit, patient_id, request_id, state)})
        details = {"request_kind": kind, **refusal}
        unit.audit.record(actor(), f"request.{state}", "patient", patient_id, details, at=now)
        return str(
            _("Noted: the request was done.") if state == DONE else _("Noted: the request was refused.")
        )

    return carry_out(patient_id, act)


def _why_open(unit: Unit, patient_id: UUID, request_id: UUID, state: str) -> str:
    """Return why a request was not closed: it was before, or what it asks for is not done, or the role may not refuse it."""
    asked = next((each for each in unit.rights.of(patient_id) if each.id == request_id), None)
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
        problems["request_day"] = _("Give the day on which they asked: today, or within the last year.")
    if len(clean(typed["request_note"])) > _LONGEST_NOTE:
        problems["request_note"] = _("The note is too long: %(limit)s characters fit.", limit=_LONGEST_NOTE)
    return problems
