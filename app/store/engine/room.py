"""How large the database is, and how much space its disk has left.

It is measured now and then, so it is never exact.

The size leaves out what strangers cause: their lines in the trail, and their hits on limits. Both are bounded
(`app/store/work/refusals.py`), and neither may take space from patients. Free pages are left out too.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Final, NamedTuple

from sqlalchemy import Connection, Engine, func, select

from app.intervals import Interval
from app.store.engine import sqlite
from app.store.engine.connection import begin
from app.store.staff.limit_hits import TRY_BYTES, LimitHit
from app.store.work import storage_counts
from app.store.work.refusals import LINE_BYTES, LINES

_MEASURED_EVERY: Final = 60.0
MEGABYTE: Final = 1_000_000
_SIZE_OF_SQLITE: Final = (
    "SELECT (page_count - freelist_count) * page_size"
    " FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
)
_SIZE_OF_POSTGRESQL: Final = "SELECT pg_database_size(current_database())"


class Measured(NamedTuple):
    """The database's size, without what strangers caused, and the free disk, in MB.

    Free space is known for SQLite only: PostgreSQL may be on another machine.
    """

    size: int
    free: int | None

    def is_full(self, most: int, least_free: int) -> bool:
        """Return whether it is too large, or too little is free. 0 is no limit."""
        too_large = bool(most) and self.size >= most
        return too_large or (self.free is not None and self.free < least_free)

    def is_nearly_full(self, most: int, least_free: int) -> bool:
        """Return whether space is getting short.

        Four fifths of the allowance are used, or less than twice the required free space is left.
        """
        large = bool(most) and self.size * 5 >= most * 4
        return large or (self.free is not None and self.free < 2 * least_free)


class Room:
    """Measures the database's size and the free disk, at most once a minute.

    Threads may share it: if two measure at once, both are right.
    """

    __slots__ = ("_engine", "_last", "_measure_again")

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._measure_again = Interval(_MEASURED_EVERY, monotonic)
        self._last = Measured(0, None)

    def measured(self) -> Measured:
        """Return what was found within the last minute.

        Raises:
            StoreUnavailable: the database cannot be asked.
        """
        if self._measure_again.is_over():
            self._last = self._measure()
            self._measure_again.begin()
        return self._last

    def bytes(self) -> int:
        """Return how large the database is, without what strangers have caused.

        Raises what `measured` raises.
        """
        asked = _SIZE_OF_SQLITE if self._engine.dialect.name == "sqlite" else _SIZE_OF_POSTGRESQL
        with begin(self._engine, read_only=True) as connection:
            return int(connection.exec_driver_sql(asked).scalar_one()) - _of_strangers(connection)

    def _measure(self) -> Measured:
        size, free = self.bytes(), None  # in this order: the database says best why it cannot be asked
        if self._engine.dialect.name == "sqlite":
            free = shutil.disk_usage(sqlite.file_of(self._engine.url).parent).free // MEGABYTE
        return Measured(max(0, size) // MEGABYTE, free)


def _of_strangers(connection: Connection) -> int:
    """Return roughly how many bytes strangers have caused."""
    tries = connection.execute(select(func.count()).select_from(LimitHit)).scalar_one()
    return storage_counts.total(connection, LINES) * LINE_BYTES + int(tries) * TRY_BYTES
