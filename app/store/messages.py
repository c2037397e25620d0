"""Receipts of messages, delivery statuses of our replies, and consents.

A message is claimed once, and answered the same way however often it comes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal, Self
from uuid import UUID, uuid4

from sqlalchemy import Connection, and_, bindparam, func, insert, literal, select, update

from app.crypto import Unreadable
from app.store import keys
from app.store.columns import CONSENT_SENDER, REPLY
from app.store.database import upsert_into
from app.store.rows import Keys, Prepared, Rows, SealedRows, all_of, columns_of, one_of
from app.store.tables import consent_texts, consents, deliveries, receipts

# Built once: building a statement costs as much as running it, and these run for every message.
_receipts = receipts.c
_this = _receipts.message_sid == bindparam("message")
_RECEIPT: Final = select(
    _receipts.id, _receipts.reply, _receipts.received_at, _receipts.signature_digest
).where(_this)
_ANSWER: Final = Prepared(lambda _dialect: update(receipts).where(_this))
_CLAIM: Final = Prepared(
    lambda dialect: upsert_into(dialect, receipts).on_conflict_do_nothing().returning(_receipts.id)
)
_REPEATED_FOR: Final = timedelta(days=1)
"""How long a repeat gets its reply. Twilio repeats a message within seconds. Somebody who captured a request could repeat
it for ever, and the reply may hold answers."""
_FORGET: Final = (
    update(receipts).where(_receipts.conversation_id == bindparam("conversation")).values(reply=None)
)


@dataclass(frozen=True, slots=True)
class Claim:
    """The message is ours to answer, in this transaction."""

    id: UUID


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


class Receipts(SealedRows):
    """The receipts of one transaction."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        super().__init__(connection, keys)
        self._claimed: dict[str, UUID] = {}

    def claim(self, message_sid: str, signature_digest: bytes, kind: str, now: datetime) -> Claim | Repeat:
        """Claim the message by one INSERT.

        The loser of a race waits for the winner's commit and gets its reply.

        Raises:
            ReplayedSignature: the signature came before with another MessageSid.
            WrongKeys: the reply is sealed with a key that we lack; another machine can open it.
        """
        claim = Claim(uuid4())
        values = {
            "message_sid": message_sid,
            "id": claim.id,
            "signature_digest": signature_digest,
            "received_at": now,
            "kind": kind,
        }
        if not _CLAIM.run(self._connection, values):
            return self._repeat(message_sid, signature_digest, now)
        self._claimed[message_sid] = claim.id
        return claim

    def unknown(self, message_sids: Collection[str]) -> set[str]:
        """Return those of Twilio's ids that have no receipt."""
        found = select(_receipts.message_sid).where(_receipts.message_sid.in_(message_sids))
        return set(message_sids).difference(self._connection.execute(found).scalars())

    def answer(self, message_sid: str, conversation_id: UUID, reply: str) -> None:
        """Store the reply to a claimed message, sealed."""
        this = {"message": message_sid}
        row = self._claimed.get(message_sid) or self._connection.execute(_RECEIPT, this).one().id
        values = {"conversation_id": conversation_id, "reply": self._sealer.seal(REPLY, row, reply)}
        _ANSWER.run(self._connection, this | values)

    def forget_replies(self, conversation_id: UUID) -> None:
        """Forget the replies of that conversation so far.

        A message that comes again is then answered with nothing.
        """
        self._connection.execute(_FORGET, {"conversation": conversation_id})

    def newest(self) -> datetime | None:
        """Return when the newest message came; None as long as none has."""
        newest: datetime | None = self._connection.execute(
            select(func.max(_receipts.received_at))
        ).scalar_one()
        return newest

    def came(self, since: datetime, until: datetime, most: int) -> int:
        """Return how many messages came between two moments, counted up to `most`."""
        some = select(literal(1)).where(_receipts.received_at > since, _receipts.received_at <= until)
        counted = select(func.count()).select_from(some.limit(most).subquery())
        return int(self._connection.execute(counted).scalar_one())

    def _repeat(self, message_sid: str, signature_digest: bytes, now: datetime) -> Repeat:
        row = self._connection.execute(_RECEIPT, {"message": message_sid}).one_or_none()
        if row is None:
            raise ReplayedSignature
        if row.signature_digest == unsigned(message_sid) != signature_digest:
            self._sign(message_sid, signature_digest)
        if row.reply is None or now - row.received_at > _REPEATED_FOR:
            return Repeat(None)
        try:
            return Repeat(self._sealer.open(REPLY, row.id, row.reply))
        except Unreadable as unreadable:
            keys.check(self._connection, self._sealer, self._index)
            return Repeat(unreadable.with_traceback(None))  # a traceback would hold the keys' frames

    def _sign(self, message_sid: str, signature_digest: bytes) -> None:
        """Store the signature of a message that was fetched earlier: it is now used up."""
        same = select(_receipts.id).where(_receipts.signature_digest == signature_digest)
        fetched = update(receipts).where(_receipts.message_sid == message_sid, ~same.exists())
        self._connection.execute(fetched.values(signature_digest=signature_digest))


