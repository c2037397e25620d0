"""What Twilio reports of messages that we sent, by a callback or when asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.store.conversations import conversations, invitations
from app.store.messages import deliveries, outbound, twilio_refusals
from app.store.messages.new_message import Purpose
from app.store.messages.outbound import SEND, OutboundMessage
from app.store.messages.outbound_errors import Then, reaction_to
from app.store.store import Transaction
from app.store.trail import audit
from app.store.trail.recorded import OPTED_OUT
from app.store.work import alarm_tellings, jobs

_MOST_ATTEMPTS: Final = 3
_RECENT: Final = timedelta(hours=1)
_AGAIN_AFTER: Final = timedelta(minutes=1)
_SEEN: Final = ("delivered", "read")
_ON_ITS_WAY: Final = timedelta(seconds=1)
"""How long a report takes to come here. Until then its message was on the patient's screen already."""


@dataclass(frozen=True, slots=True)
class Told:
    """What Twilio reports of one message of ours."""

    message_sid: str
    address: str = field(repr=False)
    """The receiver's."""
    status: str
    error_code: str | None
    reply_id: UUID | None = None
    """Which reply in a response to Twilio it is, if it asked a question."""


def note_status(unit: Transaction, told: Told, now: datetime) -> None:
    """Keep the status of a message of ours. It only moves forward.

    A reply that was given in a response to Twilio has no row of its own: its status is kept for a known sender.
    """
    if told.status not in deliveries.STATUSES:
        return
    conversation_id = conversations.find(unit.db, told.address)
    if conversation_id is None:
        lost = outbound.follow(unit.db, told.message_sid, told.status, told.error_code, now)
        if lost is not None:
            twilio_refusals.note_error(unit.db, told.error_code, now)
        if lost is not None and lost.failed:
            _note_alert(unit, lost, now)
            invitations.try_another_spelling(unit.db, lost, lost.error, now)
        return
    if conversations.hold(unit.db, conversation_id) is None:
        return  # erased a moment ago
    moved = deliveries.advance(unit.db, told.message_sid, conversation_id, told.status, told.error_code, now)
    ours = outbound.follow(unit.db, told.message_sid, told.status, told.error_code, now)
    if ours is not None and ours.failed:
        _note_alert(unit, ours, now)
    if ours is not None and ours.failed and not _sends_as_text(unit, ours, now):
        _send_again(unit, ours, now)
    if moved:
        note_seen(unit, conversation_id, ours.id if ours else told.reply_id, told.status, now)
        twilio_refusals.note_error(unit.db, told.error_code, now)
    if moved and reaction_to(told.error_code).then is Then.OPT_OUT:
        conversations.set_opted_out(unit.db, conversation_id, opted_out=True)
        audit.record(unit.db, "twilio", OPTED_OUT, "conversation", conversation_id, at=now)


def note_seen(
    unit: Transaction, conversation_id: UUID, reply_id: UUID | None, status: str, now: datetime
) -> None:
    """Note when the open question was seen, if this reply asked it and arrived.

    Twilio reports its status `now`.
    """
    if status in _SEEN and reply_id is not None:
        conversations.note_seen(unit.db, conversation_id, reply_id, now - _ON_ITS_WAY)


def _note_alert(unit: Transaction, lost: OutboundMessage, now: datetime) -> None:
    if lost.purpose == Purpose.ALERT:
        alarm_tellings.not_texted(unit.db, lost.id, lost.error or lost.state, now)


def _sends_as_text(unit: Transaction, message: OutboundMessage, now: datetime) -> bool:
    """Queue a reply without buttons if it did not arrive with them.

    Return whether it is queued. An old one is not: by now the patient may be elsewhere in the conversation.
    """
    is_reached = reaction_to(message.error).then not in {Then.OPT_OUT, Then.WINDOW_CLOSED}
    is_recent = now - message.created_at < _RECENT
    if not is_reached or not is_recent:
        return False
    if not outbound.as_text(unit.db, message, message.error or message.state, now):
        return False
    jobs.add(unit.db, SEND, message.id, message.actor, now)
    return True


def _send_again(unit: Transaction, message: OutboundMessage, now: datetime) -> None:
    """Queue a message again that only a limit kept from being delivered.

    Free text that would have to wait a day is not queued, because WhatsApp takes none by then.
    """
    reaction = reaction_to(message.error)
    is_worth_it = reaction.then is Then.RETRY or (reaction.then is Then.WAIT and message.content_sid)
    if is_worth_it and message.attempts < _MOST_ATTEMPTS:
        outbound.again(unit.db, message, now, now + max(reaction.wait, _AGAIN_AFTER))
