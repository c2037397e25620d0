"""Messages of which Twilio has reported nothing, and when it was asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of


class Unheard(NamedTuple):
    """A message that Twilio took, and of which it has reported nothing since."""

    id: UUID
    message_sid: str


ASKED_FOR: Final = timedelta(days=3)
"""How long Twilio is asked about a message of which it reports nothing."""


def unheard(db: Session, sent_before: datetime, asked_before: datetime, limit: int) -> list[Unheard]:
    """Return messages of which Twilio has reported nothing, the oldest first.

    Those that it was asked about since `asked_before` are left out.
    """
    longest = select(OutboundMessage.id, OutboundMessage.message_sid).where(
        OutboundMessage.state == "sent",
        OutboundMessage.message_sid.is_not(None),
        OutboundMessage.tried_at.between(sent_before - ASKED_FOR, sent_before),
        or_(OutboundMessage.asked_at.is_(None), OutboundMessage.asked_at <= asked_before),
    )
    rows = db.execute(longest.order_by(OutboundMessage.tried_at, OutboundMessage.id).limit(limit))
    return [Unheard(row.id, row.message_sid) for row in rows]


def asked(db: Session, message_id: UUID, now: datetime) -> None:
    """Note that Twilio was asked what became of a message."""
    this = update(table_of(OutboundMessage)).where(OutboundMessage.id == message_id)
    db.execute(this.values(asked_at=now))
