"""Presets: what a member exports every week, under a name of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import JsonText, ShortText
from app.store.model import Model, Seal, Sealed, ours, sealed

MOST: Final = 20
"""Presets that one member may have."""


class ExportPreset(Model):
    """A preset. `filters` are the fields of the form, as they were typed."""

    __tablename__ = "export_presets"
    __table_args__ = (Index(None, "staff_id", "created_at"),)

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    target: Mapped[str] = mapped_column(ShortText(16))
    columns: Mapped[list[str]] = mapped_column(JsonText(6000))
    filters: Mapped[dict[str, str]] = mapped_column(JsonText(1000))
    created_at: Mapped[datetime]
    name: Sealed[str] = sealed(padded=True)

    seal = Seal("staff_id")


def presets_of(db: Session, staff_id: UUID) -> Sequence[ExportPreset]:
    """Return a member's presets, the oldest first, opened."""
    own = select(ExportPreset).where(ExportPreset.staff_id == staff_id)
    return ours(db.scalars(own.order_by(ExportPreset.created_at, ExportPreset.id)), ExportPreset.name)


def save(db: Session, preset: ExportPreset) -> bool:
    """Save a preset; return False if there are too many.

    The caller must lock the member, so that nothing comes in between.
    """
    counted = select(func.count()).where(ExportPreset.staff_id == preset.staff_id)
    if db.scalars(counted).one() >= MOST:
        return False
    db.add(preset)
    db.flush()
    return True


def forget(db: Session, preset_id: UUID, staff_id: UUID) -> bool:
    """Forget a preset of this member, and return whether it was theirs."""
    own = delete(ExportPreset).where(ExportPreset.id == preset_id, ExportPreset.staff_id == staff_id)
    return db.scalar(own.returning(ExportPreset.id)) is not None
