"""The messages with a patient, and whether staff can write to them now."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.config import IntakeMode
from app.dashboard.message_words import state_of, why_of
from app.dashboard.saved_replies import replies_for
from app.dashboard.template_words import NAMES
from app.intake import channel
from app.records.vocabulary import Actors, Part, language_within
from app.services import current
from app.store import LeftNote, OutboundMessage, Patient, Purpose, Transaction
from app.store.conversations import EMAIL, Reach
from app.store.outbound import SPARE, WINDOW
from app.store.patient import Opened
from app.store.saved_replies import SavedReply
from app.web.clinic import profile_in

OPTED_OUT: Final = "opted_out"
CLOSED: Final = "closed"
NOBODY: Final = "nobody"
BY_MAIL: Final = "by_mail"
LAW: Final = "law"


BLOCKED: Final[Mapping[str, str]] = {
    OPTED_OUT: _l("They have written STOP, so nothing can be sent to them. Call them instead."),
    CLOSED: _l(
        "They have not written for 24 hours, so WhatsApp takes no free text any more. Call them, or wait until they write."
    ),
    BY_MAIL: _l("They came by e-mail, and no free text is sent there. Send them the form, or call them."),
    LAW: _l(
        "The clinic’s law allows no word about health on WhatsApp, so no free text is sent there. Send them the form, or call them."
    ),
    NOBODY: _l("There is no chat with this patient. Call them instead."),
}
"""Why nobody can write to a patient -> what to do."""
OFFERED: Final = ("call_us", "news")
"""The templates that fit somebody who has handed in their answers."""


@dataclass(frozen=True, slots=True)
class ThreadMessage:
    """One message, ours or theirs.

    `text` is None as long as it is hidden, or where it was forgotten.
    """

    at: datetime
    who: str
    ours: bool
    text: Opened = field(repr=False)
    clinical: bool = False
    new: bool = False
    tag: str = ""
    state: str = ""
    why: str = ""
    parts: int = 0
    """How many SMS the message takes, if it went by SMS and its words are shown."""

    @property
    def lines(self) -> list[str]:
        """Return the text line by line: each is of its own direction."""
        return self.text.splitlines() if isinstance(self.text, str) else []


@dataclass(frozen=True, slots=True)
class Offer:
    """A template that may be sent, and what the patient would read."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class MessageThread:
    """The messages with a patient, oldest first, and how one can write to them."""

    messages: tuple[ThreadMessage, ...]
    blocked: str
    """Why nobody can write to them now: a key of BLOCKED, or "" if staff can."""
    until: datetime | None
    """Until when WhatsApp takes free text. None if it always or never does."""
    left: str
    """The time until then, in words."""
    minutes: int
    person_until: datetime | None
    """Until when the form is paused, because a person writes with them."""
    mark: str
    """Changes whenever a message is added, or its state changes."""
    by_sms: bool
    by_link: bool
    """Whether patients answer on our own page, so that the chat keeps nothing of their answers."""
    language: str
    """The patient's language, as it is written within a sentence."""
    replies: tuple[SavedReply, ...] = ()
    """The saved replies to choose from, if staff can write."""
    offers: tuple[Offer, ...] = ()
    """The templates that may be sent while free text may not."""


