"""What a record's page says of the links to the form that were sent about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.dashboard.form_link import why_not
from app.dashboard.message_words import state_of, why_of
from app.dashboard.record_messages import BLOCKED, CLOSED, reach_of
from app.intake.questions import QUESTIONS
from app.records.vocabulary import Actors, label
from app.services import current
from app.store import OutboundMessage, Patient, Purpose, Transaction
from app.store.conversations import EMAIL
from app.store.form_links import MOST_TRIES, FormLink
from app.web.clinic import profile_in

CAME_BY: Final[Mapping[str, str]] = {
    "chat": _l("In the chat"),
    "form": _l("On the private form"),
    "both": _l("In the chat and on the private form"),
}
REASONS: Final[Mapping[str, str]] = {
    "missing": _l("Answers are missing"),
    "unclear": _l("An answer is not clear"),
    "up_to_date": _l("Bring the answers up to date before a visit"),
    "asked": _l("The patient asked for it"),
    "other": _l("Another reason"),
}
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
    by_mail: bool
    """Whether the patient is reached by e-mail alone."""
    blocked: str
    """Why none can be sent now, in words; "" where one can."""


def links_of(unit: Transaction, patient: Patient, actors: Actors, now: datetime) -> Links:
    """Return what happened to the links about a record. Opens nothing."""
    messages = {
        each.created_at: each
        for each in unit.outbound.of(patient.id, opened=False)
        if each.purpose == Purpose.FORM
    }
    links = unit.form_links.of_patient(patient.id)
    reach = reach_of(unit, patient)
    return Links(
        str(CAME_BY.get(patient.came_by, "")),
        tuple(_shown(link, messages.get(link.made_at), actors, now) for link in links),
        {key: label(key) for key in asked_in(unit)},
        reach is not None and reach.channel == EMAIL,
        blocked_words(unit, patient, now),
    )


def asked_in(unit: Transaction) -> tuple[str, ...]:
    """Return the questions that the clinic asks of a patient."""
    left_out = profile_in(unit, current().settings.clinic).left_out
    return tuple(each.key for each in QUESTIONS if not each.of_carer and each.key not in left_out)


def blocked_words(unit: Transaction, patient: Patient, now: datetime) -> str:
    """Return why no link can be sent to a patient, in words; "" where one can."""
    blocked = why_not(unit, reach_of(unit, patient), patient.language, now)
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
        tuple(map(label, link.keys)),
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
