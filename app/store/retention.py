"""Find, count and remove what is older than its rule allows, some rows at a time.

Records, drafts and the trail have functions of their own. Every other class of data is a few tables, each with the
moment from which its days count. What belongs to a conversation with a patient on hold is left out of all of them. A
record also stays while it is restricted (GDPR Art 18(2): erasing is processing, and some ask for the restriction so that
nothing is erased), while its patient waits for an answer to a request, and while an alarm of theirs waits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    exists,
    func,
    not_,
    or_,
    select,
    true,
    tuple_,
    update,
)

from app.intake import path
from app.intake.progress import Progress, dump
from app.store import form_links, legal_holds, receipts
from app.store.alarms import alarm_waits_in, waits_in
from app.store.consents import Consent
from app.store.conversation_steps import ConversationStep
from app.store.conversations import Conversation, Conversations
from app.store.erasures import Erasures
from app.store.form_links import FormLink
from app.store.invitations import Invitations
from app.store.legal_holds import has_hold, in_held_conversation
from app.store.lost_drafts import LostDraft
from app.store.model import Expiry, models, table_of
from app.store.patient_flags import alarm_waits
from app.store.restrictions import is_restricted
from app.store.rights_requests import OPEN, RightsRequest
from app.store.rows import Part, Rows, SealedRows
from app.store.tables import AT_REST, conversations, exports, patients, refusals

_IDS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Expired:
    """How many rows are due, the age of the oldest, and some ids.

    `held` counts rows that are due but held back.
    """

    count: int = 0
    oldest: datetime | None = None
    ids: tuple[UUID, ...] = ()
    held: int = 0

    def __add__(self, other: Expired) -> Expired:
        moments = [each.oldest for each in (self, other) if each.oldest]
        ids = (*self.ids, *other.ids)[:_IDS_SHOWN]
        return Expired(self.count + other.count, min(moments, default=None), ids, self.held + other.held)


class _Kind(NamedTuple):
    """A table of a class of data, and which of its rows are due."""

    table: Table
    expiry: Expiry

    @property
    def moment(self) -> ColumnElement[datetime]:
        return self.table.c[self.expiry.since]

    def due(self, before: datetime) -> ColumnElement[bool]:
        return and_(self._old(before), not_(self._held()))

    def held(self, before: datetime) -> ColumnElement[bool]:
        return and_(self._old(before), self._held())

    def _old(self, before: datetime) -> ColumnElement[bool]:
        return and_(self.moment <= before, self.expiry.only() if self.expiry.only else true())

    @property
    def may_be_held(self) -> bool:
        return "conversation_id" in self.table.c or self._is_of_patients

    @property
    def _is_of_patients(self) -> bool:
        return any(key.column is patients.c.id for key in self.table.foreign_keys)

    def _held(self) -> ColumnElement[bool]:
        if "conversation_id" in self.table.c:
            return in_held_conversation(self.table.c.conversation_id)
        return has_hold(self.table.c.patient_id) if self._is_of_patients else ~true()


_WAITS_FOR_AN_ANSWER: Final = (
    exists()
    .where(
        RightsRequest.patient_id == patients.c.id,
        RightsRequest.state == OPEN,
        RightsRequest.kind != "erasure",
    )
    .correlate(patients)
)
_HELD_BACK: Final = or_(has_hold(patients.c.id), is_restricted(), _WAITS_FOR_AN_ANSWER, alarm_waits())
_OVER: Final = ("done", "broken", "cancelled", "refused", "expired")


_TABLES: Final = (
    _Kind(refusals, Expiry("receipt", "minute")),
    _Kind(exports, Expiry("export", "asked_at", lambda: exports.c.state.in_(_OVER), shows="id")),
)


def _of(rule: str) -> list[_Kind]:
    """Return the tables of a class of data."""
    of_classes = (_Kind(table_of(kind), each) for kind in models() for each in kind.expires)
    return [each for each in (*_TABLES, *of_classes) if each.expiry.rule == rule]


class ExpiredRows(Rows):
    """What is due, within one transaction.

    Settle the holds before anything is removed.
    """

    def tally(self, kind: str, before: datetime) -> Expired:
        """Return what of a class is due: what is dated `before` or earlier."""
        return sum((self._tally(each, before) for each in _of(kind)), Expired())

    def clear(self, kind: str, before: datetime, most: int) -> int:
        """Remove at most `most` rows of a class that are due, and count them.

        Others may do so at the same time.
        """
        for each in _of(kind):
            if gone := self._clear(each, before, most):
                return gone
        return 0

    def records_tally(self, statuses: Collection[str], before: datetime) -> Expired:
        """Return the records in one of these states that were last changed by `before`."""
        due = _records(statuses, before)
        count, oldest = self._connection.execute(
            select(func.count(), func.min(patients.c.updated_at)).where(due, ~_HELD_BACK)
        ).one()
        held = select(func.count()).select_from(patients).where(due, _HELD_BACK)
        ids = tuple(self.records(statuses, before, _IDS_SHOWN))
        return Expired(int(count), oldest, ids, int(self._connection.execute(held).scalar_one()))

    def records(self, statuses: Collection[str], before: datetime, most: int) -> Sequence[UUID]:
        """Return records in these states last changed by `before`, oldest first.

        Records that are held back are left out.
        """
        due = select(patients.c.id).where(_records(statuses, before), ~_HELD_BACK)
        oldest = due.order_by(patients.c.updated_at, patients.c.id).limit(most)
        return self._connection.execute(oldest).scalars().all()

    def is_record_due(self, patient_id: UUID, statuses: Collection[str], before: datetime) -> bool:
        """Lock a record's rows, and return whether it is still due.

        They are locked in the order in which a message locks them.
        """
        found = select(patients.c.conversation_id).where(patients.c.id == patient_id)
        if (conversation := self._connection.execute(found).scalar_one_or_none()) is not None:
            self._connection.execute(_HOLD, {"conversation": conversation})
        this = select(patients.c.id).where(patients.c.id == patient_id).with_for_update()
        if self._connection.execute(this).first() is None:
            return False
        # A transaction that restricts the record, or notes a request, waits for us or came first.
        still = select(patients.c.id).where(
            patients.c.id == patient_id, _records(statuses, before), ~_HELD_BACK
        )
        return self._connection.execute(still).first() is not None

    def is_held_back(self, patient_id: UUID) -> bool:
        """Return whether no rule may erase the record as it is.

        It is on hold or restricted, its patient waits for an answer, or an alarm of theirs waits.
        """
        stays = select(patients.c.id).where(patients.c.id == patient_id, _HELD_BACK)
        return self._connection.execute(stays).first() is not None

    def _tally(self, kind: _Kind, before: datetime) -> Expired:
        table = kind.table
        summed = select(func.count(), func.min(kind.moment)).where(kind.due(before))
        count, oldest = self._connection.execute(summed.select_from(table)).one()
        held = 0
        if kind.may_be_held:
            due = select(func.count()).select_from(table).where(kind.held(before))
            held = self._connection.execute(due).scalar_one()
        return Expired(int(count), oldest, self._some_ids(kind, before), int(held))

    def _some_ids(self, kind: _Kind, before: datetime) -> tuple[UUID, ...]:
        if kind.expiry.shows is None:
            return ()
        ids = select(kind.table.c[kind.expiry.shows]).where(kind.due(before))
        some = ids.order_by(kind.moment).limit(_IDS_SHOWN)
        return tuple(self._connection.execute(some).scalars())

    def _clear(self, kind: _Kind, before: datetime, most: int) -> int:
        table = kind.table
        key = [*table.primary_key.columns]
        due: Select[Any] = select(*key).where(kind.due(before)).limit(most)
        # Another process that holds a row is doing the same to it.
        due = due.with_for_update(skip_locked=True, of=table)
        these = key[0].in_(due) if len(key) == 1 else tuple_(*key).in_(due)
        over: Update | Delete = delete(table)
        if kind.expiry.empties is not None:
            over = update(table).values({kind.expiry.empties: None})
        gone = self._connection.execute(over.where(these).returning(key[0])).scalars().all()
        if kind.expiry.then and gone:
            kind.expiry.then(self.db, gone)
        return len(gone)


_HOLD: Final = (
    select(conversations.c.id).where(conversations.c.id == bindparam("conversation")).with_for_update()
)


def _records(statuses: Collection[str], before: datetime) -> ColumnElement[bool]:
    return and_(patients.c.status.in_(statuses), patients.c.updated_at <= before)


# Answers that were begun and never sent: when their time is over they go, and with them a sender who has
# no record.

_table = conversations.c
_HAS_RECORDS: Final = exists().where(patients.c.conversation_id == _table.id).correlate(conversations)
_HELD: Final = in_held_conversation(_table.id)
_ALARM_WAITS: Final = alarm_waits_in(_table.id)
_PLACE: Final = (_table.last_inbound_at, _table.id)


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


class ExpiredDrafts(SealedRows):
    """The drafts of one transaction whose time may be over.

    Settle the holds before anything is removed.
    """

    _conversations = Part(Conversations)
    _erasures = Part(Erasures)
    _invitations = Part(Invitations)

    def due(
        self, before: datetime, stopped_before: datetime, most: int, after: Silent | None = None
    ) -> list[Silent]:
        """Return conversations with a draft that is due, the longest silent first.

        The sender was last heard of by `before`. A sender without a record is
        forgotten entirely; one who wrote STOP, only when last heard of by `stopped_before`; one whose alarm nobody has
        taken, not at all. `after` is the last one that was seen.
        """
        found = select(*_PLACE).where(_due(before, stopped_before), ~_HELD)
        found = found if after is None else found.where(tuple_(*_PLACE) > after)
        rows = self._connection.execute(found.order_by(*_PLACE).limit(most))
        return [Silent(row.last_inbound_at, row.id) for row in rows]

    def tally(self, before: datetime, stopped_before: datetime) -> Expired:
        """Return how many drafts are due, with all that `remove_lost` would remove."""
        due = _due(before, stopped_before)
        summed = select(func.count(), func.min(_table.last_inbound_at)).where(due, ~_HELD)
        count, oldest = self._connection.execute(summed).one()
        held = select(func.count()).select_from(conversations).where(due, _HELD)
        ids = tuple(each.conversation_id for each in self.due(before, stopped_before, _IDS_SHOWN))
        found = Expired(int(count), oldest, ids, int(self._connection.execute(held).scalar_one()))
        lost = select(func.count(), func.min(LostDraft.at)).where(_lost(before))
        lost_count, oldest_lost = self._connection.execute(lost).one()
        invited, oldest_invited = self._invitations.tally(before)
        ended, oldest_ended = form_links.tally(self.db, before)
        others = ((int(lost_count), oldest_lost), (invited, oldest_invited), (ended, oldest_ended))
        return sum((Expired(count, oldest) for count, oldest in others), found)

    def remove(self, conversation_id: UUID, before: datetime, stopped_before: datetime) -> Draft:
        """Lock a conversation, and remove its draft if it is still due."""
        held = self._conversations.hold(conversation_id)
        if held is None or held.last_inbound_at > before or form_links.is_seen(self.db, held.id, before):
            return Draft.KEPT
        if legal_holds.is_conversation_held(self.db, held.id):
            return Draft.KEPT
        goes = not held.opted_out or held.last_inbound_at <= stopped_before
        if goes and not self._conversations.has_patients(held.id) and not waits_in(self.db, held.id):
            self._erasures.release(held)
            return Draft.FORGOTTEN
        if held.step in AT_REST:
            return Draft.KEPT
        self._drop(held)
        return Draft.DROPPED

    def remove_lost(self, before: datetime) -> int:
        """Remove lost drafts, invitations and links to the form; count them."""
        gone = delete(LostDraft).where(_lost(before)).returning(LostDraft.id)
        lost = len(self._connection.execute(gone).all())
        return lost + self._invitations.clear(before) + form_links.clear(self.db, before)

    def _drop(self, held: Conversation) -> None:
        """Remove the answers from the conversation: a sender who returns starts again."""
        progress = held.read() or Progress(language=held.language, opted_out=held.opted_out)
        fresh = path.restarted(progress) if progress.people else _stranger(held)
        self._conversations.save(
            held.id, dump(fresh), fresh.step, fresh.language, fresh.opted_out, held.last_inbound_at
        )
        receipts.forget_replies(self.db, held.id)
        if progress.patient is not None and progress.on_file is None:
            for kind in (Consent, ConversationStep):
                self.db.execute(delete(kind).where(kind.patient_id == progress.patient))


def _stranger(held: Conversation) -> Progress:
    return Progress(language=held.language, opted_out=held.opted_out)


def _due(before: datetime, stopped_before: datetime) -> ColumnElement[bool]:
    silent = _table.last_inbound_at <= before
    # Filling in the form sends no message, but the draft is in use.
    on_a_form = exists().where(FormLink.conversation_id == _table.id, FormLink.seen_at > before)
    drafting = _table.step.not_in(AT_REST)
    goes = or_(_table.opted_out.is_(False), _table.last_inbound_at <= stopped_before)
    return and_(silent, ~on_a_form, or_(drafting, and_(~_HAS_RECORDS, ~_ALARM_WAITS, goes)))


def _lost(before: datetime) -> ColumnElement[bool]:
    return and_(LostDraft.at <= before, ~in_held_conversation(LostDraft.conversation_id))