def thread_of(
    unit: Transaction,
    patient: Patient,
    shown: Collection[Part],
    actors: Actors,
    now: datetime,
    *,
    clinical: bool,
) -> MessageThread:
    """Return what was written with a patient.

    Words are opened only where notes are shown.
    """
    opened = Part.NOTES in shown
    sent = unit.outbound.of(patient.id, opened=opened, clinical=clinical)
    ours = [each for each in sent if _is_shown(each)]
    theirs = unit.left_notes.to_person(patient.id, opened=opened, clinical=clinical)
    reach = reach_of(unit, patient)
    by_sms = reach is not None and reach.channel == "sms"
    messages = [_ours(each, actors, by_sms=by_sms) for each in ours]
    messages += [_theirs(each, patient) for each in theirs]
    blocked, until = may_write_freely(reach, now)
    with_person = reach.with_person if reach else None
    is_on = with_person is not None and with_person.patient_id == patient.id and with_person.until > now
    return MessageThread(
        tuple(sorted(messages, key=lambda each: each.at)),
        blocked,
        until,
        _left(until - now) if until else "",
        int((until - now).total_seconds() // 60) if until else 0,
        with_person.until if with_person and is_on else None,
        mark_of(unit, patient.id),
        by_sms,
        current().settings.intake_mode is IntakeMode.LINK,
        language_within(patient.language),
        () if blocked else tuple(each for each in replies_for(unit, patient.language) if each.text),
        offers_for(unit, patient.language) if blocked in {CLOSED, LAW} else (),
    )


def _is_shown(message: OutboundMessage) -> bool:
    """Return whether a message is part of the thread.

    Links to the form have a place of their own. A reference that was not sent is on the form's last page all the same.
    """
    is_vain = message.purpose == Purpose.RECEIVED and message.state == "given_up"
    return message.purpose != Purpose.FORM and not is_vain


def offers_for(unit: Transaction, language: str) -> tuple[Offer, ...]:
    """Return the templates that WhatsApp has approved, as a patient reads them."""
    approved = [each for each in unit.content.templates(language) if each.name in OFFERED]
    values = template_values(unit) if approved else {}
    return tuple(Offer(each.name, str(NAMES[each.name]), each.shown(values)) for each in approved)


def template_values(unit: Transaction) -> dict[str, str]:
    """Return what a template's variables stand for."""
    profile = profile_in(unit, current().settings.clinic)
    return {"clinic": profile.name, "phone": profile.phone}


def reach_of(unit: Transaction, patient: Patient) -> Reach | None:
    """Return how to reach the sender who wrote for a patient, or None if nobody did."""
    conversation = patient.conversation_id
    return None if conversation is None else unit.conversations.reach(conversation)


def may_write(reach: Reach | None, now: datetime) -> tuple[str, datetime | None]:
    """Return why nobody can write to a sender now, or "", and until when staff can."""
    if reach is None or not reach.channel:
        return NOBODY, None
    if reach.opted_out:
        return OPTED_OUT, None
    if reach.channel == EMAIL:
        return BY_MAIL, None
    if reach.channel != "whatsapp":
        return "", None
    until = reach.last_inbound_at + WINDOW - SPARE
    return ("", until) if now < until else (CLOSED, None)


def may_write_freely(reach: Reach | None, now: datetime) -> tuple[str, datetime | None]:
    """Return the same for free text, which the clinic's law may forbid on WhatsApp."""
    blocked, until = may_write(reach, now)
    is_barred = reach is not None and reach.channel == "whatsapp"
    if not blocked and is_barred and current().settings.compliance.profile.bars_whatsapp:
        return LAW, None
    return blocked, until


def _left(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))


def mark_of(unit: Transaction, patient_id: UUID) -> str:
    """Return a mark that changes with each message, and with its state.

    No message is opened.
    """
    ours = (f"{message}{state}" for message, state in unit.outbound.states(patient_id))
    seen = [*ours, *map(str, unit.left_notes.ids_to_person(patient_id))]
    return hashlib.sha256(" ".join(seen).encode()).hexdigest()[:16]


def _ours(message: OutboundMessage, actors: Actors, *, by_sms: bool) -> ThreadMessage:
    tag, state = state_of(message)
    text = message.body if message.body is not None else message.variables
    return ThreadMessage(
        message.created_at, actors.name(message.actor), True, text, message.clinical,
        tag=tag, state=state, why=why_of(message),
        parts=channel.sms_parts(text) if by_sms and isinstance(text, str) else 0,
    )  # fmt: skip


def _theirs(note: LeftNote, patient: Patient) -> ThreadMessage:
    new = patient.news_since is not None and note.at >= patient.news_since
    return ThreadMessage(note.at, str(_("The patient")), False, note.text, note.clinical, new)
