"""The senders who have begun to answer and have not handed in, for a list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, exists, func, select, tuple_
from sqlalchemy.orm import Session

from app.crypto import Unreadable
from app.intake.progress import load
from app.store.conversations.conversations import ANSWERING, PROGRESS, ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.messages import outbound
from app.store.messages.outbound import OutboundMessage
from app.store.model import connection_of, keys_of, table_of
from app.store.patients.left_notes import LeftNote
from app.store.rows import columns_of, of_columns
from app.store.work.alarms import WAITS, Alarm

_table = table_of(ConversationRow).c
_PLACE: Final = (_table.last_inbound_at, _table.id)
_LATEST_FIRST: Final = tuple(each.desc() for each in _PLACE)


@dataclass(frozen=True, slots=True)
class Answering:
    """A sender who has begun to answer, with no word of theirs but the name."""

    id: UUID
    address: str | Unreadable = field(repr=False)
    step: str
    language: str | None
    created_at: datetime
    last_inbound_at: datetime
    version: int
    name: str = field(default="", repr=False)
    """The name that they have given so far, where a list shows initials."""


_COLUMNS: Final = columns_of(Answering, table_of(ConversationRow), but=("name",))
_LISTED: Final = select(*_COLUMNS).where(ANSWERING)
_SOME: Final = select(_table.id).where(ANSWERING).order_by(*_PLACE).limit(bindparam("cap", type_=Integer))
_COUNTED: Final = select(func.count()).select_from(_SOME.subquery())


def page(
    db: Session, limit: int, after: tuple[datetime, UUID] | None = None, *, alarmed: bool | None = None
) -> list[Answering]:
    """Return the senders who are answering, who wrote last first.

    `after` is `last_inbound_at` and `id` of the last one seen. `alarmed` keeps only those with, or without, a waiting
    alarm.
    """
    earlier = _LISTED if after is None else _LISTED.where(tuple_(*_PLACE) < after)
    if alarmed is not None:
        waits = _table.id.in_(select(Alarm.conversation_id).where(WAITS))
        earlier = earlier.where(waits if alarmed else ~waits)
    return _opened(db, earlier.order_by(*_LATEST_FIRST).limit(limit), named=True)


def some(db: Session, ids: Collection[UUID]) -> list[Answering]:
    """Return those of some senders who are answering, the longest silent first."""
    return _opened(db, _LISTED.where(_table.id.in_(ids)).order_by(*_PLACE))


def find(db: Session, conversation_id: UUID, *, named: bool = False) -> Answering | None:
    """Return one sender who is answering, or None; `named` opens the draft for it."""
    return next(iter(_opened(db, _LISTED.where(_table.id == conversation_id), named=named)), None)


def unanswered(db: Session, ids: Collection[UUID]) -> set[UUID]:
    """Return which of these senders have written back, and have no reply yet."""
    notes, sent = table_of(LeftNote).c, table_of(OutboundMessage).c
    later = exists().where(*outbound.of_unfinished(notes.conversation_id), sent.created_at >= notes.at)
    found = select(notes.conversation_id).where(notes.conversation_id.in_(ids), ~later)
    return {each for each in connection_of(db).scalars(found) if each is not None}


def count(db: Session, cap: int = 1000) -> int:
    """Count the senders who have begun and not handed in, up to `cap`."""
    return connection_of(db).scalars(_COUNTED, {"cap": cap}).one()


def _opened(db: Session, listed: Select[*tuple[Any, ...]], *, named: bool = False) -> list[Answering]:
    rows, sealer = (
        db.execute(listed.add_columns(_table.progress) if named else listed).all(),
        keys_of(db).sealer,
    )
    addresses = sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
    drafts = (
        sealer.open_many(PROGRESS, ((row.id, row.progress) for row in rows)) if named else [""] * len(rows)
    )
    return [
        of_columns(Answering, row, _COLUMNS, address=address, name=_name(draft))
        for row, address, draft in zip(rows, addresses, drafts, strict=True)
    ]


def _name(draft: str | Unreadable) -> str:
    """Return the name in a draft; "" where there is none, or the draft does not open."""
    try:
        return load(draft).answers.get("name", "") if isinstance(draft, str) and draft else ""
    except ValueError:
        return ""
