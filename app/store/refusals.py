"""Counts of refused requests, by minute, reason and network: an attack leaves few rows, however many requests it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from app.store.tables import refusals
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_table = refusals.c


class Refusals:
    """The counts of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, minute: datetime, reason: str, network: str, count: int = 1) -> bool:
        """Count refusals; return whether they are the first of their minute, reason and network, whoever else counts.

        Raises:
            ValueError: the count is not positive.
        """
        if count < 1:
            raise ValueError("there is nothing to count")
        upsert = (
            insert(self._connection.dialect.name, refusals)
            .values(
                minute=minute.replace(second=0, microsecond=0), reason=reason, network=network, count=count
            )
            .on_conflict_do_update(
                index_elements=["minute", "reason", "network"], set_={"count": _table.count + count}
            )
        )
        total: int = self._connection.execute(upsert.returning(_table.count)).scalar_one()
        return total == count

    def counts(self, since: datetime) -> dict[str, int]:
        """Return how many requests were refused since then, by reason."""
        summed = (
            select(_table.reason, func.sum(_table.count))
            .where(_table.minute >= since)
            .group_by(_table.reason)
        )
        return {reason: int(count) for reason, count in self._connection.execute(summed)}
