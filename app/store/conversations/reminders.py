"""Record when a sender was reminded, and of which unfinished intake."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from app.store.conversations.conversations import ANSWERING, Conversation, ConversationRow, change
from app.store.model import keys_of, table_of
from app.store.rows import columns_of, of_columns
from app.store.vouched import Vouched

_table = table_of(ConversationRow).c
_OLDEST_FIRST: Final = (_table.last_inbound_at, _table.id)


class Silent(NamedTuple):
    """A sender who is answering and has fallen silent."""

    last_inbound_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Reminded:
    """When a sender was last reminded of which intake, and whether they want none."""

    id: UUID
    reminded_at: datetime | None
    reminded_of: UUID | None
    no_reminders: bool
    is_genuine: bool
    """False: the row was changed by hand, and does not say whether they want none."""


_vouched: Final = Vouched(table_of(ConversationRow))
_REMINDED: Final = columns_of(Reminded, table_of(ConversationRow), but=("is_genuine",))


def silent(
    db: Session, since: datetime, until: datetime, limit: int, after: Silent | None = None
) -> list[Silent]:
    """Return senders whose last message came between these, the longest silent first.

    It opens no draft, and leaves out senders who want no reminders, who had one since they last wrote, or of whom it is
    not known which number of ours they wrote to.
    """
    unreminded = or_(_table.reminded_at.is_(None), _table.reminded_at < _table.last_inbound_at)
    found = select(*_OLDEST_FIRST).where(
        ANSWERING,
        _table.last_inbound_at.between(since, until),
        _table.no_reminders.is_(False),
        _table.written_to.is_not(None),
        unreminded,
    )
    if after is not None:
        found = found.where(tuple_(*_OLDEST_FIRST) > after)
    rows = db.execute(found.order_by(*_OLDEST_FIRST).limit(limit))
    return [Silent(row.last_inbound_at, row.id) for row in rows]


def mark(db: Session, conversation: Conversation, intake: UUID, now: datetime) -> bool:
    """Note that a sender is reminded of an intake, and return whether they may be.

    When two callers try at once, one gets True: the UPDATE names the seal that was read. It is False if the conversation
    has gone on since it was read, if the sender wrote STOP or wants no reminders, or if they had one for this intake before.
    """
    as_read = (_table.id == conversation.id, _table.version == conversation.version, ANSWERING)
    first = or_(_table.reminded_of.is_(None), _table.reminded_of != intake)
    which = (*as_read, first, _table.no_reminders.is_(False))
    return change(db, *which, reminded_at=now, reminded_of=intake)


def refuse(db: Session, conversation_id: UUID) -> bool:
    """Note that a sender wants no reminders, and return whether that is news."""
    wanted = (_table.id == conversation_id, _table.no_reminders.is_(False))
    return change(db, *wanted, no_reminders=True)


def of(db: Session, conversation_ids: Collection[UUID]) -> dict[UUID, Reminded]:
    """Return what is known of the reminders of some conversations, by conversation."""
    found = select(*_REMINDED, *_vouched.beside(_REMINDED)).where(_table.id.in_(conversation_ids))
    rows = db.execute(found).all()
    ours = _vouched.genuine(keys_of(db).sealer, rows)
    return {
        row.id: of_columns(Reminded, row, _REMINDED, is_genuine=is_ours)
        for row, is_ours in zip(rows, ours, strict=True)
    }
