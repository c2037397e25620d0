"""Alarms: messages that may be cries for help, and who has taken them.

They outlive the intake and the conversation that they came from, so they have foreign keys to neither.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Index,
    Integer,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Unreadable
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.engine.database import ShortText
from app.store.model import (
    Erased,
    Expiry,
    Forget,
    Model,
    Seal,
    Sealed,
    add_if,
    connection_of,
    keys_of,
    opened,
    sealed,
    table_of,
)
from app.store.patients.patient import patients
from app.store.vouched import Vouched

ALERT: Final = "alert"
"""The kind of job that alerts staff to an alarm; its subject is the alarm."""
UNANSWERED: Final = "alarm.unanswered"
"""The kind of job that raises an alarm if a question is not answered; its subject is the conversation."""
MOST_WAITING: Final = 20
"""At most this many alarms of one conversation wait: staff have been told by then, and a flood fills no disk."""
_MANY: Final = 200
_UNTAKEN: Final = text("acknowledged_at IS NULL")


def _raise_again(db: Session, forged: Collection[UUID]) -> set[UUID]:
    """Let alarms wait again whose words are ours, and whose seal is not.

    Return which they are. Somebody who writes into the database must not be able to hide a cry for help.
    """
    sealer = keys_of(db).sealer
    rows = db.execute(select(_table).where(_table.c.id.in_(forged))).mappings().all()
    seals, words = (
        sealer.open_many(column, [(row["id"], row[column.name]) for row in rows])
        for column in (_vouched.column, Alarm.words.column)
    )
    waiting = set()
    for row, seal, said in zip(rows, seals, words, strict=True):
        if isinstance(said, str) and not isinstance(seal, str):
            untaken = _vouched.by(sealer, row, acknowledged_at=None, acknowledged_by=None)
            db.execute(update(_table).where(_table.c.id == row["id"]).values(untaken))
            waiting.add(row["id"])
    return waiting


def _forget(db: Session, erased: Erased) -> None:
    """Forget the alarms of a patient, and those that may be theirs.

    Of a conversation that goes with them, that is every alarm; of another one, those that are taken and name no patient.
    """
    theirs = Alarm.patient_id == erased.patient_id
    if erased.conversation_id is not None:
        in_it = Alarm.conversation_id == erased.conversation_id
        theirs |= in_it if erased.with_conversation else in_it & Alarm.patient_id.is_(None) & ~WAITS
    db.execute(delete(Alarm).where(theirs))


class Alarm(Model):
    """An alarm. Its words are opened only where a page asks for them."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index(
            "ix_alarms_waiting",
            "conversation_id",
            "raised_at",
            sqlite_where=_UNTAKEN,
            postgresql_where=_UNTAKEN,
        ),
        Index(None, "conversation_id", "raised_at"),
        Index(None, "patient_id"),
        Index(None, "raised_at", "id"),
        Index(None, "acknowledged_at"),
    )

    conversation_id: Mapped[UUID]
    patient_id: Mapped[UUID | None] = mapped_column(default=None)
    """The intake in progress, or the record, if the conversation had one."""
    danger: Mapped[str] = mapped_column(ShortText(16))
    step: Mapped[str] = mapped_column(ShortText(32))
    """The step that the conversation was at."""
    raised_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None] = mapped_column(default=None)
    acknowledged_by: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    written_at: Mapped[datetime | None] = mapped_column(default=None)
    """When it was written, if Twilio could not deliver it then."""
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    """When the patient was asked whether they need help, if the alarm was raised because they did not answer."""
    words: Sealed[str] = sealed(padded=True)

    seal = Seal(
        *("conversation_id", "patient_id", "danger", "step", "raised_at"),
        *("acknowledged_at", "acknowledged_by", "written_at"),
        nullable=False,
        rescue=_raise_again,
    )
    if_forged = "They may hide a cry for help. To have those whose words are ours wait again: {flask} db remove-forged"
    expires = (Expiry("alarm", since="acknowledged_at"),)
    forget = Forget(_forget)

    @property
    def waits(self) -> bool:
        """Return whether nobody has taken it."""
        return self.acknowledged_at is None


