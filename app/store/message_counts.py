"""What became of our messages in a stretch of time, counted. None is opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.store.rows import Rows, all_of
from app.store.tables import outbound_messages

_table = outbound_messages.c


@dataclass(frozen=True, slots=True)
class MessageCount:
    """How many messages of a purpose are in a state; `error` says why, by code."""

    purpose: str
    state: str
    error: str | None
    count: int


class MessageCounts(Rows):
    """The counts of one transaction."""

    def between(self, since: datetime, until: datetime) -> list[MessageCount]:
        """Return what became of what was asked for from `since` to before `until`."""
        kinds = (_table.purpose, _table.state, _table.error)
        counted = select(*kinds, func.count().label("count")).group_by(*kinds)
        of_the_time = counted.where(_table.created_at >= since, _table.created_at < until)
        return all_of(MessageCount, self._connection.execute(of_the_time))
