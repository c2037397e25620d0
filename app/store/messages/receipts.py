"""Receipts: a message is claimed once, and each repeat gets the same answer."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, Uuid, bindparam, false, func, literal, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import Unreadable
from app.store import keys
from app.store.engine.database import ShortText, upsert_into
from app.store.model import (
    Expiry,
    InConversation,
    Model,
    NoSeal,
    Sealed,
    connection_of,
    keys_of,
    sealed,
    table_of,
)
from app.store.prepared import Prepared

_REPEATED_FOR: Final = timedelta(days=1)
"""How long a repeat gets its reply. Twilio repeats a message within seconds. Somebody who captured a request could repeat
it for ever, and the reply may hold answers."""


def forget_replies(db: Session, conversation_id: UUID) -> None:
    """Forget the replies of that conversation so far, which repeat answers.

    A message that comes again is then answered with nothing.
    """
    table = table_of(Receipt)
    db.execute(update(table).where(table.c.conversation_id == conversation_id).values(reply=None))


def _leave_bare(db: Session, conversation_id: UUID) -> None:
    """Leave the receipts alone, so that a replayed message is not accepted."""
    _STRIP.run(connection_of(db), {"conversation": conversation_id})


class Receipt(Model):
    """A message that came, and what it was answered with."""

    __tablename__ = "receipts"

    message_sid: Mapped[str] = mapped_column(ShortText(34), primary_key=True)
    id: Mapped[UUID] = mapped_column(Uuid, unique=True, default=uuid4)
    signature_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(ShortText(16))
    reply: Sealed[str | None] = sealed(padded=True, default=None)
    emptied: Mapped[bool] = mapped_column(server_default=false())
    """Whether Twilio's copy of the message is emptied."""

    seal = NoSeal(
        "The reply is sealed for its row, and goes to whoever signs the same message again: Twilio."
    )
    expires = (
        Expiry("reply", "received_at", lambda: table_of(Receipt).c.reply.is_not(None), empties="reply"),
        Expiry("receipt", "received_at"),
    )
    in_conversation = InConversation(words=forget_replies, removed=_leave_bare)


# Built once: building a statement costs as much as running it, and these run for every message.
_CLAIM: Final = Prepared(
    lambda dialect: (
        upsert_into(dialect, table_of(Receipt)).on_conflict_do_nothing().returning(table_of(Receipt).c.id)
    )
)
_ANSWER: Final = Prepared(
    lambda _dialect: update(table_of(Receipt)).where(table_of(Receipt).c.id == bindparam("receipt"))
)
_STRIP: Final = Prepared(
    lambda _dialect: (
        update(table_of(Receipt))
        .where(table_of(Receipt).c.conversation_id == bindparam("conversation"))
        .values(conversation_id=None, reply=None)
    )
)
"""Written once: retention removes conversations by the thousand."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """The message came before.

    `reply` is what was answered then; None when it is no longer kept, or a day old.
    """

    reply: str | Unreadable | None = field(repr=False)


class ReplayedSignature(Exception):
    """A known signature came with another MessageSid: the fields were cut differently."""


def unsigned(message_sid: str) -> bytes:
    """Return what a fetched message's receipt has in place of a digest."""
    return sha256(f"fetched {message_sid}".encode()).digest()


def claim(db: Session, message_sid: str, signature_digest: bytes, kind: str, now: datetime) -> UUID | Repeat:
    """Claim the message by one INSERT; return the receipt's id, to be answered.

    The loser of a race waits for the winner's commit and gets its reply.

    Raises:
        ReplayedSignature: the signature came before with another MessageSid.
        WrongKeys: the reply is sealed with a key that we lack; another machine can open it.
    """
    new = uuid4()
    values = {
        "message_sid": message_sid,
        "id": new,
        "signature_digest": signature_digest,
        "received_at": now,
        "kind": kind,
    }
    is_ours = _CLAIM.run(connection_of(db), values)
    return new if is_ours else _repeat(db, message_sid, signature_digest, now)


def answer(db: Session, receipt: UUID, conversation_id: UUID, reply: str) -> None:
    """Store the reply to a claimed message, sealed."""
    token = keys_of(db).sealer.seal(Receipt.reply.column, receipt, reply)
    values = {"receipt": receipt, "conversation_id": conversation_id, "reply": token}
    _ANSWER.run(connection_of(db), values)


def unknown(db: Session, message_sids: Collection[str]) -> set[str]:
    """Return those of Twilio's ids that have no receipt."""
    found = select(Receipt.message_sid).where(Receipt.message_sid.in_(message_sids))
    return set(message_sids).difference(db.scalars(found))


def newest(db: Session) -> datetime | None:
    """Return when the newest message came; None as long as none has."""
    return db.scalar(select(func.max(Receipt.received_at)))


def came(db: Session, since: datetime, until: datetime, most: int) -> int:
    """Return how many messages came between two moments, counted up to `most`."""
    some = select(literal(1)).where(Receipt.received_at > since, Receipt.received_at <= until)
    return db.scalars(select(func.count()).select_from(some.limit(most).subquery())).one()


def _repeat(db: Session, message_sid: str, signature_digest: bytes, now: datetime) -> Repeat:
    receipt = db.get(Receipt, message_sid, populate_existing=True)
    if receipt is None:
        raise ReplayedSignature
    if receipt.signature_digest == unsigned(message_sid) != signature_digest:
        _sign(db, message_sid, signature_digest)
    if now - receipt.received_at > _REPEATED_FOR:
        return Repeat(None)
    reply = receipt.reply
    if isinstance(reply, Unreadable):
        keys.check(db.connection(), keys_of(db).sealer, keys_of(db).blind_index)
    return Repeat(reply)


def _sign(db: Session, message_sid: str, signature_digest: bytes) -> None:
    """Store the signature of a message that was fetched earlier: it is now used up."""
    table = table_of(Receipt)
    same = select(table.c.id).where(table.c.signature_digest == signature_digest)
    fetched = update(table).where(table.c.message_sid == message_sid, ~same.exists())
    db.execute(fetched.values(signature_digest=signature_digest))
