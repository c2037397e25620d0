"""Drafts that could not be read, and were replaced: their tokens, as they were found. With the key back, they open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from sqlalchemy import delete, insert

from app.store.tables import lost_drafts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection


class LostDrafts:
    """The lost drafts of one transaction. Not in the audit trail: that outlives whoever is erased."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, conversation_id: UUID, sealed_progress: str, now: datetime) -> UUID:
        """Keep a token, and return the id under which it lies."""
        new = uuid4()
        values = {"id": new, "conversation_id": conversation_id, "at": now, "progress": sealed_progress}
        self._connection.execute(insert(lost_drafts), values)
        return new

    def forget(self, conversation_id: UUID) -> None:
        """Forget every one of that conversation."""
        self._connection.execute(delete(lost_drafts).where(lost_drafts.c.conversation_id == conversation_id))
