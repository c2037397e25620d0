"""Legal holds: until one is lifted, nobody and no rule erases the patient.

Setting a hold waits for erasures under way, and every later erasure sees the hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ForeignKey,
    Index,
    Select,
    SQLColumnExpression,
    bindparam,
    delete,
    exists,
    func,
    select,
    text,
    union,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import AdvisoryLock, NoSuchPatient, ShortText, take_lock
from app.store.model import (
    Model,
    Seal,
    Sealed,
    add_once,
    connection_of,
    first_forged,
    opened,
    ours,
    sealed,
    table_of,
)
from app.store.patients.patient import patients
from app.store.prepared import Prepared
from app.store.vouched import Vouched

_STANDING: Final = text("lifted_at IS NULL")


class OnHold(Exception):
    """The patient is on hold: nothing of them may be erased until the hold is lifted."""

    def __init__(self, patient_id: UUID) -> None:
        super().__init__("on hold")
        self.patient_id = patient_id


class LegalHold(Model):
    """A hold, and who lifted it, if anybody has.

    No cascade: as long as a hold is here, the database itself does not delete the patient.
    """

    __tablename__ = "legal_holds"
    __table_args__ = (
        Index(
            "uq_legal_holds_standing",
            "patient_id",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
        Index(None, "patient_id"),
    )

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id"))
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(ShortText(64))
    reason: Sealed[str] = sealed(padded=True)
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by: Mapped[str | None] = mapped_column(ShortText(64), default=None)
    lifted_reason: Sealed[str | None] = sealed(padded=True, default=None)

    seal = Seal("patient_id", "set_at", "set_by", "lifted_at", "lifted_by")
    called = "legal holds"


_STANDS: Final = LegalHold.lifted_at.is_(None)
_HELD_IN: Final = (
    select(patients.c.conversation_id)
    .join(LegalHold, LegalHold.patient_id == patients.c.id)
    .where(_STANDS, patients.c.conversation_id.is_not(None))
)


_table = table_of(LegalHold).c
_theirs = _table.patient_id == bindparam("patient")
_STANDING_OF: Final = Prepared(lambda _dialect: select(_table.id).where(_theirs, _table.lifted_at.is_(None)))
_FORGET_LIFTED: Final = Prepared(
    lambda _dialect: delete(table_of(LegalHold)).where(_theirs, _table.lifted_at.is_not(None))
)


def add(db: Session, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
    """Put the patient on hold, and return whether they were not on hold before.

    Raises:
        NoSuchPatient: nobody has this id.
    """
    take_lock(db.connection(), AdvisoryLock.HOLDS)
    there = select(patients.c.id).where(patients.c.id == patient_id)
    if db.execute(there.with_for_update(read=True, key_share=True)).first() is None:
        raise NoSuchPatient
    return add_once(db, LegalHold(patient_id=patient_id, reason=reason, set_by=actor, set_at=now))


def lift(db: Session, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
    """Lift the patient's hold, and return whether there was one.

    When two callers do so at once, one gets True.
    """
    this = _of(patient_id).with_for_update().execution_options(populate_existing=True)
    hold = next(iter(ours(db.scalars(this))), None)
    if hold is None:
        return False
    hold.lifted_at, hold.lifted_by, hold.lifted_reason = now, actor, reason
    db.flush()
    return True


def mend(db: Session) -> int:
    """Put back the holds that were changed by hand, as their seals say; count them."""
    holds, connection, sealer = Vouched(table_of(LegalHold)), db.connection(), db.info["keys"].sealer
    rows = list(holds.forged(connection, sealer))
    holds.put_back(connection, sealer, rows)
    return len(rows)


def settle(db: Session) -> None:
    """Keep new holds away until the transaction ends.

    What is read about holds after this stays true. Call it before any row is locked.
    """
    take_lock(db.connection(), AdvisoryLock.HOLDS, shared=True)


def of(db: Session, patient_id: UUID) -> LegalHold | None:
    """Return the hold in force, or None. Its reason is not read."""
    return db.scalars(_of(patient_id).options(LegalHold.reason.unread)).one_or_none()


def with_reason(db: Session, patient_id: UUID) -> LegalHold | None:
    """Return the hold in force, or None, with its reason opened."""
    return next(iter(opened(db.scalars(_of(patient_id)), LegalHold.reason)), None)


def is_held(db: Session, patient_id: UUID) -> bool:
    return bool(_STANDING_OF.run(connection_of(db), {"patient": patient_id}))


def is_conversation_held(db: Session, conversation_id: UUID) -> bool:
    """Return whether somebody who was handed in from the conversation may be on hold.

    Anybody may be, while a hold was changed by hand.
    """
    held = _HELD_IN.where(patients.c.conversation_id == conversation_id).limit(1)
    return db.execute(held).first() is not None or first_forged(db, LegalHold) is not None


def standing(db: Session, limit: int = 100) -> Sequence[LegalHold]:
    """Return the holds in force, oldest first. Reads no reason."""
    oldest = select(LegalHold).where(_STANDS).order_by(LegalHold.set_at, LegalHold.id).limit(limit)
    return db.scalars(oldest.options(LegalHold.reason.unread)).all()


def count(db: Session) -> int:
    """Return how many holds are in force."""
    return db.scalars(select(func.count()).select_from(LegalHold).where(_STANDS)).one()


def forget_lifted(db: Session, patient_id: UUID) -> None:
    """Forget the holds that were lifted: they go with the patient.

    Call it only when no hold was changed by hand: nothing else would name that row.
    """
    _FORGET_LIFTED.run(connection_of(db), {"patient": patient_id})


def has_hold(patient: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that a patient is on hold."""
    return exists().where(LegalHold.patient_id == patient, _STANDS).correlate_except(LegalHold)


def in_held_conversation(conversation: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
    """Return the condition that a conversation has a patient on hold.

    It is false for NULL.
    """
    return conversation.is_not(None) & conversation.in_(_HELD_IN)


def held_subjects() -> CompoundSelect[UUID]:
    """Return a SELECT of the ids on hold: patients and their conversations."""
    return union(select(LegalHold.patient_id).where(_STANDS), _HELD_IN)


def _of(patient_id: UUID) -> Select[LegalHold]:
    return select(LegalHold).where(LegalHold.patient_id == patient_id, _STANDS)
