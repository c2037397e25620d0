"""The steps of a chain that were told of an alarm.

Each job of the chain names the step after which it goes on, so one that comes late or twice finds that another has gone
on, and does nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, UniqueConstraint, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, Seal, Sealed, connection_of, opened, ours, sealed, table_of
from app.store.work import alarms, chain_tests, jobs
from app.store.work.alarms import WAITS, Alarm

FIRST: Final = "alarm.first"
"""The kind of job that begins the chain; its subject is the alarm."""
NEXT: Final = "alarm.next"
"""The kinds of job that tell whoever comes after a step, which is their subject: when it is time,"""
UNDELIVERED: Final = "alarm.undelivered"
"""and at once, because the step was not delivered."""
RESUME: Final = "alarm.resume"
"""or because nobody has the alarm any more."""
MAIL: Final = "alarm.mail"
"""The kind of job that mails a step, its subject."""


class AlarmTelling(Model):
    """One step of a chain, told.

    It goes with its alarm, and nothing of a patient is in it.
    """

    __tablename__ = "alarm_tellings"
    __table_args__ = (UniqueConstraint("alarm_id", "round", "place"), Index(None, "message_id"))

    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("alarms.id", ondelete="CASCADE"))
    round: Mapped[int]
    place: Mapped[int]
    """The place in ALARM_CHAIN as it was then, from 1."""
    address: Sealed[str] = sealed()
    """The e-mail address or the number that was told."""
    told_at: Mapped[datetime]
    message_id: Mapped[UUID | None] = mapped_column(default=None)
    """The SMS, for as long as it is kept; a mail has none."""
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the mail server took it."""
    error: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    """The code of what kept it from being delivered."""

    seal = Seal("alarm_id", "round", "place", "told_at", "message_id")


_tellings: Final = table_of(AlarmTelling)
_table: Final = _tellings.c
_NEWEST_FIRST: Final = (_table.round.desc(), _table.place.desc())
_GONE_ROUND: Final = (
    select(_table.id)
    .join(table_of(Alarm), table_of(Alarm).c.id == _table.alarm_id)
    .where(WAITS, _table.round > bindparam("rounds", type_=Integer))
    .limit(1)
)


def tell(db: Session, telling: AlarmTelling) -> AlarmTelling:
    """Keep a step of an alarm that the transaction holds."""
    db.add(telling)
    db.flush()
    return telling


def get(db: Session, telling_id: UUID) -> AlarmTelling | None:
    """Return a step, opened; None if it is gone or was written by hand."""
    found = db.scalars(select(AlarmTelling).where(_table.id == telling_id)).all()
    return next(iter(opened(ours(found), AlarmTelling.address)), None)


def last(db: Session, alarm_id: UUID) -> AlarmTelling | None:
    """Return the step that was told last, of an alarm that the transaction holds.

    Steps that were written by hand are removed: they would keep somebody from being told.
    """
    found = db.scalars(select(AlarmTelling).where(_table.alarm_id == alarm_id).order_by(*_NEWEST_FIRST)).all()
    genuine = ours(found)
    if forged := {each.id for each in found} - {each.id for each in genuine}:
        db.execute(delete(_tellings).where(_table.id.in_(forged)))
    return next(iter(genuine), None)


def of(db: Session, alarm_ids: Collection[UUID]) -> Sequence[AlarmTelling]:
    """Return what was told of these alarms, newest first, opened."""
    found = db.scalars(
        select(AlarmTelling)
        .where(_table.alarm_id.in_(alarm_ids))
        .order_by(_table.told_at.desc(), *_NEWEST_FIRST)
    )
    return opened(ours(found.all()), AlarmTelling.address)


def ring_on(db: Session, conversation_id: UUID, now: datetime) -> None:
    """Have the chain go on at once for the first alarm that waits, if one does."""
    alarm_id = alarms.first_waiting(db, conversation_id)
    if alarm_id is None:
        return
    told = last(db, alarm_id)
    kind, subject = (FIRST, alarm_id) if told is None else (RESUME, told.id)
    jobs.add(db, kind, subject, "anteroom", now)


def have_gone_round(db: Session, rounds: int) -> bool:
    """Return whether an alarm waits of which everybody was told so many times."""
    return connection_of(db).execute(_GONE_ROUND, {"rounds": rounds}).first() is not None


def mailed(db: Session, telling_id: UUID, now: datetime) -> None:
    """Record that the mail server took a step."""
    db.execute(update(_tellings).where(_table.id == telling_id).values(sent_at=now, error=None))


def not_mailed(db: Session, telling_id: UUID, code: str, now: datetime) -> None:
    """Record why a step was not mailed, and have the next one told."""
    db.execute(update(_tellings).where(_table.id == telling_id).values(error=code))
    jobs.add(db, UNDELIVERED, telling_id, "anteroom", now)


def not_texted(db: Session, message_id: UUID, code: str, now: datetime) -> None:
    """Record why an SMS was not delivered; if it is a step, have the next one told."""
    chain_tests.not_texted(db, message_id, code)
    this = update(_tellings).where(_table.message_id == message_id, _table.error.is_(None))
    telling: UUID | None = db.execute(this.values(error=code).returning(_table.id)).scalar()
    if telling is not None:
        jobs.add(db, UNDELIVERED, telling, "anteroom", now)


def is_over(db: Session, message_id: UUID) -> bool:
    """Return whether an SMS is a step of an alarm that is taken or gone.

    The alarm is held until the transaction ends: whoever takes it waits, and knows who was told before.
    """
    alarm_id: UUID | None = db.scalar(select(_table.alarm_id).where(_table.message_id == message_id))
    if alarm_id is None:
        return False
    alarm = alarms.get(db, alarm_id)
    return alarm is None or not alarm.waits
