"""Show the messages with a patient, and write to them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import UUID

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest

from app.config import IntakeMode
from app.dashboard.message_words import state_of, why_of
from app.dashboard.reach import BLOCKED, BY_MAIL, CLOSED, LAW, NOBODY, may_write, may_write_freely, reach_of
from app.dashboard.record import blueprint
from app.dashboard.record.acts import Again, again, carry_out, problem_of_words
from app.dashboard.record.notes import FOR_CLINICIANS, reads_clinical_notes
from app.dashboard.record.page import OpenRecord, Wanted, open_record, render_record, section
from app.dashboard.record.show import may_be_shown
from app.dashboard.settings.replies import replies_for
from app.dashboard.template_words import NAMES
from app.guard.doors import May
from app.guard.forms import come_back
from app.guard.session import actor, scripts_ask_for, signed_in
from app.intake import channel
from app.intake.answers import clean
from app.intake.channel import units
from app.records.actors import Actors
from app.records.parts import Part
from app.records.vocabulary import language_within
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations
from app.store.conversations.conversations import EMAIL, Reach
from app.store.messages import contents, outbound
from app.store.messages.new_message import LONGEST, NewMessage, Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.messages.saved_replies import SavedReply
from app.store.model import opened as open_all
from app.store.patients import left_notes, patients
from app.store.patients.left_notes import LeftNote
from app.store.patients.patient import Opened, Patient
from app.store.staff.staff import Member
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import RECORD_OPENED
from app.web.clinic import clinic_in, cost

_WRITTEN = TrailEvent("patient.message_written", "Wrote a message to the patient", TrailGroup.PATIENT)
_TEMPLATE_WRITTEN = TrailEvent(
    "patient.template_written", "Sent the patient an approved message: {template}", TrailGroup.PATIENT
)
_HANDED_OVER = TrailEvent(
    "patient.handed_over", "Took over the chat, or let it answer by itself again", TrailGroup.PATIENT
)

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


@section
def messages(record: OpenRecord) -> dict[str, Any]:
    """Read the messages with the patient, and what their form says."""
    return {
        "thread": thread_of(record),
        "blocked_why": BLOCKED,
        "longest_reply": LONGEST,
        "cost": cost(current().settings.twilio.price),
        "gsm": ("".join(sorted(channel.GSM)), "".join(sorted(channel.GSM_DOUBLE))),
    }


def thread_of(record: OpenRecord) -> MessageThread:
    """Return what was written with a patient.

    Words are opened only where notes are shown.
    """
    unit, patient, now = record.unit, record.patient, record.now
    opened, clinical = Part.NOTES in record.shown, reads_clinical_notes()
    sent = outbound.of(unit.db, patient.id, opened=opened, clinical=clinical)
    ours = [each for each in sent if _is_shown(each)]
    theirs = left_notes.to_person(unit.db, patient.id)
    readable = [each for each in theirs if opened and (clinical or not each.clinical)]
    words = {each.id: each.text for each in open_all(readable, LeftNote.text)}
    reach = record.reach
    by_sms = reach is not None and reach.channel == "sms"
    messages = [_ours(each, record.actors, by_sms=by_sms) for each in ours]
    messages += [_theirs(each, words.get(each.id), patient) for each in theirs]
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
        ()
        if blocked
        else tuple(each for each in replies_for(unit, patient.language) if isinstance(each.text, str)),
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
    approved = [each for each in contents.templates(unit.db, language) if each.name in OFFERED]
    values = template_values(unit) if approved else {}
    return tuple(Offer(each.name, str(NAMES[each.name]), each.shown(values)) for each in approved)


def template_values(unit: Transaction) -> dict[str, str]:
    """Return what a template's variables stand for."""
    clinic = clinic_in(unit, current().settings.clinic)
    return {"clinic": clinic.name, "phone": clinic.phone}


