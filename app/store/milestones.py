"""What was done, when, and by whom: where the software cannot see it, because somebody says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from app.store.tables import milestones
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

_table = milestones.c
BACKUP_TAKEN: Final = "backup_taken"
"""Marked by `flask backup`: when the newest backup was made."""
BACKUP_REHEARSED: Final = "backup_rehearsed"
"""Marked by `flask rehearse` and `flask restore`: when a backup was last restored and opened."""
TAKEN_WITHIN: Final = timedelta(days=7)
"""A backup older than this is too old."""
REHEARSED_WITHIN: Final = timedelta(days=90)
"""A rehearsal longer ago than this proves little of today's backups."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A thing done: when it was last said to be, and by whom."""

    name: str
    at: datetime
    actor: str


class Milestones:
    """The milestones of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def mark(self, name: str, actor: str, now: datetime) -> None:
        """Keep that it is done, in place of what was kept before."""
        news = {"at": now, "actor": actor}
        marked = (
            insert(self._connection.dialect.name, milestones)
            .values(name=name, **news)
            .on_conflict_do_update(index_elements=["name"], set_=news)
        )
        self._connection.execute(marked)

    def get(self, name: str) -> Milestone | None:
        """Return the milestone, or None as long as nobody has said that it is done."""
        found = self._connection.execute(select(milestones).where(_table.name == name)).one_or_none()
        return None if found is None else Milestone(*found)
