"""Calls that senders asked for, until a member says that they called."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Index, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Unreadable
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.engine.database import ShortText
from app.store.model import (
    Expiry,
    Forget,
    InConversation,
    Model,
    Seal,
    add_once,
    connection_of,
    ours,
    table_of,
)
from app.store.patients.patient import patients

_SHOWN: Final = 50


def _forget(db: Session, conversation_id: UUID) -> None:
    db.execute(delete(Callback).where(Callback.conversation_id == conversation_id))


class Callback(Model):
    """A sender who asked to be called, and whether somebody called. No word of theirs."""

    __tablename__ = "callbacks"

    conversation_id: Mapped[UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    patient_id: Mapped[UUID | None] = mapped_column(default=None, index=True)
    """No foreign key: they may ask before they hand in."""
    asked_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    done_by: Mapped[str | None] = mapped_column(ShortText(64), default=None)

    seal = Seal("conversation_id", "patient_id", "asked_at")
    called = "calls to make"
    expires = (Expiry("receipt", "done_at"),)
    forget = Forget()
    in_conversation = InConversation(sender=_forget)  # nobody knows the number any more


WAITS: Final = Callback.done_at.is_(None)
Index(
    "uq_callbacks_waiting",
    Callback.conversation_id,
    unique=True,
    sqlite_where=WAITS,
    postgresql_where=WAITS,
)
Index(None, Callback.done_at, Callback.asked_at)
COUNTED: Final = select(func.count()).select_from(Callback).where(WAITS)
_spoke: Final = table_of(ConversationRow).c
_WAITING: Final = (
    select(Callback, patients.c.id, _spoke.language, _spoke.address)
    .join(table_of(ConversationRow), _spoke.id == Callback.conversation_id)
    .outerjoin(patients, patients.c.id == Callback.patient_id)
    .where(WAITS)
    .order_by(Callback.asked_at, Callback.id)
    .limit(_SHOWN)
)


@dataclass(frozen=True, slots=True)
class ToCall:
    """Somebody to call. Of a call changed by hand there is neither number nor record."""

    id: UUID
    conversation_id: UUID
    patient_id: UUID | None
    """The record that they asked about, if there is one."""
    asked_at: datetime
    language: str | None
    address: str | Unreadable = field(repr=False)


def ask(db: Session, conversation_id: UUID, patient_id: UUID | None, now: datetime) -> bool:
    """Note that a sender asked to be called, and return whether that is news.

    A conversation waits for one call at most.
    """
    return add_once(db, Callback(conversation_id=conversation_id, patient_id=patient_id, asked_at=now))


def mark_done(db: Session, callback_id: UUID, actor: str, now: datetime) -> bool:
    """Record that somebody called, and return whether nobody had before."""
    called = update(Callback).where(Callback.id == callback_id, WAITS).values(done_at=now, done_by=actor)
    return db.execute(called.returning(Callback.id)).first() is not None


def asked_about_record() -> ColumnElement[datetime]:
    """Return since when the patient of a row of `patients` waits for a call."""
    before = and_(Callback.patient_id.is_(None), Callback.conversation_id == patients.c.conversation_id)
    theirs = or_(Callback.patient_id == patients.c.id, before)
    first = func.min(Callback.asked_at, type_=Callback.asked_at.type)
    return select(first).where(WAITS, theirs).correlate(patients).scalar_subquery()


def mark_made(db: Session, patient_id: UUID, conversation_id: UUID | None, actor: str, now: datetime) -> bool:
    """Record that somebody called a patient, and return whether they still waited."""
    called = update(Callback).where(WAITS, _is_about(patient_id, conversation_id))
    return bool(db.execute(called.values(done_at=now, done_by=actor).returning(Callback.id)).all())


def _is_about(patient_id: UUID, conversation_id: UUID | None) -> ColumnElement[bool]:
    """Return the condition of what a patient asked, also before they handed in."""
    before = and_(Callback.patient_id.is_(None), Callback.conversation_id == conversation_id)
    return (
        Callback.patient_id == patient_id
        if conversation_id is None
        else or_(Callback.patient_id == patient_id, before)
    )


def all_waiting(db: Session) -> list[ToCall]:
    """Return whom nobody has called yet, the longest waiting first."""
    return _read(db, _WAITING)


def count_waiting(db: Session) -> int:
    """Return how many are to be called."""
    return connection_of(db).execute(COUNTED).scalar_one()


def get(db: Session, callback_id: UUID) -> ToCall | None:
    """Return one that is still to be called, or None."""
    return next(iter(_read(db, _WAITING.where(Callback.id == callback_id))), None)


def _read(db: Session, waiting: Select[Callback, UUID, str | None, str]) -> list[ToCall]:
    rows = db.execute(waiting).all()
    tokens = [(call.conversation_id, address) for call, *_, address in rows]
    addresses = db.info["keys"].sealer.open_many(SENDER_ADDRESS, tokens)
    genuine = {call.id for call in ours(call for call, *_ in rows)}
    return [
        ToCall(call.id, call.conversation_id, on_file, call.asked_at, language, address)
        if call.id in genuine
        else ToCall(
            call.id,
            call.conversation_id,
            None,
            call.asked_at,
            None,
            Unreadable(SENDER_ADDRESS, call.conversation_id),
        )
        for (call, on_file, language, _token), address in zip(rows, addresses, strict=True)
    ]
