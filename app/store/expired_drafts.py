"""Answers that were begun and never sent: when their time is over they go, and with them a sender who has no record."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import and_, delete, exists, func, or_, select, tuple_

from app.intake import forgetting
from app.intake.progress import Progress, dump
from app.store.conversations import Conversations
from app.store.erasures import Erasures
from app.store.expired import Expired
from app.store.legal_holds import LegalHolds, in_held_conversation
from app.store.lost_drafts import LostDrafts
from app.store.receipts import Receipts
from app.store.tables import (
    AT_REST,
    consents,
    conversation_steps,
    conversations,
    lost_drafts,
    patients,
)

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from app.crypto import BlindIndex, Sealer
    from app.store.conversations import Conversation

_table = conversations.c
_HAS_RECORDS: Final = exists().where(patients.c.conversation_id == _table.id).correlate(conversations)
_HELD: Final = in_held_conversation(_table.id)
_PLACE: Final = (_table.last_inbound_at, _table.id)
_IDS_SHOWN: Final = 10


class Silent(NamedTuple):
    """A conversation, and since when nothing was heard in it."""

    since: datetime
    conversation_id: UUID


class Draft(StrEnum):
    """What became of a draft."""

    KEPT = "kept"
    """It is not due, or is gone already."""
    DROPPED = "dropped"
    """The answers went; the sender has records, or has stopped us, and stays."""
    FORGOTTEN = "forgotten"
    """The sender went too."""


class ExpiredDrafts:
    """The drafts of one transaction whose time may be over. Settle the holds before anything is let go of."""

    __slots__ = ("_connection", "_conversations", "_erasures", "_holds", "_lost_drafts", "_receipts")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._conversations = Conversations(connection, sealer, index)
        self._erasures = Erasures(connection, sealer, index)
        self._holds = LegalHolds(connection, sealer)
        self._lost_drafts = LostDrafts(connection)
        self._receipts = Receipts(connection, sealer, index)

    def due(
        self, before: datetime, stopped_before: datetime, most: int, after: Silent | None = None
    ) -> list[Silent]:
        """Return conversations whose draft is due: the sender was last heard of by `before`. The longest silent first.

        Who has no record goes as a whole; who wrote STOP, only when they were last heard of by `stopped_before`.
        `after` is the last one that was seen.
        """
        found = select(*_PLACE).where(_due(before, stopped_before), ~_HELD)
        found = found if after is None else found.where(tuple_(*_PLACE) > after)
        return [Silent(*row) for row in self._connection.execute(found.order_by(*_PLACE).limit(most))]

    def tally(self, before: datetime, stopped_before: datetime) -> Expired:
        """Return how many those are, lost drafts counted in."""
        due = _due(before, stopped_before)
        summed = select(func.count(), func.min(_table.last_inbound_at)).where(due, ~_HELD)
        count, oldest = self._connection.execute(summed).one()
        held = select(func.count()).select_from(conversations).where(due, _HELD)
        ids = tuple(each.conversation_id for each in self.due(before, stopped_before, _IDS_SHOWN))
        found = Expired(int(count), oldest, ids, int(self._connection.execute(held).scalar_one()))
        lost = select(func.count(), func.min(lost_drafts.c.at)).where(_lost(before))
        return found + Expired(*self._connection.execute(lost).one())

    def let_go(self, conversation_id: UUID, before: datetime, stopped_before: datetime) -> Draft:
        """Let go of a draft, if it is still due once the conversation is held."""
        held = self._conversations.hold(conversation_id)
        if held is None or held.last_inbound_at > before or self._holds.keep_conversation(held.id):
            return Draft.KEPT
        if not self._conversations.has_patients(held.id) and (
            not held.opted_out or held.last_inbound_at <= stopped_before
        ):
            self._erasures.release(held)
            return Draft.FORGOTTEN
        if held.step in AT_REST:
            return Draft.KEPT
        self._drop(held)
        return Draft.DROPPED

    def let_go_of_lost(self, before: datetime) -> int:
        """Let go of the drafts that could not be read, and return how many went."""
        gone = delete(lost_drafts).where(_lost(before)).returning(lost_drafts.c.id)
        return len(self._connection.execute(gone).all())

    def _drop(self, held: Conversation) -> None:
        """Take the answers out of the conversation: whoever comes back begins anew."""
        progress = held.read() or Progress(language=held.language, opted_out=held.opted_out)
        fresh = forgetting.restarted(progress) if progress.people else _stranger(held)
        self._conversations.save(
            held.id, dump(fresh), fresh.step, fresh.language, fresh.opted_out, held.last_inbound_at
        )
        self._receipts.forget_replies(held.id)
        if progress.patient is not None and progress.on_file is None:
            for table in (consents, conversation_steps):
                self._connection.execute(delete(table).where(table.c.patient_id == progress.patient))


def _stranger(held: Conversation) -> Progress:
    return Progress(language=held.language, opted_out=held.opted_out)


def _due(before: datetime, stopped_before: datetime) -> ColumnElement[bool]:
    silent = _table.last_inbound_at <= before
    drafting = _table.step.not_in(AT_REST)
    goes = or_(_table.opted_out.is_(False), _table.last_inbound_at <= stopped_before)
    return and_(silent, or_(drafting, and_(~_HAS_RECORDS, goes)))


def _lost(before: datetime) -> ColumnElement[bool]:
    return and_(lost_drafts.c.at <= before, ~in_held_conversation(lost_drafts.c.conversation_id))
