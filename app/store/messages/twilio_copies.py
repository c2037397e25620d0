"""What Twilio still keeps of a chat, and has to delete.

Of an erased patient's chat, it deletes whole messages: also those of others who share it, because nobody can tell whose
words a message held, and what the others said is in their own records. Twilio's copies are not a record; but while one of
those others is on hold, they may be evidence, and stay.

Of a chat whose answers were handed in, it deletes the words. Only messages that we know of are found: those that came,
and those of ours whose status Twilio has reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    Insert,
    SQLColumnExpression,
    bindparam,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText, upsert_into
from app.store.messages.deliveries import Delivery
from app.store.messages.receipts import Receipt
from app.store.model import Base, Erased, Forget, NoSeal, Outlives, add_once, connection_of, put, table_of
from app.store.patients.legal_holds import in_held_conversation
from app.store.prepared import Prepared
from app.store.rows import all_of
from app.store.work import jobs

SCRUB: Final = "twilio.scrub"
"""The kind of job that has messages deleted at Twilio; its subject is the patient."""
EMPTY: Final = "twilio.empty"
"""The kind of job that has Twilio forget a conversation's words; its subject is the conversation."""
_TEXT: Final = "text"
QUEUED: Final = "queued"
GONE: Final = "gone"
LEFT: Final = "left"


class TwilioScrub(Base):
    """How far the deletion of an erased patient's chat at Twilio is."""

    __tablename__ = "twilio_scrubs"

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    queued_at: Mapped[datetime]
    messages: Mapped[int]
    """How many there were: `count` says how many are left."""
    state: Mapped[str] = mapped_column(ShortText(16), default=QUEUED)
    """It is queued, gone, or left (to be done by hand)."""
    finished_at: Mapped[datetime | None] = mapped_column(default=None)

    seal = NoSeal("How far that is.")
    outlives = Outlives.WITH_TOMBSTONE


def _queue_all(db: Session, erased: Erased) -> None:
    if erased.conversation_id is not None:
        queue(db, erased.conversation_id, erased.patient_id, erased.actor, erased.at)


class TwilioScrubMessage(Base):
    """A message that is still to be deleted. The row goes with it."""

    __tablename__ = "twilio_scrub_messages"

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_sid: Mapped[str] = mapped_column(ShortText(34), primary_key=True)
    has_media: Mapped[bool]

    seal = NoSeal("Ids of messages to be deleted at Twilio.")
    forget = Forget(_queue_all)
    outlives = Outlives.BEFORE_TOMBSTONE


class TwilioMessage(NamedTuple):
    """A message at Twilio.

    `has_media` says that a picture or another file may belong to it, which must be deleted separately.
    """

    sid: str
    has_media: bool


def _listed(dialect: str) -> Insert:
    whose = bindparam("patient", type_=TwilioScrubMessage.patient_id.type)
    of_the_chat = (
        select(whose, sid, has_media).where(which)
        for sid, has_media, which in _messages(bindparam("conversation"))
    )
    into = upsert_into(dialect, table_of(TwilioScrubMessage))
    listed = into.from_select(["patient_id", "message_sid", "has_media"], union_all(*of_the_chat))
    return listed.on_conflict_do_nothing()


_LIST: Final = Prepared(_listed)
_LEFT: Final = Prepared(
    lambda _dialect: select(func.count().label("left")).where(
        table_of(TwilioScrubMessage).c.patient_id == bindparam("patient")
    )
)


def queue(db: Session, conversation_id: UUID, patient_id: UUID, actor: str, now: datetime) -> int:
    """List a conversation's messages and queue the job that deletes them at Twilio.

    Return how many there are. Call it in the transaction of the erasure, with the conversation locked, before the
    receipts forget the conversation.
    """
    _LIST.run(connection_of(db), {"patient": patient_id, "conversation": conversation_id})
    messages = count(db, patient_id)
    if messages:
        db.add(TwilioScrub(patient_id=patient_id, queued_at=now, messages=messages))
        db.flush()
        _add_job(db, patient_id, actor, now)
    return messages


def queue_late(db: Session, patient_id: UUID, message_sid: str, actor: str, now: datetime) -> None:
    """Queue a message that was on its way when the patient was erased."""
    add_once(db, TwilioScrubMessage(patient_id=patient_id, message_sid=message_sid, has_media=False))
    more = {"messages": TwilioScrub.messages + 1, "state": QUEUED, "finished_at": None}
    put(db, TwilioScrub(patient_id=patient_id, queued_at=now, messages=1), more)
    _add_job(db, patient_id, actor, now)