def _left(span: timedelta) -> str:
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return str(_("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes))


def mark_of(unit: Transaction, patient_id: UUID) -> str:
    """Return a mark that changes with each message, and with its state.

    No message is opened.
    """
    ours = (f"{message}{state}" for message, state in outbound.states(unit.db, patient_id))
    seen = [*ours, *map(str, left_notes.ids_to_person(unit.db, patient_id))]
    return hashlib.sha256(" ".join(seen).encode()).hexdigest()[:16]


def _ours(message: OutboundMessage, actors: Actors, *, by_sms: bool) -> ThreadMessage:
    tag, state = state_of(message)
    text = message.body if message.body is not None else message.variables
    return ThreadMessage(
        message.created_at, actors.name(message.actor), True, text, message.clinical,
        tag=tag, state=state, why=why_of(message),
        parts=channel.sms_parts(text) if by_sms and isinstance(text, str) else 0,
    )  # fmt: skip


def _theirs(note: LeftNote, words: Opened, patient: Patient) -> ThreadMessage:
    new = patient.news_since is not None and note.at >= patient.news_since
    return ThreadMessage(note.at, str(_("The patient")), False, words, note.clinical, new)


_PLACE: Final = "h-talk-with"
REPEATED: Final = _l("You have just sent the same message. It is on its way, once.")
PERSON: Final = "person"
FORM: Final = "form"


@blueprint.post("/reply", door=signed_in(May.WORK_ON_PATIENTS))
def reply(patient_id: UUID) -> ResponseReturnValue:
    """Send the patient free text or a template. What cannot be sent stays on the page.

    The form then pauses, so that their answer comes to the clinic.
    """
    if saved := request.form.get("saved"):
        return _with_saved(patient_id, saved)
    if name := request.form.get("template", ""):
        return _reply_by_template(patient_id, name)
    typed, is_clinical = request.form.get("text", ""), request.form.get("for") == FOR_CLINICIANS
    text = clean(typed)
    if is_clinical:
        may_be_shown([Part.HEALTH])

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        blocked, _until = may_write_freely(reach, now)
        if blocked or reach is None:
            problem = {"reply": str(BLOCKED[blocked or NOBODY])}
            return again(unit, patient_id, problem, {"reply": typed}, HTTPStatus.CONFLICT)
        if problem_of := problem_of_reply(text):
            return again(unit, patient_id, {"reply": problem_of}, {"reply": typed})
        new = NewMessage(
            Purpose.REPLY,
            f"staff:{member.id}",
            conversation_id=reach.conversation_id,
            patient_id=patient_id,
            body=text,
            clinical=is_clinical,
        )
        if (message := _send(unit, new, reach, now, clinical=is_clinical)) is None:
            return str(REPEATED)
        details = {"message": message.hex} | ({"clinical": True} if is_clinical else {})
        audit.record(unit.db, actor(), _WRITTEN, "patient", patient_id, details, at=now)
        return str(_("The message is on its way."))

    return carry_out(patient_id, act, _PLACE)


def _reply_by_template(patient_id: UUID, name: str) -> ResponseReturnValue:
    """Send what WhatsApp has approved, in the patient's language.

    That is possible after 24 hours of silence too. A template says nothing about health, but the answer to it may.
    """
    is_clinical = reads_clinical_notes()

    def act(unit: Transaction, member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        blocked, _until = may_write(reach, now)
        if patient is None or reach is None or blocked not in {"", CLOSED}:
            problem = {"template": str(BLOCKED[blocked or NOBODY])}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        template = contents.approved(unit.db, name, patient.language) if name in OFFERED else None
        if template is None:
            problem = {"template": str(_("WhatsApp has not approved this message. Choose another one."))}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        values = template_values(unit)
        new = NewMessage(
            Purpose.REPLY,
            f"staff:{member.id}",
            conversation_id=reach.conversation_id,
            patient_id=patient_id,
            body=template.shown(values),
            content_sid=template.sid,
            variables=template.filled(values),
        )
        if (message := _send(unit, new, reach, now, clinical=is_clinical)) is None:
            return str(REPEATED)
        details = {"message": message.hex, "template": name}
        audit.record(unit.db, actor(), _TEMPLATE_WRITTEN, "patient", patient_id, details, at=now)
        return str(_("The message is on its way."))

    return carry_out(patient_id, act, _PLACE)


def _send(unit: Transaction, new: NewMessage, reach: Reach, now: datetime, *, clinical: bool) -> UUID | None:
    """Pause the form, and send what a member writes.

    Return None if they have just sent the same. Pausing holds the conversation: of equal messages at once, the second
    waits here for the first, and then sees it.
    """
    conversations.hand_over(
        unit.db, reach.conversation_id, cast("UUID", new.patient_id), now, clinical=clinical
    )
    return None if outbound.is_repeated(unit.db, new, now) else outbound.send(unit.db, new, now)


@blueprint.post("/handover", door=signed_in(May.WORK_ON_PATIENTS))
def hand_over(patient_id: UUID) -> ResponseReturnValue:
    """Take over the chat, or let it answer by itself again."""
    to, is_clinical = request.form.get("to", ""), request.form.get("for") == FOR_CLINICIANS
    if is_clinical:
        may_be_shown([Part.HEALTH])

    def act(unit: Transaction, _member: Member) -> str | Again:
        now, patient = current().clock(), patients.get(unit.db, patient_id, ())
        reach = reach_of(unit, patient) if patient else None
        if reach is not None and reach.channel == EMAIL:
            return again(unit, patient_id, {"form": str(BLOCKED[BY_MAIL])}, status=HTTPStatus.CONFLICT)
        if reach is None or to not in {PERSON, FORM}:
            problem = {"form": str(BLOCKED[NOBODY]) if reach is None else str(_("Choose what to do."))}
            return again(unit, patient_id, problem, status=HTTPStatus.CONFLICT)
        if to == PERSON:
            conversations.hand_over(unit.db, reach.conversation_id, patient_id, now, clinical=is_clinical)
        elif not conversations.hand_back(unit.db, reach.conversation_id):
            return str(_("The chat answers by itself already."))
        audit.record(unit.db, actor(), _HANDED_OVER, "patient", patient_id, {"to": to}, at=now)
        if to == PERSON:
            return str(_("You have taken over the chat. Its questions pause for 24 hours."))
        return str(_("The chat answers by itself again."))

    return carry_out(patient_id, act, _PLACE)


def _with_saved(patient_id: UUID, saved: str) -> ResponseReturnValue:
    """Return to the record with a saved reply after what was typed."""
    typed = request.form.get("text", "").strip()
    try:
        reply_id = UUID(saved)
    except ValueError:
        raise BadRequest from None
    with current().store.read() as unit:
        reply = unit.db.get(SavedReply, reply_id)
        saved_text = reply.text if reply else ""
    text = "\n".join(filter(None, (typed, saved_text if isinstance(saved_text, str) else "")))
    address = url_for("record.record_page", patient_id=patient_id)
    if (elsewhere := come_back({}, address, text=text)) is not None:
        return elsewhere
    with current().store.begin() as unit:
        page = open_record(unit, patient_id, Wanted(), RECORD_OPENED)
    return render_record(page, values={"reply": text})


def problem_of_reply(text: str) -> str | None:
    """Return what is wrong with the words of a message, or None."""
    over = units(text) - LONGEST
    too_long = ngettext(
        "The message is %(num)s character too long: at most %(limit)s.",
        "The message is %(num)s characters too long: at most %(limit)s.",
        over,
        limit=LONGEST,
    )
    return problem_of_words(text, _("Write the message first."), too_long if over > 0 else None)


@blueprint.get("/messages", door=signed_in(May.WORK_ON_PATIENTS))
@scripts_ask_for
def mark(patient_id: UUID) -> ResponseReturnValue:
    """Tell a page whether there is something new to show, and nothing else."""
    with current().store.read() as unit:
        return {"mark": mark_of(unit, patient_id)}
