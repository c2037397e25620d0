"""Where a conversation came by, and when. No word of what was said."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import insert, select

from app.store.tables import conversation_steps

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_table = conversation_steps.c
_RECORD: Final = insert(conversation_steps)


@dataclass(frozen=True, slots=True)
class Step:
    """What was open from then on: a step of the conversation, and the aside on top of it, if there was one."""

    step: str
    aside: str | None
    patient_id: UUID | None
    at: datetime


class ConversationSteps:
    """The steps of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(
        self, conversation_id: UUID, patient_id: UUID | None, step: str, aside: str | None, now: datetime
    ) -> None:
        """Keep that the conversation came to a step. `patient_id` is whose intake was in hand, if anybody's."""
        values = {
            "id": _in_order(),
            "conversation_id": conversation_id,
            "patient_id": patient_id,
            "step": step,
            "aside": aside,
            "at": now,
        }
        self._connection.execute(_RECORD, values)

    def of(self, conversation_id: UUID, limit: int = 200) -> list[Step]:
        """Return the conversation's latest steps, oldest first."""
        latest = (
            select(_table.step, _table.aside, _table.patient_id, _table.at)
            .where(_table.conversation_id == conversation_id)
            .order_by(_table.at.desc(), _table.id.desc())
            .limit(limit)
        )
        return [Step(*row) for row in reversed(self._connection.execute(latest).all())]


def _in_order() -> UUID:
    """Return a new id that is greater than those before it: two messages may come at one moment of the clock."""
    return UUID(int=time.time_ns() << 64 | secrets.randbits(64))
