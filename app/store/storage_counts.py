"""How much came in on a day, from each sender and from all: counted in the statement that decides."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import bindparam, delete, func, or_, select

from app.store.tables import storage_counts
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection, Executable

_table = storage_counts.c
ALL: Final = UUID(int=0)
"""The scope of the whole deployment."""
RECORDS: Final = "records"
"""The kind under which records that were handed in are counted."""
TURNED_DOWN: Final = ("no_messages", "no_records", "no_room")
"""The kinds under which it is counted how often a sender was told that something was not saved."""
RESET: Final = "reset"
"""The kind, by the hour, under which it is counted that a member's sign-in was reset: admins are told."""
FOREVER: Final = 0
"""The day of what is counted for ever."""


class StorageCounts:
    """The counts of one transaction. What it counts is taken back with it."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, scope: UUID, kind: str, day: int, amount: int = 1) -> int:
        """Count, and return the count. Another who counts the same waits for this transaction."""
        values = {"scope": scope, "kind": kind, "day": day, "count": amount}
        return int(self._connection.execute(_add(self._connection.dialect.name), values).scalar_one())

    def get(self, scope: UUID, kind: str, day: int) -> int:
        """Return the count."""
        values = {"of": scope, "what": kind, "on": day}
        return self._connection.execute(_ONE, values).scalar_one_or_none() or 0

    def most(self, kind: str, day: int) -> int:
        """Return the highest count of any sender on a day."""
        highest = select(func.max(_table.count)).where(
            _table.kind == kind, _table.day == day, _table.scope != ALL
        )
        return int(self._connection.execute(highest).scalar_one() or 0)

    def hours(self, code: str, since: datetime) -> list[tuple[UUID, datetime]]:
        """Return of whom something was counted in an hour that began then or later, with the hour, oldest first."""
        kinds = [hour_kind(since.replace(hour=hour), code) for hour in range(24)]
        counted = select(_table.scope, _table.day, _table.kind).where(
            _table.day >= day_of(since), _table.kind.in_(kinds)
        )
        midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
        hours = [
            (scope, midnight + timedelta(days=day - day_of(since), hours=int(kind.partition(".")[0])))
            for scope, day, kind in self._connection.execute(counted)
        ]
        return sorted(
            ((scope, hour) for scope, hour in hours if hour >= since - timedelta(hours=1)),
            key=lambda each: each[1],
        )

    def total(self, kind: str) -> int:
        """Return what was counted of all together, on all days that are kept."""
        summed = select(func.sum(_table.count)).where(_table.scope == ALL, _table.kind == kind)
        return int(self._connection.execute(summed).scalar_one() or 0)

    def forget(self, before: int, kept: str = "", kept_from: int = 0) -> None:
        """Forget the days before this one; what is counted for ever stays, and of the kind `kept` the days from then on."""
        over = or_(_table.kind != kept, _table.day < kept_from)
        self._connection.execute(
            delete(storage_counts).where(_table.day < before, _table.day != FOREVER, over)
        )


@cache
def _add(dialect: str) -> Executable:
    adding = insert(dialect, storage_counts)
    more = {"count": _table.count + adding.excluded.count}
    return adding.on_conflict_do_update(index_elements=["scope", "kind", "day"], set_=more).returning(
        _table.count
    )


_ONE = select(_table.count).where(
    _table.scope == bindparam("of"), _table.kind == bindparam("what"), _table.day == bindparam("on")
)


def hour_kind(at: datetime, code: str) -> str:
    """Return the kind of what is counted by the hour."""
    return f"{at.hour:02}.{code}"


def day_of(now: datetime) -> int:
    """Return the number of the day, in UTC."""
    return now.toordinal()
