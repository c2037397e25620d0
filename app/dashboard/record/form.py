"""Send links to the private form about a record, and show what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from uuid import UUID

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.form_link import ToSend, send_link, why_not
from app.dashboard.message_words import state_of, why_of
from app.dashboard.reach import BLOCKED, CLOSED, NOBODY, reach_of
from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out
from app.dashboard.record.page import OpenRecord, section
from app.dashboard.visits import chosen_visit, visits_of
from app.guard.doors import May
from app.guard.session import actor, signed_in
from app.intake.clinic import Clinic
from app.records.actors import Actors
from app.records.vocabulary import label
from app.services import current
from app.store import NoSuchPatient, Transaction
from app.store.conversations import conversations, form_links
from app.store.conversations.conversations import EMAIL, Reach
from app.store.conversations.form_links import LONGEST_KEYS, MOST_TRIES, FormLink
from app.store.messages import outbound
from app.store.messages.new_message import Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.patients import patients
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.web.clinic import clinic_in
from app.web.feature import Words
from app.web.questionnaire import questionnaire_within
from app.web.quiet import waits_for_zone

_SENT = TrailEvent(
    "patient.form_sent", "Sent the patient a link to the form: {form_reason}", TrailGroup.PATIENT
)
_CANCELLED = TrailEvent("patient.form_cancelled", "Cancelled a link to the form", TrailGroup.PATIENT)

CAME_BY: Final[Mapping[str, str]] = {
    "chat": _l("In the chat"),
    "form": _l("On the private form"),
    "both": _l("In the chat and on the private form"),
}
REASONS: Final = Words(
    "form_reason",
    {
        "missing": _l("Answers are missing"),
        "unclear": _l("An answer is not clear"),
        "up_to_date": _l("Bring the answers up to date before a visit"),
        "asked": _l("The patient asked for it"),
        "other": _l("Another reason"),
    },
)
"""Why a link to the form is sent. A code, never free text."""
_NO_TEMPLATE: Final = _l(
    "They have not written for 24 hours, and WhatsApp has not approved the message with the link yet. Call them, or wait until they write."
)


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to a link, and when."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as the page shows it: never its address."""

    id: UUID
    who: str
    asks: tuple[str, ...]
    """The questions that it asks again; none: the whole form."""
    tag: str
    state: str
    why: str
    """Why its message has not arrived, if so."""
    made_at: datetime
    moments: tuple[Moment, ...]
    until: datetime
    is_open: bool
    """Whether it can still be cancelled."""


@dataclass(frozen=True, slots=True)
class Links:
    """The links about a record, and whether another can be sent."""

    came_by: str
    sent: tuple[ShownLink, ...]
    questions: Mapping[str, str]
    visits: Mapping[str, str]
    """The types of visit that it may ask for."""
    by_mail: bool
    """Whether the patient is reached by e-mail alone."""
    blocked: str
    """Why none can be sent now, in words; "" where one can."""


@section
def links(record: OpenRecord) -> dict[str, Any]:
    """Read what happened to the links about the record. Opens nothing."""
    return {"links": _links_of(record), "form_reasons": REASONS}


def _links_of(record: OpenRecord) -> Links:
    unit, patient, now = record.unit, record.patient, record.now
    sent = form_links.of_patient(unit.db, patient.id) if record.contents.links else []
    messages = {
        each.created_at: each
        for each in (outbound.of(unit.db, patient.id, opened=False) if sent else ())
        if each.purpose == Purpose.FORM
    }
    reach = record.reach
    return Links(
        str(CAME_BY.get(patient.came_by, "")),
        tuple(_shown(link, messages.get(link.made_at), record.actors, now) for link in sent),
        {key: label(key) for key in asked_in(unit)},
        visits_of(questionnaire_within(unit)),
        reach is not None and reach.channel == EMAIL,
        blocked_words(unit, reach, patient.language, now),
    )


def asked_in(unit: Transaction) -> tuple[str, ...]:
    """Return the questions that the clinic asks of a patient."""
    left_out = clinic_in(unit, current().settings.clinic).left_out
    asked = questionnaire_within(unit).questions
    return tuple(each.key for each in asked if not each.of_carer and each.key not in left_out)


def blocked_words(unit: Transaction, reach: Reach | None, language: str, now: datetime) -> str:
    """Return why no link can be sent to a patient, in words; "" where one can."""
    blocked = why_not(unit, reach, language, now)
    return str(_NO_TEMPLATE if blocked == CLOSED else BLOCKED.get(blocked, ""))