# What became of the messages that we sent. Twilio's status callbacks say so in any order, and more than
# once.

_deliveries = deliveries.c
NOT_DELIVERED: Final = ("failed", "undelivered")
"""What became of a message that did not reach its receiver."""
_TERMINAL: Final = ("canceled", *NOT_DELIVERED)


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """The last message to a conversation did not arrive.

    `error_code` is Twilio's.
    """

    at: datetime
    error_code: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message of ours in the end."""

    conversation_id: UUID
    status: str
    error_code: str | None

    @property
    def has_failed(self) -> bool:
        """Whether it did not reach its receiver."""
        return self.status in NOT_DELIVERED


@dataclass(frozen=True, slots=True)
class HeardStatus:
    """The highest status that Twilio reported of a message, and its error code."""

    status: str
    error_code: str | None


class Deliveries(Rows):
    """The deliveries of one transaction.

    A status moves up Twilio's ladder, and nothing follows a terminal one.
    """

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

    def advance(
        self, message_sid: str, conversation_id: UUID, status: str, error_code: str | None, now: datetime
    ) -> bool:
        """Record a status if it is news, and return whether it is.

        Raises:
            ValueError: Twilio has no such status.
        """
        rank = self._rank(status)
        news = {"status": status, "rank": rank, "error_code": error_code, "updated_at": now}
        upsert = (
            upsert_into(self._connection.dialect.name, deliveries)
            .values(message_sid=message_sid, conversation_id=conversation_id, **news)
            .on_conflict_do_update(
                index_elements=["message_sid"],
                set_=news,
                where=and_(_deliveries.rank < rank, _deliveries.status.not_in(_TERMINAL)),
            )
        )
        return self._connection.execute(upsert.returning(_deliveries.rank)).first() is not None

    def get(self, message_sid: str) -> HeardStatus | None:
        """Return what was last heard of a message; None when nothing was."""
        heard = select(_deliveries.status, _deliveries.error_code)
        row = self._connection.execute(heard.where(_deliveries.message_sid == message_sid)).one_or_none()
        return None if row is None else HeardStatus(row.status, row.error_code)

    def failure(self, conversation_id: UUID) -> FailedDelivery | None:
        """Return the failure of the last message to this conversation, if it failed."""
        heard = select(_deliveries.updated_at, _deliveries.error_code, _deliveries.status)
        newest = heard.where(_deliveries.conversation_id == conversation_id).order_by(
            _deliveries.updated_at.desc(), _deliveries.message_sid.desc()
        )
        row = self._connection.execute(newest.limit(1)).one_or_none()
        return FailedDelivery(row.updated_at, row.error_code) if row and row.status in NOT_DELIVERED else None

    def last_outcomes(self, since: datetime, limit: int) -> list[Outcome]:
        """Return what became of the last messages since `since`, newest first."""
        ended = select(_deliveries.conversation_id, _deliveries.status, _deliveries.error_code).where(
            _deliveries.updated_at >= since, _deliveries.status.in_((*NOT_DELIVERED, "delivered", "read"))
        )
        newest = ended.order_by(_deliveries.updated_at.desc(), _deliveries.message_sid.desc())
        return all_of(Outcome, self._connection.execute(newest.limit(limit)))

    def _rank(self, status: str) -> int:
        try:
            return self.STATUSES[status]
        except KeyError:
            raise ValueError(f"not a message status of Twilio's: {status[:32]!r}") from None


# Consents and refusals: to which text, in which words, when, and by whom (GDPR Art 7(1)).

_consents = consents.c
_MANY: Final = 50


_RECORD: Final = Prepared(lambda _dialect: insert(consents).inline())
_KEEP_TEXT: Final = Prepared(lambda dialect: upsert_into(dialect, consent_texts).on_conflict_do_nothing())


@dataclass(frozen=True, slots=True)
class KeptConsent:
    """A decision as it was kept. `on_behalf`: by somebody who answers for the patient."""

    decision: str
    version: str
    language: str
    text_hash: str
    channel: str
    on_behalf: bool
    decided_at: datetime
    text: str | None = field(default=None, repr=False)
    """The text that it was about, word for word; None when it was not kept, or is not what the digest says."""


@dataclass(frozen=True, slots=True)
class ConsentText:
    """A privacy text, and the SHA-256 by which consents name it."""

    digest: str
    text: str = field(repr=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return a text with its digest."""
        return cls(sha256(text.encode()).hexdigest(), text)

    def keep(self, connection: Connection) -> None:
        """Store the text unless it is stored already.

        Two transactions that store it at once do not wait for each other, and store it once.
        """
        _KEEP_TEXT.run(connection, {"text_hash": self.digest, "text": self.text})


