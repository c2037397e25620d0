"""Rows that rules of the clinic end, in tables whose classes say so.

Records and drafts are in files of their own, and so is the trail. What belongs to a conversation with a patient on hold
stays, and so does what names a patient on hold. Settle the holds before anything is removed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    Update,
    and_,
    delete,
    func,
    not_,
    select,
    true,
    tuple_,
    update,
)
from sqlalchemy.orm import Session

from app.store.model import Expiry, models, table_of
from app.store.patients.legal_holds import has_hold, in_held_conversation
from app.store.patients.patient import patients

IDS_SHOWN: Final = 10


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
        ids = (*self.ids, *other.ids)[:IDS_SHOWN]
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


def _of(rule: str) -> list[_Kind]:
    """Return the tables of a class of data."""
    return [_Kind(table_of(kind), each) for kind in models() for each in kind.expires if each.rule == rule]


def tally(db: Session, rule: str, before: datetime) -> Expired:
    """Return what is due by a rule: what is dated `before` or earlier."""
    return sum((_tally(db, each, before) for each in _of(rule)), Expired())


def clear(db: Session, rule: str, before: datetime, most: int) -> int:
    """Remove at most `most` rows that are due by a rule, and count them.

    Others may do so at the same time.
    """
    for each in _of(rule):
        if gone := _clear(db, each, before, most):
            return gone
    return 0


def _tally(db: Session, kind: _Kind, before: datetime) -> Expired:
    summed = select(func.count(), func.min(kind.moment)).select_from(kind.table)
    count, oldest = db.execute(summed.where(kind.due(before))).one()
    held = select(func.count()).select_from(kind.table).where(kind.held(before))
    how_many = int(db.scalar(held) or 0) if kind.may_be_held else 0
    return Expired(int(count), oldest, _some_ids(db, kind, before), how_many)


def _some_ids(db: Session, kind: _Kind, before: datetime) -> tuple[UUID, ...]:
    if kind.expiry.shows is None:
        return ()
    ids = select(kind.table.c[kind.expiry.shows]).where(kind.due(before))
    return tuple(db.scalars(ids.order_by(kind.moment).limit(IDS_SHOWN)))


def _clear(db: Session, kind: _Kind, before: datetime, most: int) -> int:
    table, expiry = kind
    key = [*table.primary_key.columns]
    due: Select[Any] = select(*key).where(kind.due(before)).limit(most)
    # Another process that holds a row is doing the same to it.
    due = due.with_for_update(skip_locked=True, of=table)
    these = key[0].in_(due) if len(key) == 1 else tuple_(*key).in_(due)
    over: Update | Delete = (
        delete(table) if expiry.empties is None else update(table).values({expiry.empties: None})
    )
    gone: Sequence[UUID] = db.scalars(over.where(these).returning(key[0])).all()
    if expiry.then and gone:
        expiry.then(db, gone)
    return len(gone)