_table: Final = table_of(Alarm)
_vouched: Final = Vouched(_table)
WAITS: Final = Alarm.acknowledged_at.is_(None)
_NEWEST_FIRST: Final = (Alarm.raised_at.desc(), Alarm.id.desc())
# Built once: every page of the list asks them, and building one takes as long as running it.
_LATEST: Final = select(Alarm).order_by(*_NEWEST_FIRST).limit(bindparam("most", type_=Integer))
_LONGEST: Final = (
    select(Alarm.conversation_id)
    .where(WAITS)
    .group_by(Alarm.conversation_id)
    .order_by(func.min(Alarm.raised_at))
    .limit(bindparam("most", type_=Integer))
)
_WAITING: Final = (
    select(Alarm).where(WAITS, Alarm.conversation_id.in_(_LONGEST)).order_by(Alarm.raised_at, Alarm.id)
)
_COUNTED: Final = select(func.count(Alarm.conversation_id.distinct()), func.min(Alarm.raised_at)).where(WAITS)
_KINDS_WAITING: Final = select(Alarm.asked_at.is_not(None)).where(WAITS).distinct()
_vouched_records: Final = Vouched(patients)
_RECORDS: Final = (
    select(*_vouched_records.read).where(patients.c.conversation_id == bindparam("conversation")).limit(2)
)
_THEIRS: Final = Alarm.patient_id == bindparam("patient")
_NAMING: Final = select(Alarm).where(_THEIRS).order_by(*_NEWEST_FIRST).limit(_MANY)
_STEPS: Final = select(Alarm.step).where(_THEIRS).distinct().order_by(Alarm.step)
_sender: Final = table_of(ConversationRow).c
_CALLERS: Final = select(_sender.id, _sender.address, _sender.language, _sender.opted_out).where(
    _sender.id.in_(bindparam("those", expanding=True))
)


@dataclass(frozen=True, slots=True)
class Caller:
    """The sender of an alarm, from what the conversation still holds."""

    address: str | Unreadable = field(repr=False)
    language: str | None
    opted_out: bool


def add(db: Session, alarm: Alarm) -> bool:
    """Keep an alarm of a conversation that the transaction holds.

    Return False when too many wait already.
    """
    waiting = select(func.count()).where(Alarm.conversation_id == alarm.conversation_id, WAITS)
    return add_if(db, alarm, waiting.scalar_subquery() < MOST_WAITING)


def take(db: Session, conversation_id: UUID, seen: UUID, actor: str, now: datetime) -> Sequence[Alarm]:
    """Take the alarms that wait in a conversation, and return those taken.

    `seen` is the newest alarm that the member has seen; a later one still waits. One UPDATE decides: when two
    members take an alarm at once, one of them gets it.
    """
    until = select(Alarm.raised_at).where(Alarm.id == seen).scalar_subquery()
    theirs = (Alarm.conversation_id == conversation_id, WAITS, Alarm.raised_at <= until)
    rows = db.execute(select(*_vouched.read).where(*theirs)).mappings().all()
    if not rows:
        return []
    taken = {"acknowledged_at": now, "acknowledged_by": actor}
    seals = {row["id"]: _vouched.by(keys_of(db).sealer, row, **taken)["seal"] for row in rows}
    changed = update(Alarm).where(Alarm.id.in_(seals), WAITS)
    made = changed.values(**taken, seal_token=case(seals, value=Alarm.id)).returning(Alarm)
    return db.scalars(made.execution_options(populate_existing=True)).all()


def take_over(  # noqa: PLR0917  (of which alarms, and by whom when)
    db: Session, conversation_id: UUID, taken_by: str, taken_at: datetime, actor: str, now: datetime
) -> Sequence[Alarm]:
    """Take over the alarms that somebody took at a moment, and return them.

    The UPDATE names who has them, so of two members who take them over at once one does.
    """
    theirs = (
        _table.c.conversation_id == conversation_id,
        _table.c.acknowledged_by == taken_by,
        _table.c.acknowledged_at == taken_at,
    )
    taken = {"acknowledged_at": now, "acknowledged_by": actor}
    if not _vouched.change(connection_of(db), keys_of(db).sealer, *theirs, **taken):
        return []
    return [
        each
        for each in of(db, conversation_id)
        if (each.acknowledged_at, each.acknowledged_by) == (now, actor)
    ]


def hold(db: Session, conversation_id: UUID) -> Sequence[Alarm]:
    """Return a conversation's alarms, newest first, held until the transaction ends."""
    theirs = select(Alarm).where(Alarm.conversation_id == conversation_id)
    held = theirs.order_by(*_NEWEST_FIRST).limit(_MANY).with_for_update()
    return db.scalars(held, execution_options={"populate_existing": True}).all()


def give(db: Session, held: Collection[Alarm], to: str | None, now: datetime) -> int:
    """Give alarms that the transaction holds to somebody else, and count them.

    Given to nobody, they wait again. One that was written by hand stays as it is.
    """
    new = {"acknowledged_at": now if to else None, "acknowledged_by": to}
    ids = [each.id for each in held]
    return _vouched.change(connection_of(db), keys_of(db).sealer, _table.c.id.in_(ids), **new)


def only_record(db: Session, conversation_id: UUID) -> UUID | None:
    """Return the record that came from a conversation, if there is no other."""
    rows = connection_of(db).execute(_RECORDS, {"conversation": conversation_id}).all()
    genuine = _vouched_records.ours(keys_of(db).sealer, rows)
    return genuine[0].id if len(genuine) == len(rows) == 1 else None


