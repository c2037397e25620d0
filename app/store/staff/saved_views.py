"""A member's own views of the list of patients: filters under a name.

The filters are codes and days, never a word of a search.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, Seal, Sealed, ours, sealed

MOST_VIEWS: Final = 20
LONGEST_VIEW_NAME: Final = 40


class SavedView(Model):
    """One view: its name, and the filters as an address writes them."""

    __tablename__ = "saved_views"
    __table_args__ = (Index(None, "staff_id", "created_at"),)

    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    query: Mapped[str] = mapped_column(ShortText(400))
    created_at: Mapped[datetime]
    name: Sealed[str | None] = sealed(padded=True, default=None)

    seal = Seal("staff_id")


_VIEWS: Final = (
    select(SavedView)
    .where(SavedView.staff_id == bindparam("member"))
    .order_by(SavedView.created_at, SavedView.id)
    .limit(MOST_VIEWS)
)


def views_of(db: Session, member_id: UUID) -> Sequence[SavedView]:
    """Return a member's views, the oldest first, opened."""
    return ours(db.scalars(_VIEWS, {"member": member_id}), SavedView.name)


def save(db: Session, view: SavedView) -> bool:
    """Save a view, over one of the same name; return False if there are too many.

    The caller must lock the member, so that nothing comes in between.
    """
    theirs = views_of(db, view.staff_id)
    if same := next((each for each in theirs if each.name == view.name), None):
        same.query = view.query
    elif len(theirs) < MOST_VIEWS:
        db.add(view)
    else:
        return False
    db.flush()
    return True


def forget(db: Session, member_id: UUID, view_id: UUID) -> bool:
    """Delete one of a member's views, and return whether there was one."""
    theirs = delete(SavedView).where(SavedView.id == view_id, SavedView.staff_id == member_id)
    return db.scalar(theirs.returning(SavedView.id)) is not None
