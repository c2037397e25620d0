"""Invented senders, written in bulk: `flask demo` fills an empty clinic with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import exists, insert, select
from sqlalchemy.orm import Session

from app.store.conversations import consents
from app.store.conversations.consents import CONSENT_SENDER, Consent
from app.store.conversations.conversation_steps import ConversationStep
from app.store.conversations.conversations import AT_FIRST, PROGRESS, ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.model import keys_of, table_of
from app.store.patients.fragments import end_index
from app.store.patients.patient import patients
from app.store.rows import Keys
from app.store.vouched import Vouched

_MARK: Final = "invented"
"""The message by which they agreed. Twilio's have other names."""


@dataclass(frozen=True, slots=True)
class InventedSender:
    """A made-up sender: where their conversation is, and its steps, oldest first."""

    conversation_id: UUID
    patient_id: UUID
    address: str = field(repr=False)
    language: str
    progress: str = field(repr=False)
    steps: tuple[tuple[str, datetime], ...]
    consent_version: str
    consent_hash: str
    """What they agreed to, where no text is given."""


def write(db: Session, senders: Sequence[InventedSender], texts: Mapping[str, str] | None = None) -> None:
    """Write their conversations, steps and consents; `texts` are by language.

    Their addresses must be new.
    """
    keys = keys_of(db)
    kept = {language: consents.digest_of(text) for language, text in (texts or {}).items()}
    agreed = [row for sender in senders if (row := _consent(keys, sender, kept))]
    for language, text in (texts or {}).items():
        consents.keep_text(db, text, kept[language])
    db.execute(insert(table_of(ConversationRow)), [_conversation(keys, sender) for sender in senders])
    db.execute(insert(table_of(ConversationStep)), [row for sender in senders for row in _steps(sender)])
    if agreed:
        db.execute(insert(table_of(Consent)), agreed)


def senders(db: Session) -> list[UUID]:
    """Return the conversations of those who agreed and have no record."""
    theirs = exists().where(patients.c.conversation_id == Consent.conversation_id)
    found = select(Consent.conversation_id).where(Consent.message_sid == _MARK, ~theirs).distinct()
    return list(db.scalars(found))


def _conversation(keys: Keys, sender: InventedSender) -> dict[str, Any]:
    row, (step, last) = sender.conversation_id, sender.steps[-1]
    vouched = Vouched(table_of(ConversationRow)).by(keys.sealer, {"id": row}, **AT_FIRST)
    return vouched | {
        "id": row,
        "address_index": keys.blind_index.of(SENDER_ADDRESS, sender.address),
        "address_end_index": end_index(keys.blind_index, sender.address),
        "address": keys.sealer.seal(SENDER_ADDRESS, row, sender.address),
        "progress": keys.sealer.seal(PROGRESS, row, sender.progress),
        "step": step,
        "language": sender.language,
        "opted_out": False,
        "created_at": sender.steps[0][1],
        "last_inbound_at": last,
        "version": 1,
        "window_started_at": last,
        "window_count": 0,
    }


def _consent(keys: Keys, sender: InventedSender, texts: Mapping[str, str]) -> dict[str, Any] | None:
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
        "text_hash": texts.get(sender.language) or sender.consent_hash,
        "message_sid": _MARK,
        "channel": "whatsapp",
        "sender_index": keys.blind_index.of(CONSENT_SENDER, sender.address),
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