def count(db: Session, patient_id: UUID) -> int:
    """Return how many messages are still to be deleted."""
    [[left]] = _LEFT.run(connection_of(db), {"patient": patient_id})
    return int(left)


def is_held(db: Session, patient_id: UUID) -> bool:
    """Return whether a message to be deleted also belongs to somebody on hold."""
    of_held = (
        exists().where(
            table.c.message_sid == TwilioScrubMessage.message_sid,
            in_held_conversation(table.c.conversation_id),
        )
        for table in (table_of(Receipt), table_of(Delivery))
    )
    found = select(TwilioScrubMessage).where(TwilioScrubMessage.patient_id == patient_id, or_(*of_held))
    return db.scalar(found.limit(1)) is not None


def next_messages(db: Session, patient_id: UUID, limit: int) -> Sequence[TwilioMessage]:
    """Return some of the messages that are still to be deleted."""
    theirs = select(TwilioScrubMessage).where(TwilioScrubMessage.patient_id == patient_id)
    some = db.scalars(theirs.order_by(TwilioScrubMessage.message_sid).limit(limit))
    return [TwilioMessage(each.message_sid, each.has_media) for each in some]


def cross_out(db: Session, patient_id: UUID, message_sid: str) -> None:
    """Remove a message from the list, because Twilio no longer has it."""
    theirs = delete(TwilioScrubMessage).where(TwilioScrubMessage.patient_id == patient_id)
    db.execute(theirs.where(TwilioScrubMessage.message_sid == message_sid))


def finish(db: Session, patient_id: UUID, now: datetime) -> bool:
    """Record that all are gone, and return whether this is news."""
    return _close(db, patient_id, GONE, now)


def leave(db: Session, patient_id: UUID, now: datetime) -> bool:
    """Forget the ids of what we cannot delete, and return whether this is news."""
    db.execute(delete(TwilioScrubMessage).where(TwilioScrubMessage.patient_id == patient_id))
    return _close(db, patient_id, LEFT, now)


def of(db: Session, patient_id: UUID) -> TwilioScrub | None:
    """Return how far it is; None when no message of theirs was known."""
    return db.get(TwilioScrub, patient_id)


def with_words(db: Session, conversation_id: UUID, limit: int) -> list[TwilioMessage]:
    """Return some of a conversation's messages that Twilio still has words of."""
    some = union_all(
        *(
            select(sid.label("sid"), has_media.label("has_media")).where(
                of_the_chat, sid.table.c.emptied.is_(False)
            )
            for sid, has_media, of_the_chat in _messages(conversation_id)
        )
    )
    return all_of(TwilioMessage, db.execute(some.limit(limit)))


def is_chat_held(db: Session, conversation_id: UUID) -> bool:
    """Return whether the chat is of somebody on hold: it may be evidence, and stays."""
    this = literal(conversation_id, Receipt.conversation_id.type)
    return db.scalar(select(literal(1)).where(in_held_conversation(this))) is not None


def note_emptied(db: Session, message_sid: str) -> None:
    """Record that Twilio has no words of a message any more."""
    for table in (table_of(Receipt), table_of(Delivery)):
        db.execute(update(table).where(table.c.message_sid == message_sid).values(emptied=True))


def _messages(
    conversation_id: UUID | BindParameter[UUID],
) -> tuple[tuple[Any, SQLColumnExpression[bool], Any], ...]:
    """Return columns of a chat's messages: the id, whether it has media, which rows.

    A reply of ours has no media; of a message of theirs, only a text is known to have none.
    """
    theirs, ours = table_of(Receipt).c, table_of(Delivery).c
    return (
        (theirs.message_sid, theirs.kind != _TEXT, theirs.conversation_id == conversation_id),
        (ours.message_sid, literal(False), ours.conversation_id == conversation_id),
    )


def _add_job(db: Session, patient_id: UUID, actor: str, now: datetime) -> None:
    jobs.add(db, SCRUB, patient_id, actor, now)


def _close(db: Session, patient_id: UUID, state: str, now: datetime) -> bool:
    queued = update(TwilioScrub).where(TwilioScrub.patient_id == patient_id, TwilioScrub.state == QUEUED)
    closed = queued.values(state=state, finished_at=now).returning(TwilioScrub.patient_id)
    return db.scalar(closed) is not None
