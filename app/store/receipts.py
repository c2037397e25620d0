"""Receipts of inbound messages: each is claimed once, and answered the same way however often it comes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, select, update

from app.crypto import Unreadable
from app.store import keycheck
from app.store.columns import REPLY
from app.store.tables import receipts
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Executable

    from app.crypto import BlindIndex, Sealer

# Built once: to build a statement costs as much as to run it, and these run for every message.
_table = receipts.c
_this = _table.message_sid == bindparam("message")
_RECEIPT: Final = select(_table.id, _table.reply, _table.received_at).where(_this)
_ANSWER: Final = update(receipts).where(_this)
_REPEATED_FOR: Final = timedelta(days=1)
"""Twilio asks again within seconds. Whoever captured a request can ask for ever, and the reply may hold answers."""
_FORGET: Final = (
    update(receipts).where(_table.conversation_id == bindparam("conversation")).values(reply=None)
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The message is ours to answer, in this transaction."""

    id: UUID


@dataclass(frozen=True, slots=True)
class Repeat:
    """The message came before. `reply` is what was answered then; None when that is no longer kept, or a day old."""

    reply: str | Unreadable | None = field(repr=False)


class ReplayedSignature(Exception):
    """A signature that came before signs another MessageSid now: its fields were cut anew."""


class Receipts:
    """The receipts of one transaction."""

    __slots__ = ("_connection", "_index", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._sealer = sealer
        self._index = index

    def claim(self, message_sid: str, signature_digest: bytes, kind: str, now: datetime) -> Claim | Repeat:
        """Claim the message by one INSERT. Who loses the race waits for the winner's commit and gets its reply.

        Raises:
            ReplayedSignature: see there.
            WrongKeys: what it was answered is sealed with a key that we lack: another machine can say it.
        """
        claim = Claim(uuid4())
        values = {
            "message_sid": message_sid,
            "id": claim.id,
            "signature_digest": signature_digest,
            "received_at": now,
            "kind": kind,
        }
        won = self._connection.execute(_claim(self._connection.dialect.name), values).first()
        return self._repeat(message_sid, now) if won is None else claim

    def answer(self, message_sid: str, conversation_id: UUID, reply: str) -> None:
        """Keep, sealed, what a claimed message is answered."""
        this = {"message": message_sid}
        row = self._connection.execute(_RECEIPT, this).one()
        values = {"conversation_id": conversation_id, "reply": self._sealer.seal(REPLY, row.id, reply)}
        self._connection.execute(_ANSWER, this | values)

    def forget_replies(self, conversation_id: UUID) -> None:
        """Forget what was answered in that conversation so far: a message that comes again is then answered nothing."""
        self._connection.execute(_FORGET, {"conversation": conversation_id})

    def newest(self) -> datetime | None:
        """Return when the newest message came; None as long as none has."""
        newest: datetime | None = self._connection.execute(select(func.max(_table.received_at))).scalar_one()
        return newest

    def _repeat(self, message_sid: str, now: datetime) -> Repeat:
        row = self._connection.execute(_RECEIPT, {"message": message_sid}).one_or_none()
        if row is None:
            raise ReplayedSignature
        if row.reply is None or now - row.received_at > _REPEATED_FOR:
            return Repeat(None)
        try:
            return Repeat(self._sealer.open(REPLY, row.id, row.reply))
        except Unreadable as unreadable:
            keycheck.check(self._connection, self._sealer, self._index)
            return Repeat(unreadable.with_traceback(None))  # a traceback would hold the keys' frames


@cache
def _claim(dialect: str) -> Executable:
    return insert(dialect, receipts).on_conflict_do_nothing().returning(_table.id)