def name(db: Session, conversation_id: UUID, in_hand: UUID | None = None) -> None:
    """Have alarms that name nobody on file name the only record of the conversation.

    Those of the intake `in_hand` wait for its record. The transaction holds the conversation.
    """
    only = only_record(db, conversation_id)
    if only is None:
        return
    nobodys = ~exists().where(patients.c.id == Alarm.patient_id)
    others = () if in_hand is None else (Alarm.patient_id.is_distinct_from(in_hand),)
    theirs = (Alarm.conversation_id == conversation_id, nobodys, *others)
    _vouched.change(db.connection(), keys_of(db).sealer, *theirs, patient_id=only)


def get(db: Session, alarm_id: UUID) -> Alarm | None:
    """Return an alarm, held until the transaction ends; None when it was erased."""
    this = select(Alarm).where(Alarm.id == alarm_id).with_for_update()
    return db.scalars(this, execution_options={"populate_existing": True}).one_or_none()


def of(db: Session, conversation_id: UUID, *, with_words: bool = False) -> Sequence[Alarm]:
    """Return a conversation's alarms, newest first; their words only on request."""
    found = _newest(db, Alarm.conversation_id == conversation_id)
    return opened(found, Alarm.words) if with_words else found


def about(db: Session, patient_id: UUID, limit: int = _MANY) -> list[Alarm]:
    """Return the alarms that name a patient, newest first, opened."""
    return opened(_newest(db, Alarm.patient_id == patient_id, limit=limit), Alarm.words)


def latest(db: Session, limit: int = _MANY) -> Sequence[Alarm]:
    """Return all alarms, newest first."""
    return db.scalars(_LATEST, {"most": limit}).all()


def naming(db: Session, patient_id: UUID) -> Sequence[Alarm]:
    """Return the alarms that name a patient, newest first; no word is opened."""
    return db.scalars(_NAMING, {"patient": patient_id}).all()


def steps_of(db: Session, patient_id: UUID) -> Sequence[str]:
    """Return the steps at which the alarms of a patient were raised."""
    return connection_of(db).scalars(_STEPS, {"patient": patient_id}).all()


def waiting(db: Session, conversations_shown: int) -> Sequence[Alarm]:
    """Return what nobody has taken, oldest first.

    Only those of the `conversations_shown` conversations that have waited longest.
    """
    return db.scalars(_WAITING, {"most": conversations_shown}).all()


def remove_invented(db: Session, conversation_id: UUID) -> None:
    """Remove the alarms of a made-up sender.

    Those of a real one stay, whatever becomes of the number.
    """
    db.execute(delete(table_of(Alarm)).where(table_of(Alarm).c.conversation_id == conversation_id))


def count_waiting(db: Session) -> int:
    """Return in how many conversations an alarm waits."""
    return waiting_since(db)[0]


def waiting_since(db: Session) -> tuple[int, datetime | None]:
    """Return in how many conversations an alarm waits, and since when the first does."""
    count, since = connection_of(db).execute(_COUNTED).one()
    return count, since


def wait_unanswered(db: Session) -> Sequence[bool]:
    """Return of which kinds alarms wait: True is after a question without an answer."""
    return connection_of(db).scalars(_KINDS_WAITING).all()


def first_waiting(db: Session, conversation_id: UUID) -> UUID | None:
    """Return the alarm of a conversation that has waited longest, or None."""
    theirs = select(Alarm.id).where(Alarm.conversation_id == conversation_id, WAITS)
    return connection_of(db).scalar(theirs.order_by(Alarm.raised_at, Alarm.id).limit(1))


def waits_in(db: Session, conversation_id: UUID) -> bool:
    return (
        db.scalar(select(Alarm.id).where(Alarm.conversation_id == conversation_id, WAITS).limit(1))
        is not None
    )


def counts(db: Session, *edges: datetime) -> list[int]:
    """Return how many were raised between each two edges, the later one left out."""
    raised = [
        func.count(case((and_(Alarm.raised_at >= since, Alarm.raised_at < until), 1)))
        for since, until in pairwise(edges)
    ]
    within = (Alarm.raised_at >= edges[0], Alarm.raised_at < edges[-1])
    return list(db.execute(select(*raised).where(*within)).one())


def callers(db: Session, conversation_ids: Collection[UUID]) -> dict[UUID, Caller]:
    """Return the sender of each conversation; one that is gone is left out."""
    rows = connection_of(db).execute(_CALLERS, {"those": list(conversation_ids)}).all()
    addresses = keys_of(db).sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
    return {
        row.id: Caller(address, row.language, row.opted_out)
        for row, address in zip(rows, addresses, strict=True)
    }


def _newest(db: Session, which: ColumnElement[bool], limit: int = _MANY) -> Sequence[Alarm]:
    newest = select(Alarm).where(which).order_by(*_NEWEST_FIRST)
    return db.scalars(newest.limit(limit), execution_options={"populate_existing": True}).all()


def alarm_waits_in(conversation: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that an alarm waits in a conversation."""
    return exists().where(Alarm.conversation_id == conversation, WAITS).correlate_except(Alarm)
