"""Consents and refusals: to which text, when, and by whom (GDPR Art 7(1))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final, Literal
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    bindparam,
    exists,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, foreign, mapped_column, relationship

from app.crypto import Column
from app.store.conversations.conversations import AT_REST, ConversationRow
from app.store.engine.database import ShortText, upsert_into
from app.store.model import (
    Base,
    Expiry,
    Forget,
    InConversation,
    Model,
    NoSeal,
    connection_of,
    keys_of,
    table_of,
)
from app.store.patients.patient import patients
from app.store.prepared import Prepared

_MANY: Final = 50


class ConsentText(Base):
    """A privacy text in the clinic's own words, each once."""

    __tablename__ = "consent_texts"

    text_hash: Mapped[str] = mapped_column(ShortText(64), primary_key=True)
    """The SHA-256 by which consents name it."""
    text: Mapped[str] = mapped_column(Text)

    seal = NoSeal("Found by the hash of the text, which the sealed draft or the trail names.")

    @property
    def is_genuine(self) -> bool:
        """Whether it is the text that its digest names.

        Somebody who writes the database can change the text, but not the digest that was agreed to.
        """
        return digest_of(self.text) == self.text_hash


def _of_nobody() -> ColumnElement[bool]:
    """Return the condition that no record, and nobody who answers, is under a consent."""
    # A sender who is still answering will hand in under this consent.
    answers = (ConversationRow.id == Consent.conversation_id, ConversationRow.step.not_in(AT_REST))
    consents = table_of(Consent)
    return ~or_(
        exists().where(patients.c.id == Consent.patient_id).correlate(consents),
        exists().where(*answers).correlate(consents),
    )


class Consent(Model):
    """A decision."""

    __tablename__ = "consents"

    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversations.id"), index=True)
    patient_id: Mapped[UUID] = mapped_column(index=True)
    """No foreign key: consent comes before the patient."""
    decision: Mapped[str] = mapped_column(ShortText(16))
    version: Mapped[str] = mapped_column(ShortText(32))
    language: Mapped[str] = mapped_column(ShortText(8))
    text_hash: Mapped[str] = mapped_column(ShortText(64))
    message_sid: Mapped[str] = mapped_column(ShortText(34))
    channel: Mapped[str] = mapped_column(ShortText(16))
    sender_index: Mapped[bytes] = mapped_column(LargeBinary(32))
    on_behalf: Mapped[bool]
    """By somebody who answers for the patient."""
    decided_at: Mapped[datetime]
    kept_text: Mapped[ConsentText | None] = relationship(
        primaryjoin=lambda: foreign(Consent.text_hash) == ConsentText.text_hash,
        viewonly=True,
        lazy="joined",
    )

    seal = NoSeal("Proof, and read by nobody who acts on it. The trail has each.")
    expires = (Expiry("receipt", "decided_at", _of_nobody),)
    forget = Forget()
    in_conversation = InConversation(removed_by="conversation_id")

    @property
    def text(self) -> str | None:
        """The text that it was about, word for word.

        None when it was not kept, or is not what the digest says.
        """
        kept = self.kept_text
        return kept.text if kept is not None and kept.is_genuine else None


CONSENT_SENDER: Final = Column("consents", "sender")
_OF: Final = (
    select(Consent)
    .where(Consent.patient_id == bindparam("patient"))
    .order_by(Consent.decided_at.desc(), Consent.id)
    .limit(bindparam("most", type_=Integer))
)
_RECORD: Final = Prepared(lambda _dialect: insert(table_of(Consent)).inline())
_KEEP_TEXT: Final = Prepared(
    lambda dialect: upsert_into(dialect, table_of(ConsentText)).on_conflict_do_nothing()
)


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, in hex."""
    return sha256(text.encode()).hexdigest()


def keep_text(db: Session, text: str, digest: str) -> None:
    """Store a text unless it is stored already.

    Two transactions that store it at once do not wait for each other, and store it once.
    """
    _KEEP_TEXT.run(connection_of(db), {"text_hash": digest, "text": text})


def record(
    db: Session,
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

    Of `sender`, the channel address, only a blind index is kept. `text_hash` is the SHA-256, in hex, of the `text` shown,
    which is kept once.
    """
    new = uuid4()
    if text is not None:
        keep_text(db, text, text_hash)
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
        "sender_index": keys_of(db).blind_index.of(CONSENT_SENDER, sender),
        "on_behalf": on_behalf,
        "decided_at": now,
    }
    _RECORD.run(connection_of(db), values)
    return new


def of(db: Session, patient_id: UUID, limit: int = _MANY) -> Sequence[Consent]:
    """Return what was decided about a patient's answers, newest first."""
    return db.scalars(_OF, {"patient": patient_id, "most": limit}).all()
