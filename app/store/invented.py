"""Invented senders, written in bulk: what `flask demo` fills an empty clinic with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import insert

from app.store.columns import CONSENT_SENDER, PROGRESS, SENDER_ADDRESS
from app.store.consents import ConsentText
from app.store.tables import consents, conversation_steps, conversations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from app.crypto import BlindIndex, Sealer


@dataclass(frozen=True, slots=True)
class InventedSender:
    """A sender nobody is behind: where their conversation stands, and the steps it took, oldest first."""

    conversation_id: UUID
    patient_id: UUID
    address: str = field(repr=False)
    language: str
    progress: str = field(repr=False)
    steps: tuple[tuple[str, datetime], ...]
    consent_version: str
    consent_hash: str
    """What they agreed to, where no text is given."""


class Invented:
    """The invented senders of one transaction."""

    __slots__ = ("_connection", "_index", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._sealer = sealer
        self._index = index

    def write(self, senders: Sequence[InventedSender], texts: Mapping[str, str] | None = None) -> None:
        """Write their conversations, the steps and the consents, to `texts` by language. Their addresses must be new."""
        kept = {language: ConsentText.of(text) for language, text in (texts or {}).items()}
        agreed = [row for sender in senders if (row := self._consent(sender, kept))]
        for text in kept.values():
            text.keep(self._connection)
        self._connection.execute(insert(conversations), [self._conversation(sender) for sender in senders])
        self._connection.execute(
            insert(conversation_steps), [row for sender in senders for row in _steps(sender)]
        )
        if agreed:
            self._connection.execute(insert(consents), agreed)

    def _conversation(self, sender: InventedSender) -> dict[str, Any]:
        row, (step, last) = sender.conversation_id, sender.steps[-1]
        return {
            "id": row,
            "address_index": self._index.of(SENDER_ADDRESS, sender.address),
            "address": self._sealer.seal(SENDER_ADDRESS, row, sender.address),
            "progress": self._sealer.seal(PROGRESS, row, sender.progress),
            "step": step,
            "language": sender.language,
            "opted_out": False,
            "created_at": sender.steps[0][1],
            "last_inbound_at": last,
            "version": 1,
            "window_started_at": last,
            "window_count": 0,
        }

    def _consent(self, sender: InventedSender, texts: Mapping[str, ConsentText]) -> dict[str, Any] | None:
        """Return the row of the agreement, if the sender came past it."""
        steps = dict(sender.steps)
        if "name" not in steps:
            return None
        return {
            "id": uuid4(),
            "conversation_id": sender.conversation_id,
            "patient_id": sender.patient_id,
            "decision": "given",
            "version": sender.consent_version,
            "language": sender.language,
            "text_hash": text.digest if (text := texts.get(sender.language)) else sender.consent_hash,
            "message_sid": "invented",
            "channel": "whatsapp",
            "sender_index": self._index.of(CONSENT_SENDER, sender.address),
            "on_behalf": False,
            "decided_at": steps["name"],
        }


def _steps(sender: InventedSender) -> list[dict[str, Any]]:
    return [
        {
            "id": uuid4(),
            "conversation_id": sender.conversation_id,
            "patient_id": None if step in {"language", "consent"} else sender.patient_id,
            "step": step,
            "aside": None,
            "at": at,
        }
        for step, at in sender.steps
    ]
