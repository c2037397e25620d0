"""What became of the messages that we sent.

Twilio's status callbacks say so in any order, and more than once. A status moves up Twilio's ladder, and nothing follows
a terminal one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, and_, bindparam, false, literal_column, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Base, Expiry, InConversation, NoSeal, put

NOT_DELIVERED: Final = ("failed", "undelivered")
"""What became of a message that did not reach its receiver."""
_TERMINAL: Final = ("canceled", *NOT_DELIVERED)
STATUSES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "accepted": 0,
        "scheduled": 1,
        "queued": 2,
        "sending": 3,
        "sent": 4,
        "partially_delivered": 5,
        **dict.fromkeys(_TERMINAL, 6),
        "delivered": 7,
        "read": 8,
    }
)


class Delivery(Base):
    """The highest status that Twilio reported of a message, and its error code."""

    __tablename__ = "deliveries"
    __table_args__ = (Index(None, "conversation_id", "updated_at"),)

    message_sid: Mapped[str] = mapped_column(ShortText(34), primary_key=True)
    # Without an index, deleting a conversation would read the whole table.
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    status: Mapped[str] = mapped_column(ShortText(32))
    rank: Mapped[int] = mapped_column(SmallInteger)
    error_code: Mapped[str | None] = mapped_column(ShortText(8))
    updated_at: Mapped[datetime] = mapped_column(index=True)
    emptied: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether Twilio's copy of the message is emptied."""

    seal = NoSeal("What Twilio said of a message.")
    expires = (Expiry("receipt", "updated_at"),)
    in_conversation = InConversation(removed_by="conversation_id")

    @property
    def has_failed(self) -> bool:
        """Whether the message did not reach its receiver."""
        return self.status in NOT_DELIVERED


# Spelt out: bound values would not be recognised as the index's condition.
UNDELIVERED_INDEX: Final = Delivery.status.in_([literal_column(f"'{status}'") for status in NOT_DELIVERED])
Index(
    "ix_deliveries_undelivered",
    Delivery.conversation_id,
    sqlite_where=UNDELIVERED_INDEX,
    postgresql_where=UNDELIVERED_INDEX,
)
_NEWEST: Final = (Delivery.updated_at.desc(), Delivery.message_sid.desc())
_LAST: Final = (
    select(Delivery).where(Delivery.conversation_id == bindparam("conversation")).order_by(*_NEWEST).limit(1)
)


def advance(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
    message_sid: str,
    conversation_id: UUID,
    status: str,
    error_code: str | None,
    now: datetime,
) -> bool:
    """Record a status if it is news, and return whether it is.

    Raises:
        ValueError: Twilio has no such status.
    """
    rank = STATUSES.get(status)
    if rank is None:
        raise ValueError(f"not a message status of Twilio's: {status[:32]!r}")
    news: dict[str, Any] = {"status": status, "rank": rank, "error_code": error_code, "updated_at": now}
    later = and_(Delivery.rank < rank, Delivery.status.not_in(_TERMINAL))
    heard = Delivery(message_sid=message_sid, conversation_id=conversation_id, **news)
    return put(db, heard, news, where=later)


def get(db: Session, message_sid: str) -> Delivery | None:
    """Return what was last heard of a message; None when nothing was."""
    return db.get(Delivery, message_sid, populate_existing=True)


def failure(db: Session, conversation_id: UUID) -> Delivery | None:
    """Return the failure of the last message to this conversation, if it failed."""
    last = db.scalar(_LAST, {"conversation": conversation_id})
    return last if last is not None and last.has_failed else None


def last_outcomes(db: Session, since: datetime, limit: int) -> Sequence[Delivery]:
    """Return what became of the last messages since `since`, newest first."""
    ended = Delivery.status.in_((*NOT_DELIVERED, "delivered", "read"))
    found = select(Delivery).where(Delivery.updated_at >= since, ended)
    return db.scalars(found.order_by(*_NEWEST).limit(limit)).all()
