"""The pace at which Twilio and Meta take messages."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final

from app.config import SANDBOX
from app.store import Transaction
from app.store.clinic import milestones
from app.store.messages import outbound
from app.store.messages.new_message import Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.work.jobs import Delayed

_SECOND: Final = timedelta(seconds=1)
_PAIR: Final = timedelta(seconds=6)
"""Meta takes about one message to one person in this time."""
_SENDER_A_SECOND: Final = 40
_ACCOUNT_A_SECOND: Final = 100
_SANDBOX: Final = f"whatsapp:{SANDBOX}"
_SANDBOX_PACE: Final = timedelta(seconds=3)
_PAUSED: Final = "twilio_paused"
"""The name of the time until which nothing is sent, because Twilio asked for a pause."""
_LONGEST_PAUSE: Final = timedelta(minutes=10)


def keep_pace(unit: Transaction, message: OutboundMessage, sender: str, now: datetime) -> None:
    """Wait while Twilio or Meta would not take the message.

    Raises:
        Delayed: they would not. It does not count as an attempt.
    """
    paused = milestones.get(unit.db, _PAUSED)
    if paused is not None and paused.at > now:
        raise Delayed("twilio_busy", paused.at - now, counts=False)
    tried = partial(outbound.tried_since, unit.db)
    # Replies come no faster than the patient writes, as replies in TwiML do.
    is_reply = message.purpose in {Purpose.CHAT, Purpose.LATE}
    own = (_SANDBOX_PACE, 1) if sender == _SANDBOX and not is_reply else (_SECOND, _SENDER_A_SECOND)
    is_unasked = message.conversation_id is not None and not is_reply
    is_soon = (
        (is_unasked and tried(now - _PAIR, conversation=message.conversation_id))
        or tried(now - own[0], sender=sender) >= own[1]
        or tried(now - _SECOND) >= _ACCOUNT_A_SECOND
    )
    if is_soon:
        raise Delayed("pace", _PAIR, counts=False)


def pause(unit: Transaction, wait: timedelta, now: datetime) -> None:
    """Send nothing for a while, because Twilio asked for that."""
    milestones.mark(unit.db, _PAUSED, "anteroom", now + min(wait, _LONGEST_PAUSE))
