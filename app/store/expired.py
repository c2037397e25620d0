"""What is older than its rule allows: finding it, counting it, and letting go of it, some rows at a time.

Each class of data that is no record, no draft and not the trail is a few tables, with the moment from which its days
count. What belongs to a conversation of somebody on hold is left out of all of them. Of the records, those that are
restricted stay too (GDPR Art 18(2): erasing is processing, and some ask for it so that nothing is erased), and those
whose patient waits for an answer: it would be that there is nothing any more.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Table, and_, bindparam, delete, exists, func, not_, or_, select, true, tuple_, update

from app.store.erasures import TOMBSTONES
from app.store.legal_holds import in_held_conversation, is_held
from app.store.restrictions import at_rest
from app.store.rights import OPEN
from app.store.storage_counts import ALL, FOREVER, StorageCounts
from app.store.tables import (
    AT_REST,
    consents,
    conversation_steps,
    conversations,
    deliveries,
    erasures,
    exports,
    jobs,
    patients,
    receipts,
    refusals,
    restrictions,
    rights_requests,
    sheet_rows,
    twilio_scrub_messages,
    twilio_scrubs,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection, Select

_IDS_SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Expired:
    """How many are due, since when the oldest has counted, and the ids of some; and how many are due but held back."""

    count: int = 0
    oldest: datetime | None = None
    ids: tuple[UUID, ...] = ()
    held: int = 0

    def __add__(self, other: Expired) -> Expired:
        moments = [each.oldest for each in (self, other) if each.oldest]
        ids = (*self.ids, *other.ids)[:_IDS_SHOWN]
        return Expired(self.count + other.count, min(moments, default=None), ids, self.held + other.held)


@dataclass(frozen=True)
class _Kind:
    """A table of a class: the moment that counts, what else must be true, and its column that names a conversation."""

    table: Table
    moment: str
    only: ColumnElement[bool] = field(default_factory=true)
    conversation: ColumnElement[Any] | None = None

    def due(self, before: datetime) -> ColumnElement[bool]:
        return and_(self.table.c[self.moment] <= before, self.only, not_(self.held()))

    def held(self) -> ColumnElement[bool]:
        return ~true() if self.conversation is None else in_held_conversation(self.conversation)


_REPLIES: Final = _Kind(receipts, "received_at", receipts.c.reply.is_not(None), receipts.c.conversation_id)
_NOBODYS_CONSENT: Final = ~or_(
    exists().where(patients.c.id == consents.c.patient_id).correlate(consents),
    # Whoever is still answering hands in by it.
    exists()
    .where(conversations.c.id == consents.c.conversation_id, conversations.c.step.not_in(AT_REST))
    .correlate(consents),
)
_STILL_IN_A_SHEET: Final = (
    exists().where(sheet_rows.c.patient_id == erasures.c.patient_id).correlate(erasures)
)
_STILL_AT_TWILIO: Final = (
    exists().where(twilio_scrub_messages.c.patient_id == erasures.c.patient_id).correlate(erasures)
)
_WAITS_FOR_AN_ANSWER: Final = (
    exists()
    .where(
        rights_requests.c.patient_id == patients.c.id,
        rights_requests.c.state == OPEN,
        rights_requests.c.kind != "erasure",
    )
    .correlate(patients)
)
_HELD_BACK: Final = or_(is_held(patients.c.id), at_rest(), _WAITS_FOR_AN_ANSWER)
_OVER: Final = ("done", "broken", "cancelled", "refused", "expired")
KINDS: Final[dict[str, tuple[_Kind, ...]]] = {
    "reply": (_REPLIES,),
    "receipt": (
        _Kind(receipts, "received_at", conversation=receipts.c.conversation_id),
        _Kind(deliveries, "updated_at", conversation=deliveries.c.conversation_id),
        _Kind(conversation_steps, "at", conversation=conversation_steps.c.conversation_id),
        _Kind(consents, "decided_at", _NOBODYS_CONSENT, consents.c.conversation_id),
        _Kind(refusals, "minute"),
    ),
    "export": (_Kind(exports, "asked_at", exports.c.state.in_(_OVER)),),
    "job": (_Kind(jobs, "finished_at", jobs.c.state.in_(("done", "cancelled"))),),
    "tombstone": (_Kind(erasures, "at", ~_STILL_IN_A_SHEET & ~_STILL_AT_TWILIO),),
}
"""Class of data -> its tables."""


class ExpiredRows:
    """What is due, within one transaction. Settle the holds before anything is let go of."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def tally(self, kind: str, before: datetime) -> Expired:
        """Return what of a class has counted since `before` or longer."""
        return sum((self._tally(each, before) for each in KINDS[kind]), Expired())

    def clear(self, kind: str, before: datetime, most: int) -> int:
        """Let go of at most so many rows of a class, and return how many went. Others may do so at the same time."""
        for each in KINDS[kind]:
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
        """Return records in one of these states that were last changed by `before`, the oldest first; none that is held back."""
        due = select(patients.c.id).where(_records(statuses, before), ~_HELD_BACK)
        oldest = due.order_by(patients.c.updated_at, patients.c.id).limit(most)
        return self._connection.execute(oldest).scalars().all()

    def is_record_due(self, patient_id: UUID, statuses: Collection[str], before: datetime) -> bool:
        """Return whether a record is still due, once its rows are held, in the order in which a message holds them."""
        found = select(patients.c.conversation_id).where(patients.c.id == patient_id)
        if (conversation := self._connection.execute(found).scalar_one_or_none()) is not None:
            self._connection.execute(_HOLD, {"conversation": conversation})
        this = select(patients.c.id).where(patients.c.id == patient_id).with_for_update()
        if self._connection.execute(this).first() is None:
            return False
        # Whoever restricts the record, or notes a request, waits for us or has been waited for.
        still = select(patients.c.id).where(
            patients.c.id == patient_id, _records(statuses, before), ~_HELD_BACK
        )
        return self._connection.execute(still).first() is not None

    def is_held_back(self, patient_id: UUID) -> bool:
        """Return whether no rule erases the record as it is: it is on hold or restricted, or its patient waits for an answer."""
        stays = select(patients.c.id).where(patients.c.id == patient_id, _HELD_BACK)
        return self._connection.execute(stays).first() is not None

    def _tally(self, kind: _Kind, before: datetime) -> Expired:
        table = kind.table
        summed = select(func.count(), func.min(table.c[kind.moment])).where(kind.due(before))
        count, oldest = self._connection.execute(summed.select_from(table)).one()
        held = 0
        if kind.conversation is not None:
            due = and_(table.c[kind.moment] <= before, kind.only, kind.held())
            held = self._connection.execute(select(func.count()).select_from(table).where(due)).scalar_one()
        return Expired(int(count), oldest, self._some_ids(kind, before), int(held))

    def _some_ids(self, kind: _Kind, before: datetime) -> tuple[UUID, ...]:
        named = {exports.name: exports.c.id, jobs.name: jobs.c.id, erasures.name: erasures.c.patient_id}
        if (column := named.get(kind.table.name)) is None:
            return ()
        some = select(column).where(kind.due(before)).order_by(kind.table.c[kind.moment]).limit(_IDS_SHOWN)
        return tuple(self._connection.execute(some).scalars())

    def _clear(self, kind: _Kind, before: datetime, most: int) -> int:
        table = kind.table
        key = [*table.primary_key.columns]
        due: Select[Any] = select(*key).where(kind.due(before)).limit(most)
        # Who is at a row already is doing the same.
        due = due.with_for_update(skip_locked=True, of=table)
        these = key[0].in_(due) if len(key) == 1 else tuple_(*key).in_(due)
        if kind is _REPLIES:
            gone = self._connection.execute(
                update(receipts).where(these).values(reply=None).returning(receipts.c.id)
            )
        else:
            gone = self._connection.execute(delete(table).where(these).returning(key[0]))
        ids = gone.scalars().all()
        if table is erasures and ids:
            self._forget_for_good(ids)
        return len(ids)

    def _forget_for_good(self, patient_ids: Sequence[UUID]) -> None:
        """Forget what stood beside tombstones, and go on counting what `Erasures.count` has counted."""
        rested = delete(restrictions).where(restrictions.c.patient_id.in_(patient_ids))
        counted = len(patient_ids) + len(self._connection.execute(rested.returning(restrictions.c.id)).all())
        StorageCounts(self._connection).add(ALL, TOMBSTONES, FOREVER, counted)
        for table in (rights_requests, twilio_scrubs):
            self._connection.execute(delete(table).where(table.c.patient_id.in_(patient_ids)))


_HOLD: Final = (
    select(conversations.c.id).where(conversations.c.id == bindparam("conversation")).with_for_update()
)


def _records(statuses: Collection[str], before: datetime) -> ColumnElement[bool]:
    return and_(patients.c.status.in_(statuses), patients.c.updated_at <= before)
