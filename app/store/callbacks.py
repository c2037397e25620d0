"""Calls that senders asked for, until a member says that they called."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, select, update

from app.crypto import Unreadable
from app.store.columns import SENDER_ADDRESS
from app.store.database import upsert_into
from app.store.rows import SealedRows, one_of
from app.store.tables import callbacks, conversations, patients

_table = callbacks.c
_waiting: Final = _table.done_at.is_(None)
_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Callback:
    """Somebody to call."""

    id: UUID
    conversation_id: UUID
    patient_id: UUID | None
    """The record that they asked about, if there is one."""
    asked_at: datetime
    language: str | None
    address: str | Unreadable = field(repr=False)


class Callbacks(SealedRows):
    """The calls that one transaction is about."""

    def ask(self, conversation_id: UUID, patient_id: UUID | None, now: datetime) -> bool:
        """Note that a sender asked to be called, and return whether that is news.

        A conversation waits for one call at most.
        """
        values: dict[str, Any] = {
            "id": uuid4(),
            "conversation_id": conversation_id,
            "patient_id": patient_id,
            "asked_at": now,
        }
        asked = upsert_into(self._connection.dialect.name, callbacks).values(values)
        return (
            self._connection.execute(asked.on_conflict_do_nothing().returning(_table.id)).first() is not None
        )

    def done(self, callback_id: UUID, actor: str, now: datetime) -> bool:
        """Say that somebody called, and return whether nobody had said so before."""
        called = update(callbacks).where(_table.id == callback_id, _waiting)
        called = called.values(done_at=now, done_by=actor)
        return self._connection.execute(called.returning(_table.id)).first() is not None

    def waiting(self, limit: int = _SHOWN) -> list[Callback]:
        """Return whom nobody has called yet, the longest waiting first."""
        return self._found(_waiting, limit)

    def count(self) -> int:
        """Return how many are to be called."""
        return int(self._connection.execute(select(func.count()).where(_waiting)).scalar_one())

    def get(self, callback_id: UUID) -> Callback | None:
        """Return one that is still to be called, or None."""
        found = self._found(_waiting & (_table.id == callback_id), 1)
        return found[0] if found else None

    def forget(self, *, conversation: UUID | None = None, patient: UUID | None = None) -> None:
        """Forget every call of a conversation, or about a patient."""
        whose = _table.conversation_id == conversation if conversation else _table.patient_id == patient
        self._connection.execute(delete(callbacks).where(whose))

    def _found(self, which: ColumnElement[bool], limit: int) -> list[Callback]:
        spoke = conversations.c
        chosen = (_table.id, _table.conversation_id, patients.c.id.label("patient_id"), _table.asked_at)
        found = (
            select(*chosen, spoke.language, spoke.address)
            .join(conversations, spoke.id == _table.conversation_id)
            .outerjoin(patients, patients.c.id == _table.patient_id)
            .where(which)
        )
        rows = self._connection.execute(found.order_by(_table.asked_at, _table.id).limit(limit)).all()
        spoken = ((row.conversation_id, row.address) for row in rows)
        opened = self._sealer.open_many(SENDER_ADDRESS, spoken)
        return [one_of(Callback, row, address=address) for row, address in zip(rows, opened, strict=True)]
