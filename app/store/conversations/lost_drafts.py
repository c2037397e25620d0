"""Drafts that could not be read and were replaced: their tokens, as found.

They open if the key returns. They are not in the audit trail, which outlives erased patients.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.conversations.conversations import PROGRESS
from app.store.model import InConversation, Model, NoSeal


def forget(db: Session, conversation_id: UUID) -> None:
    """Forget the drafts of a conversation: nobody knows whose answers they hold."""
    db.execute(delete(LostDraft).where(LostDraft.conversation_id == conversation_id))


class LostDraft(Model):
    """A conversation's sealed progress that did not open, under the conversation's id."""

    __tablename__ = "lost_drafts"

    conversation_id: Mapped[UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    progress: Mapped[str] = mapped_column(Text, info={"kept": PROGRESS, "row": "conversation_id"})

    seal = NoSeal("Tokens, sealed for their conversation.")
    in_conversation = InConversation(words=forget)


def keep(db: Session, conversation_id: UUID, sealed_progress: str, now: datetime) -> UUID:
    """Keep a token, and return its id."""
    lost = LostDraft(conversation_id=conversation_id, at=now, progress=sealed_progress)
    db.add(lost)
    db.flush()
    return lost.id
