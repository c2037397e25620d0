"""What is left of erased patients: that there was one, and nothing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Table, delete, exists, func, insert, not_, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Base, Expiry, NoSeal, Outlives, connection_of, models, table_of
from app.store.patients.restrictions import Restriction
from app.store.prepared import Prepared
from app.store.rows import all_of, one_of
from app.store.work import storage_counts
from app.store.work.storage_counts import ALL, FOREVER

_TOMBSTONES: Final = "tombstones"
"""The kind under which removed tombstones are counted for ever."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What is left of a patient. `reason` is a code, never somebody's words."""

    patient_id: UUID
    at: datetime
    actor: str
    reason: str


def _is_done_with() -> ColumnElement[bool]:
    """Return the condition that nothing of the patient waits to be taken out anywhere."""
    waiting = (
        exists().where(table.c.patient_id == Tombstone.patient_id).correlate(Tombstone)
        for table in _outliving(Outlives.BEFORE_TOMBSTONE)
    )
    return not_(or_(*waiting))


def _forget_for_good(db: Session, patient_ids: Sequence[UUID]) -> None:
    """Forget what belonged to tombstones, and keep the total of `count`."""
    rested = delete(Restriction).where(Restriction.patient_id.in_(patient_ids))
    counted = len(patient_ids) + len(db.scalars(rested.returning(Restriction.id)).all())
    storage_counts.add(db, ALL, _TOMBSTONES, FOREVER, counted)
    for table in _outliving(Outlives.WITH_TOMBSTONE):
        db.execute(delete(table).where(table.c.patient_id.in_(patient_ids)))


def _outliving(how: Outlives) -> list[Table]:
    return [table_of(kind) for kind in models() if kind.outlives is how]


class Tombstone(Base):
    """An erasure as a row: the journal has it as a line."""

    __tablename__ = "erasures"

    patient_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(ShortText(64))
    reason: Mapped[str] = mapped_column(ShortText(32))

    seal = NoSeal("The erasure journal, whose lines are chained, says the same.")
    expires = (Expiry("tombstone", "at", _is_done_with, shows="patient_id", then=_forget_for_good),)


_ADD: Final = Prepared(lambda _dialect: insert(table_of(Tombstone)).inline())
_ERASURE: Final = select(Tombstone.patient_id, Tombstone.at, Tombstone.actor, Tombstone.reason)


def of(db: Session, patient_id: UUID) -> Erasure | None:
    """Return what is left of an erased patient; None for anybody else."""
    row = db.execute(_ERASURE.where(Tombstone.patient_id == patient_id)).one_or_none()
    return None if row is None else one_of(Erasure, row)


def add(db: Session, erasure: Erasure) -> None:
    """Record an erasure."""
    _ADD.run(connection_of(db), asdict(erasure))


def all_erasures(db: Session) -> list[Erasure]:
    """Return everybody who was erased."""
    return all_of(Erasure, db.execute(_ERASURE))


def count(db: Session) -> int:
    """Return how often a patient was erased or restricted. It only grows.

    When it has grown, data read earlier may hold such patients. Tombstones that were removed since
    still count.
    """
    counts = (select(func.count()).select_from(kind) for kind in (Tombstone, Restriction))
    there = sum(db.scalars(counted).one() for counted in counts)
    return there + storage_counts.get(db, ALL, _TOMBSTONES, FOREVER)


def count_settled(db: Session) -> int:
    """Return the count once the erasures under way are done.

    Nobody else can be erased or restricted until the transaction ends.
    """
    if db.connection().dialect.name == "postgresql":  # SQLite has one writer
        db.execute(text("LOCK TABLE erasures, restrictions IN SHARE MODE"))
    return count(db)
