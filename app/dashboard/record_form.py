"""Serve `/patients/<id>/form`: staff send a link to the form, or cancel one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.dashboard.form_link import ToSend, send_link
from app.dashboard.record import Again, again, carry_out
from app.dashboard.record_links import REASONS, asked_in, blocked_words
from app.dashboard.record_messages import BLOCKED, NOBODY, reach_of
from app.guard.doors import GuardedBlueprint, May
from app.guard.session import actor, signed_in
from app.records.vocabulary import explain
from app.services import current
from app.store import ClinicProfile, Member, NoSuchPatient, Purpose, Transaction
from app.store.conversations import Reach
from app.web.clinic import profile_in
from app.web.quiet import waits_for_zone

blueprint = GuardedBlueprint(
    "record_form",
    __name__,
    door=signed_in(May.WORK_ON_PATIENTS),
    url_prefix="/patients/<uuid:patient_id>/form",
)
_PLACE: Final = "h-form"
_JUST_NOW: Final = timedelta(minutes=1)
explain("form_reason", REASONS)


@blueprint.post("")
def send(patient_id: UUID) -> ResponseReturnValue:
    """Send the patient a link to the form, whole or with some questions."""
    keys, reason = request.form.getlist("keys"), request.form.get("form_reason", "")
    typed = {"form_keys": ",".join(keys), "form_reason": reason}

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), unit.patients.get(patient_id, ())
        if patient is None:
            raise NoSuchPatient
        asked = asked_in(unit)
        if problems := _problems(keys, asked, reason):
            return again(unit, patient_id, problems, typed)
        held = unit.conversations.hold(patient.conversation_id) if patient.conversation_id else None
        reach = reach_of(unit, patient)
        why_not = blocked_words(unit, patient, now)
        if held is None or reach is None or why_not:
            problem = {"form": why_not or str(BLOCKED[NOBODY])}
            return again(unit, patient_id, problem, typed, HTTPStatus.CONFLICT)
        if _was_sent(unit, patient_id, reach, now):
            problem = {"form": str(_("A link was sent a moment ago. Wait a minute before you send another."))}
            return again(unit, patient_id, problem, typed, HTTPStatus.CONFLICT)
        chosen = tuple(key for key in asked if key in keys)
        to = ToSend(patient.language, f"staff:{member.id}", patient_id, chosen)
        link = send_link(unit, reach, to, now).link
        details = {"link": link.hex, "fields": list(chosen), "form_reason": reason}
        unit.audit.record(actor(), "patient.form_sent", "patient", patient_id, details, at=now)
        return _what_comes_next(profile_in(unit, current().settings.clinic))

    return carry_out(patient_id, act, _PLACE)


@blueprint.post("/<uuid:link_id>/cancel")
def cancel(patient_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Cancel a link. It no longer opens the form, even in the browser that has begun."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        sent = unit.form_links.of_patient(patient_id)
        link = next((each for each in sent if each.id == link_id), None)
        if link is None or not unit.form_links.close(link_id, now):
            problem = {"form": str(_("This link was already closed, or its answers were handed in."))}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        if link.begun_at is None:
            unit.outbound.cancel(link.conversation_id, Purpose.FORM, now)
        unit.audit.record(
            actor(), "patient.form_cancelled", "patient", patient_id, {"link": link_id.hex}, at=now
        )
        return str(_("The link is cancelled."))

    return carry_out(patient_id, act, _PLACE)


def _what_comes_next(profile: ClinicProfile) -> str:
    if waits_for_zone(profile):
        return str(
            _(
                "The link waits: nobody has confirmed the clinic’s time zone, so it may be night for them. An admin does that on the page Set up."
            )
        )
    return str(_("The link is on its way."))


def _problems(keys: list[str], asked: tuple[str, ...], reason: str) -> Mapping[str, str]:
    problems = {}
    if not set(keys) <= set(asked):
        problems["form_keys"] = str(_("Choose from these questions."))
    if reason not in REASONS:
        problems["form_reason"] = str(_("Choose one of the reasons."))
    return problems


def _was_sent(unit: Transaction, patient_id: UUID, reach: Reach, now: datetime) -> bool:
    """Return whether a link was sent a moment ago.

    Then the button was pressed twice, or a colleague was faster.
    """
    return any(
        link.conversation_id == reach.conversation_id and link.is_good(now) and now - link.made_at < _JUST_NOW
        for link in unit.form_links.of_patient(patient_id)[:1]
    )
