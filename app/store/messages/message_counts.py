"""Count what became of our messages in a stretch of time, without opening any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Label, case, exists, func, literal, select
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
    stretch: int
    """Between which two of the edges: 0 is the first and the second."""
    count: int


def between(db: Session, *edges: datetime) -> list[MessageCount]:
    """Count the messages asked for from the first edge to before the last.

    They are told apart by outcome, and by the stretch between two edges.
    """
    kinds = (_table.purpose, _table.state, _table.error)
    stretch = _stretch(_table.created_at, edges)
    counted = select(*kinds, stretch, func.count().label("count")).group_by(*kinds, "stretch")
    of_the_time = counted.where(_table.created_at >= edges[0], _table.created_at < edges[-1])
    return [*all_of(MessageCount, db.execute(of_the_time)), *_answers(db, edges)]


def _stretch(moment: ColumnElement[datetime], edges: Sequence[datetime]) -> Label[int]:
    inner = [(moment < edge, place) for place, edge in enumerate(edges[1:-1])]
    return (case(*inner, else_=len(inner)) if inner else literal(0)).label("stretch")


def _answers(db: Session, edges: Sequence[datetime]) -> list[MessageCount]:
    """Count the replies that were given in the response to a message.

    They are known only from what Twilio reported of them.
    """
    kinds = (_heard.status.label("state"), _heard.error_code.label("error"))
    purpose, stretch = literal(Purpose.CHAT.value).label("purpose"), _stretch(_heard.updated_at, edges)
    counted = select(purpose, *kinds, stretch, func.count().label("count"))
    asked_for = exists().where(_table.message_sid == _heard.message_sid)
    of_the_time = counted.where(_heard.updated_at >= edges[0], _heard.updated_at < edges[-1], ~asked_for)
    return all_of(MessageCount, db.execute(of_the_time.group_by(*kinds, "stretch")))
