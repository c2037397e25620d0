"""Restricted records (GDPR Art 18, 21).

They are kept, but left out of exports, spreadsheets and reports until the restriction is lifted. `erasures.restrict`
restricts one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Index, bindparam, exists, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, Seal, ours
from app.store.patients.patient import patients

_IN_FORCE: Final = text("lifted_at IS NULL")


class Restriction(Model):
    """Since when a record is restricted and by whom; and until when, if it was lifted.

    One that was lifted stays, because it tells which exports the record was left out of.
    """

    __tablename__ = "restrictions"
    __table_args__ = (
        Index(
            "uq_restrictions_in_force",
            "patient_id",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
        Index(None, "patient_id", "at"),
    )

    patient_id: Mapped[UUID]
    """No foreign key: that a record was restricted outlives it."""
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ShortText(64))
    lifted_at: Mapped[datetime | None] = mapped_column(default=None)
    lifted_by: Mapped[str | None] = mapped_column(ShortText(64), default=None)

    seal = Seal("patient_id", "at", "actor", "lifted_at", "lifted_by")


_OF: Final = (
    select(Restriction)
    .where(Restriction.patient_id == bindparam("patient"))
    .order_by(Restriction.at.desc(), Restriction.id)
)


def is_restricted() -> ColumnElement[bool]:
    """Return the condition that a row of `patients` is restricted."""
    return exists().where(Restriction.patient_id == patients.c.id, Restriction.lifted_at.is_(None))


def lift(db: Session, patient_id: UUID, actor: str, now: datetime) -> bool:
    """End a restriction, and return whether there was one.

    The next push brings the record's row back.
    """
    this = select(Restriction).where(Restriction.patient_id == patient_id, Restriction.lifted_at.is_(None))
    found = db.scalars(this.with_for_update().execution_options(populate_existing=True))
    restriction = next(iter(ours(found)), None)
    if restriction is None:
        return False
    restriction.lifted_at, restriction.lifted_by = now, actor
    db.flush()
    return True


def of(db: Session, patient_id: UUID) -> Sequence[Restriction]:
    """Return a patient's restrictions, the newest first."""
    return db.scalars(_OF, {"patient": patient_id}).all()


def in_force(db: Session, patient_id: UUID) -> Restriction | None:
    """Return the restriction that a record is under; None when it is under none."""
    return next((each for each in of(db, patient_id) if each.lifted_at is None), None)
