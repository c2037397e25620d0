"""The clinic's saved replies: words that staff send to patients again and again.

They should name no patient. They are sealed all the same, because only a sentence on the form asks for that.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, NoSeal, Sealed, add_if, guarded_by, opened, sealed

MOST_REPLIES: Final = 60
"""The most that there may be, in all languages together."""
LONGEST_NAME: Final = 60
LONGEST_TEXT: Final = 1000


class SavedReply(Model):
    """One saved reply. A change that comes too late is Overtaken."""

    __tablename__ = "saved_replies"

    language: Mapped[str] = mapped_column(ShortText(8))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    name: Sealed[str] = sealed(padded=True)
    text: Sealed[str] = sealed(padded=True)

    seal = NoSeal("The words are sealed for their row, and a member reads them before they are sent.")
    __mapper_args__ = guarded_by(version)


def all_replies(db: Session) -> list[SavedReply]:
    """Return the saved replies, the oldest first, opened."""
    ordered = select(SavedReply).order_by(SavedReply.created_at, SavedReply.id).limit(MOST_REPLIES)
    return opened(db.scalars(ordered), SavedReply.name, SavedReply.text)


def add(db: Session, reply: SavedReply) -> bool:
    """Save a reply, and return whether there was room for it."""
    others = select(func.count()).select_from(SavedReply).scalar_subquery()
    return add_if(db, reply, others < MOST_REPLIES)


def remove(db: Session, reply_id: UUID) -> bool:
    """Delete a reply, and return whether there was one."""
    gone = delete(SavedReply).where(SavedReply.id == reply_id)
    return db.scalar(gone.returning(SavedReply.id)) is not None
