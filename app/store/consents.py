"""Consents and refusals to consent: which text, in which words, when, and by whom (GDPR Art 7(1))."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final, Literal, Self
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from app.store.columns import CONSENT_SENDER
from app.store.tables import consent_texts, consents
from app.store.upsert import insert as insert_or

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.crypto import BlindIndex


_table = consents.c
_MANY: Final = 50


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
        """Keep it, if that was not done before: two who agree to it at once wait for nobody and leave it once."""
        once = insert_or(connection.dialect.name, consent_texts).on_conflict_do_nothing()
        connection.execute(once, {"text_hash": self.digest, "text": self.text})


class Consents:
    """The consents of one transaction."""

    __slots__ = ("_connection", "_index")

    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index

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
        """Keep a decision, and return its id. Of `sender`, the channel address, only a blind index is kept.

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
        self._connection.execute(insert(consents), values)
        return new

    def of(self, patient_id: UUID, limit: int = _MANY) -> list[KeptConsent]:
        """Return what was decided about a patient's answers, newest first."""
        kept = (
            select(
                _table.decision,
                _table.version,
                _table.language,
                _table.text_hash,
                _table.channel,
                _table.on_behalf,
                _table.decided_at,
                consent_texts.c.text,
            )
            .outerjoin_from(consents, consent_texts, consent_texts.c.text_hash == _table.text_hash)
            .where(_table.patient_id == patient_id)
            .order_by(_table.decided_at.desc(), _table.id)
            .limit(limit)
        )
        return [
            KeptConsent(*row[:-1], _proved(row.text, row.text_hash)) for row in self._connection.execute(kept)
        ]


def _proved(text: str | None, digest: str) -> str | None:
    """Return the text, if it is the one that was agreed to: whoever writes the database can change it, not its digest."""
    return text if text is not None and ConsentText.of(text).digest == digest else None
