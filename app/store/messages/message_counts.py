"""Count what became of our messages in a stretch of time, without opening any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, literal, select
from sqlalchemy.orm import Session

from app.store.messages.deliveries import Delivery
from app.store.messages.new_message import Purpose
from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of
from app.store.rows import all_of

_table = table_of(OutboundMessage).c
_heard = table_of(Delivery).c


@dataclass(frozen=True, slots=True)
class MessageCount:
    """How many messages of a purpose are in a state; `error` says why, by code."""

    purpose: str
    state: str
    error: str | None
    count: int


def between(db: Session, since: datetime, until: datetime) -> list[MessageCount]:
    """Count the messages asked for from `since` to before `until`, by outcome."""
    kinds = (_table.purpose, _table.state, _table.error)
    counted = select(*kinds, func.count().label("count")).group_by(*kinds)
    of_the_time = counted.where(_table.created_at >= since, _table.created_at < until)
    return [*all_of(MessageCount, db.execute(of_the_time)), *_answers(db, since, until)]


def _answers(db: Session, since: datetime, until: datetime) -> list[MessageCount]:
    """Count the replies that were given in the response to a message.

    They are known only from what Twilio reported of them.
    """
    kinds = (_heard.status.label("state"), _heard.error_code.label("error"))
    counted = select(literal(Purpose.CHAT.value).label("purpose"), *kinds, func.count().label("count"))
    asked_for = exists().where(_table.message_sid == _heard.message_sid)
    of_the_time = counted.where(_heard.updated_at >= since, _heard.updated_at < until, ~asked_for)
    return all_of(MessageCount, db.execute(of_the_time.group_by(*kinds)))
