"""What Twilio refused, and will again: it stays until somebody mends something."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.clinic import milestones
from app.store.messages.outbound import BUTTONS_PAUSED, OutboundMessage
from app.store.messages.outbound_errors import Then, reaction_to

_REFUSED: Final = "twilio_refusal"
"""Twilio refused what we asked, and will again; the actor is its error code."""


class Refusal(NamedTuple):
    """Twilio refused what we asked, and will again."""

    code: str
    at: datetime


def note_error(db: Session, code: str | int | None, now: datetime) -> None:
    """Record an error of Twilio's if it stays until somebody mends something."""
    if code is not None and reaction_to(code).is_told:
        milestones.mark(db, _REFUSED, str(code), now)


def refusal(db: Session) -> Refusal | None:
    """Return the last refusal that stays until somebody mends something.

    One of every message is over as soon as Twilio has taken another message. Others are over after a push.
    """
    found = milestones.get(db, _REFUSED)
    if found is None:
        return None
    is_of_all = reaction_to(found.actor).then is Then.OPERATOR
    taken = (
        select(OutboundMessage.id)
        .where(OutboundMessage.sent_at > found.at, OutboundMessage.message_sid.is_not(None))
        .limit(1)
    )
    is_over = is_of_all and db.scalar(taken) is not None
    return None if is_over else Refusal(found.actor, found.at)


def was_mended(db: Session) -> None:
    """Forget what Twilio refused before, and offer buttons again."""
    milestones.forget(db, _REFUSED)
    milestones.forget(db, BUTTONS_PAUSED)
