"""What Twilio's status callbacks say of messages that we sent."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from app.store import OutboundMessage, Store, Transaction
from app.store.outbound_errors import Then, reaction_to
from app.webhook.schema import DeliveryStatus

_MOST_ATTEMPTS: Final = 3
_AGAIN_AFTER: Final = timedelta(minutes=1)


def note_status(store: Store, status: DeliveryStatus, now: datetime) -> None:
    """Keep the status of a message of ours. It only moves forward.

    Of a message that nobody asked for, a reply of the chat, it is kept for a known sender.
    """
    with store.begin() as unit:
        if status.status not in unit.deliveries.STATUSES:
            return
        conversation_id = unit.conversations.find(status.address)
        if conversation_id is None:
            unit.outbound.follow(status.message_sid, status.status, status.error_code, now)
            return
        if unit.conversations.hold(conversation_id) is None:
            return  # erased a moment ago
        moved = unit.deliveries.advance(
            status.message_sid, conversation_id, status.status, status.error_code, now
        )
        ours = unit.outbound.follow(status.message_sid, status.status, status.error_code, now)
        if ours is not None and ours.failed:
            _send_again(unit, ours, now)
        if moved and reaction_to(status.error_code).then is Then.OPT_OUT:
            unit.conversations.set_opted_out(conversation_id, opted_out=True)
            unit.audit.record("twilio", "conversation.opted_out", "conversation", conversation_id, at=now)


def _send_again(unit: Transaction, message: OutboundMessage, now: datetime) -> None:
    """Have a message sent again that only a limit kept from being delivered.

    Not one of free text that would have to wait a day: WhatsApp takes none by then.
    """
    reaction = reaction_to(message.error)
    is_worth_it = reaction.then is Then.RETRY or (reaction.then is Then.WAIT and message.content_sid)
    if is_worth_it and message.attempts < _MOST_ATTEMPTS:
        unit.outbound.again(message, now, now + max(reaction.wait, _AGAIN_AFTER))
