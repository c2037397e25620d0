"""The takings of alarms: who had them, until when, and how it ended.

`alarms` says who has an alarm now. A row here is one taking, so that an alarm which was handed over, opened again or left
without an outcome keeps who had it before.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, ForeignKey, Index, Select, bindparam, exists, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText, UtcDateTime
from app.store.model import Model, Seal, Sealed, leave_sealed, opened, ours, sealed, table_of
from app.store.work.alarms import WAITS, Alarm

LAPSE: Final = "alarm.lapse"
"""The kind of job that lets an alarm go that was taken without an outcome; its subject is the taking."""
HANDED: Final = "alarm.handed"
"""The kinds of job that tell a member that an alarm was handed over to them,"""
TAKEN_OVER: Final = "alarm.taken_over"
"""or that a colleague took it over from them; the subject is their taking."""
HELD_FOR: Final = timedelta(minutes=20)
"""How long somebody has an alarm of which they do not say how it ended, or whom they could not reach."""
ASKED_AGAIN: Final = timedelta(minutes=10)
"""How long after they could not reach somebody they are asked again."""


_MANY: Final = 200
_UNREACHED: Final = text("outcome = 'unreached' AND ended IS NULL")
_OPEN: Final = text("ended IS NULL AND lapses_at IS NOT NULL")


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
    TAKEN_OVER = "taken_over"
    LAPSED = "lapsed"
    REOPENED = "reopened"
    AGAIN = "again"
    """They could not reach the patient, and have said more since: in a taking that begins then."""


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
        Index("ix_alarm_takings_open", "lapses_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(None, "ended_at"),
        Index(None, "outcome_at"),
    )

    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("alarms.id", ondelete="CASCADE"))
    conversation_id: Mapped[UUID]
    raised_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the first of them was raised; None if somebody had it before."""
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(ShortText(64))
    lapses_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it is let go if nothing more is said; None once it was said how it ended."""
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
    def is_open(self) -> bool:
        """Whether somebody still has it, and has not said how it ended."""
        return self.ended is None and self.lapses_at is not None

    @property
    def is_handed(self) -> bool:
        """Whether it was handed over, so that its note is for whoever has it next."""
        return self.ended == Ended.HANDED and self.outcome is None

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
_ENDINGS: Final = (
    select(func.min(_alarms.raised_at), _table.outcome_at)
    .join(_alarms.conversation_id.table, _alarms.conversation_id == _table.conversation_id)
    .where(
        _alarms.acknowledged_at == _table.taken_at,
        _table.ended.is_(None),
        _table.outcome.in_([each.value for each in Outcome if each.is_final]),
        _table.outcome_at >= bindparam("since", type_=UtcDateTime),
        _table.outcome_at <= bindparam("until", type_=UtcDateTime),
    )
    .group_by(_table.id, _table.outcome_at)
)
_NEWEST: Final = (
    _alarms.id == _table.alarm_id,
    _alarms.acknowledged_at == _table.taken_at,
    ~exists().where(
        _later.c.conversation_id == _alarms.conversation_id, _later.c.raised_at > _alarms.raised_at
    ),
)
"""That the alarm is still had by this taking, and that no later one was raised."""
_STANDS: Final = (_UNREACHED, *_NEWEST)
_HELD: Final = (_OPEN, *_NEWEST)
DUE: Final = select(_table.conversation_id).where(
    *_STANDS, _table.outcome_at <= bindparam("called_before", type_=UtcDateTime)
)
"""The query for the conversations in which it is time to call again."""
HELD: Final = select(_table.conversation_id).where(*_HELD)
"""The query for the conversations that somebody deals with, and has not said how it ended."""
_LOST: Final = (
    _table.ended == Ended.TAKEN_OVER.value,
    _table.ended_at > bindparam("ended_after", type_=UtcDateTime),
    _table.taken_by == bindparam("my_name", type_=ShortText(64)),
)
LOST: Final = select(_table.id).where(*_LOST)
"""The query for what a colleague has just taken over from a member."""
NOTHING: Final = "0"
"""The mark while no alarm waits and nobody deals with one."""


class State(NamedTuple):
    """How the alarms stand of which nobody has said the end."""

    waiting: int
    """How many alarms wait, and in how many conversations."""
    conversations: int
    since: datetime | None
    """When the first of them was raised, and the last."""
    newest: datetime | None
    due: int
    """In how many conversations it is time to call again."""
    held: int
    """How many alarms somebody deals with, and since when the last is taken."""
    latest: datetime | None

    @property
    def mark(self) -> str:
        """A text that changes whenever an alarm comes, is taken or is due again."""
        if not (self.waiting or self.held):
            return NOTHING
        written = (f"{at:%Y%m%dT%H%M%S.%f}" if at else "" for at in (self.newest, self.latest))
        return "-".join((str(self.waiting), str(self.due), str(self.held), *written))


STATE: Final = (
    select(func.count()).where(WAITS).scalar_subquery().label("waiting"),
    select(func.count(Alarm.conversation_id.distinct()))
    .where(WAITS)
    .scalar_subquery()
    .label("conversations"),
    select(func.min(Alarm.raised_at)).where(WAITS).scalar_subquery().label("since"),
    select(func.max(Alarm.raised_at)).where(WAITS).scalar_subquery().label("newest"),
    select(func.count()).select_from(DUE.subquery()).scalar_subquery().label("due"),
    select(func.count()).select_from(HELD.subquery()).scalar_subquery().label("held"),
    select(func.max(_table.taken_at)).where(*_HELD).scalar_subquery().label("latest"),
)
"""What is read of a `State`, which has to be told what `DUE` has."""


def begin(db: Session, taken: Sequence[Alarm], now: datetime) -> AlarmTaking:
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
        lapses_at=now + HELD_FOR,
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


def of(
    db: Session, conversation_id: UUID, *, with_notes: bool = False, with_handed: bool = False
) -> Sequence[AlarmTaking]:
    """Return the takings of a conversation, newest first.

    Their notes are opened only on request: all, or those for whoever was handed the alarm.
    """
    theirs = select(AlarmTaking).where(_table.conversation_id == conversation_id).order_by(*_NEWEST_FIRST)
    found = ours(db.scalars(theirs, execution_options={"populate_existing": True}).all())
    open_ones = [each for each in found if with_notes or (with_handed and each.is_handed)]
    leave_sealed([each for each in found if each not in open_ones], AlarmTaking.note)
    opened(open_ones, AlarmTaking.note)
    return found


def concluded(db: Session, conversation_ids: Collection[UUID]) -> dict[tuple[UUID, datetime], AlarmTaking]:
    """Return what was said to have come of alarms, by when they were taken."""
    theirs = select(AlarmTaking).where(_table.conversation_id.in_(conversation_ids), _table.ended.is_(None))
    found = ours(db.scalars(theirs.where(_table.outcome.is_not(None))).all())
    leave_sealed(found, AlarmTaking.note)
    return {(each.conversation_id, each.taken_at): each for each in found}


def held(db: Session) -> Sequence[AlarmTaking]:
    """Return what somebody deals with and has not said the end of, longest first.

    One of which a later alarm was raised is not among them. No note is read.
    """
    return _unread(db, select(AlarmTaking).where(*_HELD).order_by(_table.taken_at).limit(_MANY))


def lost(db: Session, actor: str, now: datetime) -> Sequence[tuple[AlarmTaking, AlarmTaking]]:
    """Return what was just taken over from a member, and by which taking.

    No note is read.
    """
    theirs = select(AlarmTaking).where(*_LOST).params(my_name=actor, **told_at(now))
    ended = _unread(db, theirs.order_by(_table.ended_at.desc()).limit(_MANY))
    if not ended:
        return []
    at = _table.taken_at.in_([each.ended_at for each in ended])
    begun = {
        (each.conversation_id, each.taken_at): each for each in _unread(db, select(AlarmTaking).where(at))
    }
    pairs = ((each, begun.get((each.conversation_id, each.ended_at))) for each in ended if each.ended_at)
    return [(each, after) for each, after in pairs if after is not None]


def _unread(db: Session, found: Select[AlarmTaking]) -> Sequence[AlarmTaking]:
    return ours(db.scalars(found.options(AlarmTaking.note.unread)).all())


def due_at(now: datetime) -> dict[str, datetime]:
    """Return what `DUE` has to be told."""
    return {"called_before": now - ASKED_AGAIN}


def told_at(now: datetime) -> dict[str, datetime]:
    """Return what `LOST` has to be told of the time."""
    return {"ended_after": now - HELD_FOR}


def conclude(db: Session, taking: AlarmTaking, outcome: Outcome, note: str, now: datetime) -> None:
    """Keep how it ended.

    A patient who could not be reached is to be called again, for as long as at first. The conversation's alarms are held by the transaction.
    """
    taking.outcome, taking.outcome_at = outcome.value, now
    taking.lapses_at = None if outcome.is_final else now + HELD_FOR
    taking.note = note or None
    db.flush()


def end(db: Session, taking: AlarmTaking, why: Ended, now: datetime, note: str = "") -> None:
    """Keep that whoever took it has it no longer.

    A `note` takes the place of one before. The conversation's alarms are held by the transaction.
    """
    taking.ended, taking.ended_at = why.value, now
    if note:
        taking.note = note
    db.flush()


def times(db: Session | Connection, since: datetime, until: datetime) -> Sequence[tuple[datetime, datetime]]:
    """Return when alarms were raised that were taken in this time, and when they were.

    An alarm that was handed over, or taken once more, counts as it was taken first.
    """
    return [(raised, taken) for raised, taken in db.execute(_TIMES, {"since": since, "until": until})]


def endings(
    db: Session | Connection, since: datetime, until: datetime
) -> Sequence[tuple[datetime, datetime]]:
    """Return when the alarms closed in this time were raised, and when closed."""
    return [(raised, ended) for raised, ended in db.execute(_ENDINGS, {"since": since, "until": until})]


def overdue(db: Session, now: datetime) -> Sequence[UUID]:
    """Return the takings that are to be let go, oldest first."""
    due = select(_table.id).where(_table.lapses_at <= now, _table.ended.is_(None))
    return db.scalars(due.order_by(_table.lapses_at)).all()
