"""The steps that a conversation took, and when. Nothing of what was said."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Uuid, bindparam, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Expiry, Forget, Model, NoSeal, connection_of, table_of
from app.store.prepared import Prepared


def _in_order() -> UUID:
    """Return a new id greater than all before it.

    Two messages may come at one moment of the clock.
    """
    return UUID(int=time.time_ns() << 64 | secrets.randbits(64))


class ConversationStep(Model):
    """A step that a conversation came to, and the aside on top of it, if any."""

    __tablename__ = "conversation_steps"
    __table_args__ = (Index(None, "conversation_id", "at"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=_in_order)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    patient_id: Mapped[UUID | None] = mapped_column(index=True)
    """The patient whose intake was under way, if any. No foreign key: steps come before the patient."""
    step: Mapped[str] = mapped_column(ShortText(32))
    aside: Mapped[str | None] = mapped_column(ShortText(32))
    at: Mapped[datetime] = mapped_column(index=True)

    seal = NoSeal("Counted, and nothing else.")
    expires = (Expiry("receipt", "at"),)
    forget = Forget()


_RECORD: Final = Prepared(lambda _dialect: insert(table_of(ConversationStep)).inline())
_LATEST: Final = (
    select(ConversationStep)
    .where(ConversationStep.conversation_id == bindparam("conversation"))
    .order_by(ConversationStep.at.desc(), ConversationStep.id.desc())
    .limit(bindparam("most", type_=Integer))
)


def record(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
    conversation_id: UUID,
    patient_id: UUID | None,
    step: str,
    aside: str | None,
    now: datetime,
) -> None:
    """Record that the conversation came to a step."""
    values = {
        "id": _in_order(),
        "conversation_id": conversation_id,
        "patient_id": patient_id,
        "step": step,
        "aside": aside,
        "at": now,
    }
    _RECORD.run(connection_of(db), values)


def of(db: Session, conversation_id: UUID, limit: int = 200) -> Sequence[ConversationStep]:
    """Return the conversation's latest steps, oldest first."""
    return db.scalars(_LATEST, {"conversation": conversation_id, "most": limit}).all()[::-1]