def _shown(link: FormLink, message: OutboundMessage | None, actors: Actors, now: datetime) -> ShownLink:
    tag, state = _state(link, message, now)
    happened = (
        (_("Opened"), link.opened_at),
        (_("Begun"), link.begun_at),
        (_("Last seen"), link.seen_at if link.handed_in_at is None else None),
        (_("Handed in"), link.handed_in_at),
        (_("Closed"), link.closed_at),
    )
    return ShownLink(
        link.id,
        actors.name(link.made_by),
        tuple(map(label, link.asked)),
        tag,
        state,
        why_of(message) if message else "",
        link.made_at,
        tuple(Moment(words, at) for words, at in happened if at),
        link.expires_at,
        link.is_good(now) and link.handed_in_at is None,
    )


def _state(link: FormLink, message: OutboundMessage | None, now: datetime) -> tuple[str, str]:
    """Return how far a link is: the tag's kind, and its words."""
    states = (
        (link.handed_in_at is not None, "done", _("Handed in")),
        (link.tries >= MOST_TRIES, "alert", _("Closed: the date of birth was wrong too often")),
        (link.closed_at is not None, "stopped", _("Cancelled, or replaced by a newer link")),
        (not link.is_good(now), "stopped", _("Expired")),
        (link.begun_at is not None, "running", _("Begun")),
        (link.opened_at is not None, "running", _("Opened")),
    )
    sent = state_of(message) if message else ("running", str(_("Sent")))
    return next(((tag, str(words)) for is_so, tag, words in states if is_so), sent)


_PLACE: Final = "h-form"
_JUST_NOW: Final = timedelta(minutes=1)


@blueprint.post("/form", door=signed_in(May.WORK_ON_PATIENTS))
def send_form(patient_id: UUID) -> ResponseReturnValue:
    """Send the patient a link to the form, whole or with some questions."""
    keys, reason = request.form.getlist("keys"), request.form.get("form_reason", "")
    typed = {"form_keys": ",".join(keys), "form_reason": reason, "visit": request.form.get("visit", "")}

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        if patient is None:
            raise NoSuchPatient
        asked = asked_in(unit)
        offered = visits_of(questionnaire_within(unit))
        visit, wrong = chosen_visit(offered)
        if problems := {**_problems(keys, asked, reason), **wrong}:
            return again(unit, patient_id, problems, typed)
        held = conversations.hold(unit.db, patient.conversation_id) if patient.conversation_id else None
        reach = reach_of(unit, patient)
        why_not = blocked_words(unit, reach, patient.language, now)
        if held is None or reach is None or why_not:
            problem = {"form": why_not or str(BLOCKED[NOBODY])}
            return again(unit, patient_id, problem, typed, HTTPStatus.CONFLICT)
        if _was_sent(unit, patient_id, reach, now):
            problem = {"form": str(_("A link was sent a moment ago. Wait a minute before you send another."))}
            return again(unit, patient_id, problem, typed, HTTPStatus.CONFLICT)
        chosen = tuple(key for key in asked if key in keys)
        to = ToSend(patient.language, f"staff:{member.id}", patient_id, chosen, visit if offered else None)
        link = send_link(unit, reach, to, now).link
        details = {"link": link.hex, "fields": list(chosen), "form_reason": reason}
        audit.record(unit.db, actor(), _SENT, "patient", patient_id, details, at=now)
        return _what_comes_next(clinic_in(unit, current().settings.clinic))

    return carry_out(patient_id, act, _PLACE)


@blueprint.post("/form/<uuid:link_id>/cancel", door=signed_in(May.WORK_ON_PATIENTS))
def cancel_form(patient_id: UUID, link_id: UUID) -> ResponseReturnValue:
    """Cancel a link. It no longer opens the form, even in the browser that has begun."""

    def act(unit: Transaction, _member: Member) -> str | Again:
        now = current().clock()
        sent = form_links.of_patient(unit.db, patient_id)
        link = next((each for each in sent if each.id == link_id), None)
        if link is None or not form_links.close(unit.db, link_id, now):
            problem = {"form": str(_("This link was already closed, or its answers were handed in."))}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        if link.begun_at is None:
            outbound.cancel(unit.db, link.conversation_id, Purpose.FORM, now)
        audit.record(unit.db, actor(), _CANCELLED, "patient", patient_id, {"link": link_id.hex}, at=now)
        return str(_("The link is cancelled."))

    return carry_out(patient_id, act, _PLACE)


def _what_comes_next(clinic: Clinic) -> str:
    if waits_for_zone(clinic):
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
    elif len(",".join(keys)) > LONGEST_KEYS:
        problems["form_keys"] = str(_("Choose fewer questions, or none, to ask the whole form."))
    if reason not in REASONS:
        problems["form_reason"] = str(_("Choose one of the reasons."))
    return problems


def _was_sent(unit: Transaction, patient_id: UUID, reach: Reach, now: datetime) -> bool:
    """Return whether a link was sent a moment ago.

    Then the button was pressed twice, or a colleague was faster.
    """
    return any(
        link.conversation_id == reach.conversation_id and link.is_good(now) and now - link.made_at < _JUST_NOW
        for link in form_links.of_patient(unit.db, patient_id)[:1]
    )
