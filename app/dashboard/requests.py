"""Handle patients' legal requests, their due dates and answers, and restrictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.erase import find_or_tombstone
from app.dashboard.patient_rows import LIFT_REASONS
from app.dashboard.record import Again, again, carry_out, too_late
from app.dashboard.request_words import (
    CHANNELS,
    KINDS,
    NOT_DONE,
    NOT_YOURS,
    REFUSALS,
    refusable,
    shown,
)
from app.guard.doors import GuardedBlueprint, May
from app.guard.forms import come_back, is_refilled, refill
from app.guard.session import actor, recently_confirmed, signed_in
from app.intake.answers import clean
from app.records.vocabulary import Actors
from app.services import current
from app.store import Member, NewRequest, RightsRequest, Transaction
from app.store.rights import DONE, OPEN, REFUSED, due_on
from app.web.clinic import clinics_today, day, reference

# `/requests`: what patients have asked for, the first due first. It shows references only, and opens nothing
# about a patient.

blueprint = GuardedBlueprint("requests", __name__, door=signed_in(May.SEE_PATIENTS), url_prefix="/requests")
_MOST: Final = 50
_CLOSED: Final = "closed"


@blueprint.get("")
def requests_page() -> ResponseReturnValue:
    """Show open requests, or with `state=closed` the answered; record the look."""
    services = current()
    is_closed = request.args.get("state") == _CLOSED
    with services.store.begin() as unit:
        listed = unit.rights.closed_ones(_MOST) if is_closed else unit.rights.open_ones(_MOST)
        patients = [each.patient_id for each in listed]
        details = {"requests": len(listed)}
        unit.audit.record(actor(), "requests.listed", details=details, at=services.clock(), mentions=patients)
        requests = shown(listed, Actors.of(unit))
    return render_template(
        "dashboard/requests.html", requests=requests, closed=is_closed, has_more=len(listed) == _MOST
    )


# Requests on a record's page: written down, and answered once.

rights = GuardedBlueprint(
    "rights",
    __name__,
    door=signed_in(May.WORK_ON_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>/requests",
)
_PLACE: Final = "h-rights"
_LONGEST_NOTE: Final = 2000
_LONGEST_ECHO: Final = 4000
_LONG_AGO: Final = timedelta(days=366)
_FIELDS: Final = ("request_kind", "request_channel", "request_day", "request_note")


@rights.post("")
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
        new = NewRequest(patient_id, kind, channel, asked_on, due, clean(typed["request_note"]))
        if unit.rights.note(new, actor(), now) is None:
            sentence = _("A request of this kind is already open. Answer that one first.")
            return again(unit, patient_id, {"request_kind": sentence}, typed)
        details = {"request_kind": kind, "channel": channel}
        unit.audit.record(actor(), "request.noted", "patient", patient_id, details, at=now)
        return str(_("Request recorded. Due on %(day)s.", day=day(due)))

    return carry_out(patient_id, act, _PLACE)


@rights.post("/<uuid:request_id>/close")
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
            unit.rights.refuse(patient_id, request_id, why, refusable(member.role), actor(), now)
            if refusal
            else unit.rights.finish(patient_id, request_id, actor(), now)
        )
        if kind is None:
            return again(unit, patient_id, {"form": _why_open(unit, patient_id, request_id, state)})
        details = {"request_kind": kind, **refusal}
        unit.audit.record(actor(), f"request.{state}", "patient", patient_id, details, at=now)
        return str(
            _("The request is marked as done.") if state == DONE else _("The request is marked as refused.")
        )

    return carry_out(patient_id, act, _PLACE)


def _why_open(unit: Transaction, patient_id: UUID, request_id: UUID, state: str) -> str:
    """Return why a request was not closed: too late, not done, not theirs to refuse."""
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
        problems["request_day"] = _("Enter the day they asked: today or within the last year.")
    if len(clean(typed["request_note"])) > _LONGEST_NOTE:
        problems["request_note"] = _(
            "The note is too long: at most %(limit)s characters.", limit=_LONGEST_NOTE
        )
    return problems


# A restricted record (GDPR Art. 18 and 21) is kept, shown with a banner, and in no export. Lifting the restriction
# needs a code and a reason.

restriction = GuardedBlueprint(
    "restriction", __name__, door=signed_in(May.WORK_ON_PATIENTS), url_prefix="/patients/<uuid:patient_id>"
)

restriction_lift = GuardedBlueprint(
    "restriction_lift",
    __name__,
    door=recently_confirmed(May.WORK_ON_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>",
)
_NOTHING: Final[Mapping[str, str]] = {}


@restriction.post("/restrict")
def restrict(patient_id: UUID) -> ResponseReturnValue:
    """Restrict the record; its waiting exports are dropped and its sheet row removed."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        if not unit.restrictions.add(patient_id, actor(), now):
            return too_late(unit, patient_id, "patient.restricted")
        unit.audit.record(actor(), "patient.restricted", "patient", patient_id, at=now)
        return str(_("The record is restricted. It is left out of exports and reports."))

    answer = carry_out(patient_id, act)
    current().store.scrub()
    return answer


