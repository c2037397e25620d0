"""The senders who have begun to answer and have not handed in, for a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.store.conversations.conversations import ANSWERING, ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.model import connection_of, keys_of, table_of
from app.store.rows import columns_of, one_of
from app.store.work.alarms import WAITS, Alarm

_table = table_of(ConversationRow).c
_LONGEST_SILENT_FIRST: Final = (_table.last_inbound_at, _table.id)


@dataclass(frozen=True, slots=True)
class Answering:
    """A sender who has begun to answer, for a list. It holds none of their words."""

    id: UUID
    address: str | Unreadable = field(repr=False)
    step: str
    language: str | None
    created_at: datetime
    last_inbound_at: datetime
    version: int


_LISTED: Final = select(*columns_of(Answering, table_of(ConversationRow))).where(ANSWERING)
_SOME: Final = (
    select(_table.id).where(ANSWERING).order_by(*_LONGEST_SILENT_FIRST).limit(bindparam("cap", type_=Integer))
)
_COUNTED: Final = select(func.count()).select_from(_SOME.subquery())


def page(
    db: Session, limit: int, after: tuple[datetime, UUID] | None = None, *, alarmed: bool | None = None
) -> list[Answering]:
    """Return the senders who are answering, the longest silent first.

    `after` is `last_inbound_at` and `id` of the last one seen. `alarmed` keeps only those with, or without, a waiting
    alarm.
    """
    later = _LISTED if after is None else _LISTED.where(tuple_(*_LONGEST_SILENT_FIRST) > after)
    if alarmed is not None:
        waits = _table.id.in_(select(Alarm.conversation_id).where(WAITS))
        later = later.where(waits if alarmed else ~waits)
    return _opened(db, later.order_by(*_LONGEST_SILENT_FIRST).limit(limit))


def find(db: Session, conversation_id: UUID) -> Answering | None:
    """Return one sender who is answering, or None."""
    return next(iter(_opened(db, _LISTED.where(_table.id == conversation_id))), None)


def count(db: Session, cap: int = 1000) -> int:
    """Count the senders who have begun and not handed in, up to `cap`."""
    return connection_of(db).scalars(_COUNTED, {"cap": cap}).one()


def _opened(db: Session, listed: Select[*tuple[Any, ...]]) -> list[Answering]:
    rows = db.execute(listed).all()
    addresses = keys_of(db).sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
    return [one_of(Answering, row, address=address) for row, address in zip(rows, addresses, strict=True)]
