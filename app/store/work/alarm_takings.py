"""The takings of alarms: who had them, until when, and how it ended.

`alarms` says who has an alarm now. A row here is one taking, so that an alarm which was handed over, opened again or left
without an outcome keeps who had it before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, ForeignKey, Index, bindparam, exists, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText, UtcDateTime
from app.store.model import Model, Seal, Sealed, connection_of, leave_sealed, opened, ours, sealed, table_of
from app.store.work.alarms import WAITS, Alarm

LAPSE: Final = "alarm.lapse"
"""The kind of job that lets an alarm go that was taken without an outcome; its subject is the taking."""
HANDED: Final = "alarm.handed"
"""The kind of job that tells a member that an alarm was handed over to them; its subject is their taking."""
HELD_FOR: Final = timedelta(minutes=20)
"""How long somebody has an alarm of which they do not say how it ended, or whom they could not reach."""
ASKED_AGAIN: Final = timedelta(minutes=10)
"""How long after they could not reach somebody they are asked again."""


_UNREACHED: Final = text("outcome = 'unreached' AND ended IS NULL")


class Outcome(StrEnum):
    """How it ended, by whoever had the alarm."""

    SAFE = "safe"
    HELP = "help"
    UNREACHED = "unreached"
    NO_EMERGENCY = "no_emergency"

    @property
    def is_final(self) -> bool:
        """Whether nothing is left to be done."""
        return self is not Outcome.UNREACHED


class Ended(StrEnum):
    """Why somebody has an alarm no longer."""

    HANDED = "handed"
    LAPSED = "lapsed"
    REOPENED = "reopened"


class AlarmTaking(Model):
    """That somebody took alarms of a conversation. It goes with the newest of them."""

    __tablename__ = "alarm_takings"
    __table_args__ = (
        Index(None, "conversation_id", "taken_at"),
        Index(None, "alarm_id"),
        Index(None, "taken_at"),
        Index(
            "ix_alarm_takings_unreached", "outcome_at", sqlite_where=_UNREACHED, postgresql_where=_UNREACHED
        ),
    )

    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("alarms.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID]
    raised_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the first of them was raised; None if somebody had it before."""
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(ShortText(64))
    lapses_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it is let go if nothing more is said; None: never."""
    outcome: Mapped[str | None] = mapped_column(ShortText(16), default=None)
    outcome_at: Mapped[datetime | None] = mapped_column(default=None)
    ended: Mapped[str | None] = mapped_column(ShortText(16), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    note: Sealed[str | None] = sealed(padded=True, default=None)

    seal = Seal(
        *("alarm_id", "conversation_id", "raised_at", "taken_at", "taken_by", "lapses_at"),
        *("outcome", "outcome_at", "ended", "ended_at"),
    )

    @property
    def call_again_at(self) -> datetime | None:
        """When to call again whoever could not be reached; None of everybody else."""
        if self.outcome != Outcome.UNREACHED or self.outcome_at is None:
            return None
        return self.outcome_at + ASKED_AGAIN

    def is_asked_again(self, now: datetime) -> bool:
        """Return whether it is time to call again."""
        return self.call_again_at is not None and self.call_again_at <= now

    @property
    def is_closed(self) -> bool:
        """Whether it was said how it ended, and that counts."""
        return self.ended is None and self.outcome is not None and Outcome(self.outcome).is_final


_takings: Final = table_of(AlarmTaking)
_table: Final = _takings.c
_alarms: Final = table_of(Alarm).c
_later: Final = table_of(Alarm).alias("later")
_TIMES: Final = select(_table.raised_at, _table.taken_at).where(
    _table.raised_at.is_not(None),
    _table.taken_at >= bindparam("since", type_=UtcDateTime),
    _table.taken_at <= bindparam("until", type_=UtcDateTime),
)
_NEWEST_FIRST: Final = (_table.taken_at.desc(), _table.id)
_STANDS: Final = (
    _UNREACHED,
    _alarms.id == _table.alarm_id,
    _alarms.acknowledged_at == _table.taken_at,
    ~exists().where(
        _later.c.conversation_id == _alarms.conversation_id, _later.c.raised_at > _alarms.raised_at
    ),
)
DUE: Final = select(_table.conversation_id).where(
    *_STANDS, _table.outcome_at <= bindparam("called_before", type_=UtcDateTime)
)
"""The query for the conversations in which it is time to call again."""
_WAITING_AND_DUE: Final = select(
    select(func.count()).where(WAITS).scalar_subquery(),
    select(func.max(Alarm.raised_at)).where(WAITS).scalar_subquery(),
    select(func.count()).select_from(DUE.subquery()).scalar_subquery(),
)


def begin(db: Session, taken: Sequence[Alarm], now: datetime, *, lapses: bool) -> AlarmTaking:
    """Keep who took these alarms, of one conversation, and return the taking.

    They are held by the transaction.
    """
    newest = max(taken, key=lambda alarm: (alarm.raised_at, alarm.id))
    before = select(_table.id).where(_table.alarm_id.in_([each.id for each in taken])).limit(1)
    is_first = db.scalar(before) is None
    taking = AlarmTaking(
        alarm_id=newest.id,
        conversation_id=newest.conversation_id,
        raised_at=min(each.raised_at for each in taken) if is_first else None,
        taken_at=newest.acknowledged_at or now,
        taken_by=newest.acknowledged_by or "",
        lapses_at=now + HELD_FOR if lapses else None,
    )
    db.add(taking)
    db.flush()
    db.refresh(taking)
    return taking


def get(db: Session, taking_id: UUID) -> AlarmTaking | None:
    """Return a taking, its note unopened; None if it is gone or was written by hand."""
    found = ours(db.scalars(select(AlarmTaking).where(_table.id == taking_id)).all())
    leave_sealed(found, AlarmTaking.note)
    return next(iter(found), None)


def of(db: Session, conversation_id: UUID, *, with_notes: bool = False) -> Sequence[AlarmTaking]:
    """Return the takings of a conversation, newest first; their notes only on request."""
    theirs = select(AlarmTaking).where(_table.conversation_id == conversation_id).order_by(*_NEWEST_FIRST)
    found = ours(db.scalars(theirs, execution_options={"populate_existing": True}).all())
    if with_notes:
        return opened(found, AlarmTaking.note)
    leave_sealed(found, AlarmTaking.note)
    return found


def concluded(db: Session, conversation_ids: Collection[UUID]) -> dict[tuple[UUID, datetime], AlarmTaking]:
    """Return what was said to have come of alarms, by when they were taken."""
    theirs = select(AlarmTaking).where(_table.conversation_id.in_(conversation_ids), _table.ended.is_(None))
    found = ours(db.scalars(theirs.where(_table.outcome.is_not(None))).all())
    leave_sealed(found, AlarmTaking.note)
    return {(each.conversation_id, each.taken_at): each for each in found}


def unreached(db: Session) -> Sequence[tuple[Alarm, AlarmTaking]]:
    """Return the alarms of patients who could not be reached, oldest call first.

    One of which a later alarm was raised is not among them.
    """
    found = db.execute(
        select(Alarm, AlarmTaking).where(*_STANDS).order_by(_table.outcome_at, _table.id)
    ).all()
    genuine = {each.id for each in ours([taking for _alarm, taking in found])}
    leave_sealed([taking for _alarm, taking in found], AlarmTaking.note)
    return [(alarm, taking) for alarm, taking in found if taking.id in genuine]


def mark(db: Session, now: datetime) -> str:
    """Return a text that changes with each alarm that comes, is taken or is due again."""
    count, newest, due = connection_of(db).execute(_WAITING_AND_DUE, due_at(now)).one()
    return f"{count}-{newest:%Y%m%dT%H%M%S.%f}-{due}" if count else f"{due}"


def due_at(now: datetime) -> dict[str, datetime]:
    """Return what `DUE` has to be told."""
    return {"called_before": now - ASKED_AGAIN}


def conclude(
    db: Session, taking: AlarmTaking, outcome: Outcome, note: str, now: datetime, *, lapses: bool
) -> None:
    """Keep how it ended.

    A patient who could not be reached is to be called again, for as long as at first. The conversation's alarms are held by the transaction.
    """
    taking.outcome, taking.outcome_at = outcome.value, now
    taking.lapses_at = now + HELD_FOR if lapses and not outcome.is_final else None
    taking.note = note or None
    db.flush()


def end(db: Session, taking: AlarmTaking, why: Ended, now: datetime) -> None:
    """Keep that whoever took it has it no longer.

    The conversation's alarms are held by the transaction.
    """
    taking.ended, taking.ended_at = why.value, now
    db.flush()


def times(db: Session | Connection, since: datetime, until: datetime) -> Sequence[tuple[datetime, datetime]]:
    """Return when alarms were raised that were taken in this time, and when they were.

    An alarm that was handed over, or taken once more, counts as it was taken first.
    """
    return [(raised, taken) for raised, taken in db.execute(_TIMES, {"since": since, "until": until})]


def overdue(db: Session, now: datetime) -> Sequence[UUID]:
    """Return the takings that are to be let go, oldest first."""
    due = select(_table.id).where(_table.lapses_at <= now, _table.ended.is_(None))
    return db.scalars(due.order_by(_table.lapses_at)).all()