@restriction_lift.get("/unrestrict")
def unrestrict_page(patient_id: UUID) -> ResponseReturnValue:
    """Say what lifting the restriction does. Of the patient, nothing is opened."""
    return _page(patient_id, refill().problems)


@restriction_lift.post("/unrestrict")
def unrestrict(patient_id: UUID) -> ResponseReturnValue:
    """Lift the restriction, for one of the listed reasons."""
    why = request.form.get("reason", "")
    if why not in LIFT_REASONS:
        problems = {"reason": _("Choose why the restriction is lifted.")}
        return come_back(problems) or (_page(patient_id, problems), HTTPStatus.UNPROCESSABLE_ENTITY)

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        if not unit.restrictions.lift(patient_id, actor(), now):
            return too_late(unit, patient_id, "patient.restriction_lifted")
        details = {"lift_reason": why}
        unit.audit.record(actor(), "patient.restriction_lifted", "patient", patient_id, details, at=now)
        return str(_("The restriction is lifted."))

    return carry_out(patient_id, act)


def _page(patient_id: UUID, problems: Mapping[str, str] = _NOTHING) -> str:
    with current().store.begin() as unit:
        find_or_tombstone(unit, patient_id)
        details = {"page": "unrestrict"}
        unit.audit.record(actor(), "patient.opened", "patient", patient_id, details, at=current().clock())
        standing = unit.restrictions.in_force(patient_id)
        who = Actors.of(unit).name(standing.actor) if standing else ""
    return render_template(
        "dashboard/unrestrict.html",
        patient_id=patient_id,
        reference=reference(patient_id),
        restriction=standing,
        who=who,
        reasons=LIFT_REASONS,
        problems=problems,
    )


# The request that a correction answers: closed in the transaction that corrects the record, unless the
# box is unticked.

KIND: Final = "correction"
FIELD: Final = "answers_request"


@dataclass(frozen=True, slots=True)
class RecordContext:
    """What a form about a record also shows: an open request, and any restriction."""

    asked: RightsRequest | None
    at_rest: bool


def context_of(unit: Transaction, patient_id: UUID) -> RecordContext:
    """Return what a form about this record also shows."""
    return RecordContext(asked_for(unit, patient_id), unit.restrictions.in_force(patient_id) is not None)


def asked_for(unit: Transaction, patient_id: UUID) -> RightsRequest | None:
    """Return the patient's open request for a correction, if there is one."""
    requests = unit.rights.of(patient_id)
    return next((each for each in requests if each.kind == KIND and each.state == OPEN), None)


def answer(unit: Transaction, patient_id: UUID, request_id: str) -> None:
    """Mark the request of this id as done; one that is not open is left alone."""
    asked = asked_for(unit, patient_id)
    if asked is None or str(asked.id) != request_id:
        return
    now = current().clock()
    if unit.rights.finish(patient_id, asked.id, actor(), now):
        details = {"request_kind": KIND}
        unit.audit.record(actor(), "request.done", "patient", patient_id, details, at=now)
