"""Write to a patient: free text, a message once more, or a template.

The same for a record and for an intake that is not handed in yet. Each act is part of a transaction, and says what to tell
the member, or why nothing was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.dashboard.reach import BLOCKED, CLOSED, NOBODY, may_write, may_write_freely
from app.dashboard.shown import reads_clinical_notes
from app.dashboard.thread import NONE_SEEN, OFFERED, template_values
from app.guard.forms import posted_id
from app.guard.session import actor
from app.intake.channel import units
from app.intake.keywords import is_blank
from app.services import current
from app.store import Transaction
from app.store.conversations import conversations
from app.store.conversations.conversations import Reach
from app.store.messages import contents, outbound
from app.store.messages.new_message import LONGEST, NewMessage, Purpose
from app.store.messages.saved_replies import SavedReply
from app.store.trail import audit
from app.store.trail.events import TrailEvent

REPEATED: Final = _l("You have just sent the same message. It is on its way, once.")


@dataclass(frozen=True, slots=True)
class Receiver:
    """Whom a member writes to, and what the trail then says."""

    about: UUID
    """The patient, or the one to be."""
    reach: Reach | None
    language: str
    patient_id: UUID | None
    """The record. None as long as there is none."""
    subject: tuple[str, UUID]
    """What the trail's lines are about."""
    written: TrailEvent
    by_template: TrailEvent


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a message was not sent, and what was typed."""

    problems: Mapping[str, str]
    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    status: HTTPStatus = HTTPStatus.CONFLICT
    is_overtaken: bool = False
    """Whether a colleague has replied meanwhile, so that their reply is to be read."""


def free_text(unit: Transaction, to: Receiver, text: str, typed: str, *, clinical: bool) -> str | Refused:
    """Send words. `typed` is what stays on the page if they cannot be sent."""
    blocked, _until = may_write_freely(to.reach, current().clock())
    if blocked or to.reach is None:
        return Refused({"reply": str(BLOCKED[blocked or NOBODY])}, {"reply": typed})
    if problem := problem_of_reply(text):
        return Refused({"reply": problem}, {"reply": typed}, HTTPStatus.UNPROCESSABLE_ENTITY)
    return _send_words(unit, to, to.reach, text, clinical=clinical)


def once_more(unit: Transaction, to: Receiver, failed: UUID) -> str | Refused:
    """Send the words of a message that did not arrive.

    The answer is for those who may read the message. What is being typed stays on the page.
    """
    message, typed = outbound.get(unit.db, failed), request.form.get("text", "")
    blocked, _until = may_write_freely(to.reach, current().clock())
    is_theirs = message is not None and message.failed and _is_in(message, to)
    if message is None or not is_theirs or (message.clinical and not reads_clinical_notes()):
        problem = str(_("This message cannot be sent again. Write a new one."))
    elif blocked or to.reach is None:
        problem = str(BLOCKED[blocked or NOBODY])
    elif message.purpose != Purpose.REPLY or not (message.is_genuine and isinstance(message.body, str)):
        problem = str(_("This message cannot be sent again. Write a new one."))
    else:
        return _send_words(unit, to, to.reach, message.body, clinical=message.clinical)
    return Refused({"reply": problem}, {"reply": typed})


def _is_in(message: outbound.OutboundMessage, to: Receiver) -> bool:
    """Return whether a message stands in the thread with this receiver."""
    is_same_talk = to.reach is not None and message.conversation_id == to.reach.conversation_id
    return message.patient_id == to.patient_id and (to.patient_id is not None or is_same_talk)


def by_template(unit: Transaction, to: Receiver, name: str) -> str | Refused:
    """Send what WhatsApp has approved, in the patient's language.

    That is possible after 24 hours of silence too. A template says nothing about health, but the answer to it may: it is
    for those who read the last reply.
    """
    blocked, _until = may_write(to.reach, current().clock())
    if to.reach is None or blocked not in {"", CLOSED}:
        return Refused({"template": str(BLOCKED[blocked or NOBODY])})
    template = contents.approved(unit.db, name, to.language) if name in OFFERED else None
    if template is None:
        return Refused({"template": str(_("WhatsApp has not approved this message. Choose another one."))})
    values = template_values(unit)
    new = NewMessage(
        Purpose.REPLY,
        actor(),
        conversation_id=to.reach.conversation_id,
        patient_id=to.patient_id,
        body=template.shown(values),
        content_sid=template.sid,
        variables=template.filled(values),
    )
    is_clinical = reads_clinical_notes() and outbound.is_last_reply_clinical(unit.db, new)
    return _send(unit, new, to, to.reach, to.by_template, {"template": name}, clinical=is_clinical)


def _send_words(unit: Transaction, to: Receiver, reach: Reach, text: str, *, clinical: bool) -> str | Refused:
    new = NewMessage(
        Purpose.REPLY,
        actor(),
        conversation_id=reach.conversation_id,
        patient_id=to.patient_id,
        body=text,
        clinical=clinical,
    )
    return _send(unit, new, to, reach, to.written, {"clinical": True} if clinical else {}, clinical=clinical)


def _send(  # noqa: PLR0917  (the message, to whom, and the line of the trail)
    unit: Transaction,
    new: NewMessage,
    to: Receiver,
    reach: Reach,
    event: TrailEvent,
    details: Mapping[str, object],
    *,
    clinical: bool,
) -> str | Refused:
    """Send what a member writes, and note that a person writes with the patient.

    The conversation is held, so the second of two sees the first. Nothing is sent that the member has just sent. Nor is it
    if a colleague has replied since the reply that the member says they have seen, in `seen`, or in `after` once they were
    told: then they decide.
    """
    now = current().clock()
    conversations.hold(unit.db, reach.conversation_id)
    if outbound.is_repeated(unit.db, new, now):
        return str(REPEATED)
    if seen := request.form.get("after") or request.form.get("seen", ""):
        last = None if seen == NONE_SEEN else posted_id(seen)
        message = outbound.send_unless_overtaken(unit.db, new, now, last)
    else:  # a page of before, or another program
        message = outbound.send(unit.db, new, now)
    if message is None:
        problem = str(_("Not sent: a colleague has replied meanwhile. Read it, then decide."))
        typed = {"reply": request.form.get("text", ""), "for": request.form.get("for", ""), "seen": seen}
        return Refused({"reply": problem}, typed, is_overtaken=True)
    conversations.hand_over(unit.db, reach.conversation_id, to.about, now, clinical=clinical)
    kind, subject = to.subject
    audit.record(unit.db, actor(), event, kind, subject, {"message": message.hex, **details}, at=now)
    return str(_("The message is on its way."))


def problem_of_reply(text: str) -> str | None:
    """Return what is wrong with the words of a message, or None."""
    if is_blank(text):
        return str(_("Write the message first."))
    over = units(text) - LONGEST
    too_long = ngettext(
        "The message is %(num)s character too long: at most %(limit)s.",
        "The message is %(num)s characters too long: at most %(limit)s.",
        over,
        limit=LONGEST,
    )
    return str(too_long) if over > 0 else None


def with_saved(typed: str, saved: str) -> str:
    """Return a text with the saved reply of this id after it."""
    with current().store.read() as unit:
        reply = unit.db.get(SavedReply, posted_id(saved))
        words = reply.text if reply else ""
    return "\n".join(filter(None, (typed.strip(), words if isinstance(words, str) else "")))