class Consents(SealedRows):
    """The consents of one transaction."""

    def record(
        self,
        *,
        conversation_id: UUID,
        patient_id: UUID,
        decision: Literal["given", "refused"],
        version: str,
        language: str,
        text_hash: str,
        message_sid: str,
        channel: str,
        sender: str,
        now: datetime,
        on_behalf: bool = False,
        text: str | None = None,
    ) -> UUID:
        """Record a decision, and return its id.

        Of `sender`, the channel address, only a blind index is kept.

        `text_hash` is the SHA-256, in hex, of the `text` shown, which is kept once; `on_behalf` says that one person
        decides for another.
        """
        new = uuid4()
        if text is not None:
            ConsentText(text_hash, text).keep(self._connection)
        values = {
            "id": new,
            "conversation_id": conversation_id,
            "patient_id": patient_id,
            "decision": decision,
            "version": version,
            "language": language,
            "text_hash": text_hash,
            "message_sid": message_sid,
            "channel": channel,
            "sender_index": self._index.of(CONSENT_SENDER, sender),
            "on_behalf": on_behalf,
            "decided_at": now,
        }
        _RECORD.run(self._connection, values)
        return new

    def of(self, patient_id: UUID, limit: int = _MANY) -> list[KeptConsent]:
        """Return what was decided about a patient's answers, newest first."""
        kept = (
            select(*columns_of(KeptConsent, consents, but=("text",)), consent_texts.c.text)
            .outerjoin_from(consents, consent_texts, consent_texts.c.text_hash == _consents.text_hash)
            .where(_consents.patient_id == patient_id)
            .order_by(_consents.decided_at.desc(), _consents.id)
            .limit(limit)
        )
        return [
            one_of(KeptConsent, row, text=_proved(row.text, row.text_hash))
            for row in self._connection.execute(kept)
        ]


def _proved(text: str | None, digest: str) -> str | None:
    """Return the text if its digest is the one that was agreed to, else None.

    Somebody who writes the database can change the text, but not its digest.
    """
    return text if text is not None and ConsentText.of(text).digest == digest else None
