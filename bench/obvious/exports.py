"""The obvious export: an ORM, `cryptography.fernet` and pandas."""

from __future__ import annotations

import csv
from base64 import urlsafe_b64encode
from datetime import UTC
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pandas as pd
from cryptography.fernet import Fernet
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, registry, relationship

from app.crypto.token_body import unwrap
from app.store.conversations.conversations import ConversationRow
from app.store.conversations.spellings import SENDER_ADDRESS
from app.store.model import table_of
from app.store.patients.patient import ANSWERS as SEALED
from app.store.patients.patient import patients

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from uuid import UUID

    from app.crypto import Column, Keyring
    from app.store import Store


class Conversation:
    """A row of `conversations`."""

    id: Any
    address: Any


class Patient:
    """A row of `patients`."""

    id: Any
    created_at: Any
    conversation: Any


_mapping = registry()
_mapping.map_imperatively(Conversation, table_of(ConversationRow))
_mapping.map_imperatively(Patient, patients, properties={"conversation": relationship(Conversation)})


class Vault:
    """A Fernet a column."""

    def __init__(self, keyring: Keyring) -> None:
        self._columns = {name: each.column for name, each in SEALED.items()} | {"number": SENDER_ADDRESS}
        self._fernets = {
            name: Fernet(urlsafe_b64encode(keyring.keys_for(column)[0]))
            for name, column in self._columns.items()
        }

    def open(self, name: str, row: UUID, token: str) -> str:
        """Return what was sealed in a column of a row."""
        column: Column = self._columns[name]
        value = unwrap(column, row.bytes, self._fernets[name].decrypt(token))
        assert value is not None
        return value


def export(store: Store, keyring: Keyring, keys: Sequence[str], path: Path) -> float:
    """Write everybody's columns to a CSV or Excel file.

    Returns when the first byte may have been written.
    """
    vault = Vault(keyring)
    with Session(store.engine) as session:
        oldest_first = select(Patient).order_by(patients.c.created_at, patients.c.id)
        loaded = session.scalars(oldest_first.options(joinedload(Patient.conversation))).all()
        frame = pd.DataFrame([{key: _value(vault, key, patient) for key in keys} for patient in loaded])
    first = perf_counter()
    if path.suffix == ".xlsx":
        frame.to_excel(path, index=False)
    else:
        frame.to_csv(path, index=False, quoting=csv.QUOTE_ALL, lineterminator="\r\n", encoding="utf-8-sig")
    return first


def _value(vault: Vault, key: str, patient: Patient) -> str:
    if key == "record_id":
        return str(patient.id)
    if key == "received":
        return str(patient.created_at.astimezone(UTC).isoformat(timespec="seconds"))
    if key == "number":
        spoke = patient.conversation
        return vault.open("number", spoke.id, spoke.address).replace("whatsapp:", "tel:")
    return vault.open(key, patient.id, getattr(patient, key))
