"""How large the database is, and how much room its disk has left. Measured now and then: a size is never exact.

What strangers have caused does not count: their lines in the trail, and the limits that they have met. There is an end
to both (`app/store/refusals.py`), and neither may take the room of patients. Nor do pages that are free again.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from app.store import sqlite
from app.store.limit_hits import TRY_BYTES
from app.store.refusals import LINE_BYTES, LINES
from app.store.storage_counts import StorageCounts
from app.store.tables import limit_hits
from app.store.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection, Engine

_MEASURED_EVERY: Final = 60.0
MEGABYTE: Final = 1_000_000
_SIZE_OF_SQLITE: Final = (
    "SELECT (page_count - freelist_count) * page_size"
    " FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
)
_SIZE_OF_POSTGRESQL: Final = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True, slots=True)
class Measured:
    """In megabytes; the size without what strangers have caused. What is free is known of SQLite's disk alone; PostgreSQL's may be another machine's."""

    size: int
    free: int | None

    def is_full(self, most: int, least_free: int) -> bool:
        """Return whether it is too large, or too little is free. 0 is no limit."""
        too_large = bool(most) and self.size >= most
        return too_large or (self.free is not None and self.free < least_free)

    def is_nearly_full(self, most: int, least_free: int) -> bool:
        """Return whether four fifths of the room are taken, or less than twice what has to be free is."""
        large = bool(most) and self.size * 5 >= most * 4
        return large or (self.free is not None and self.free < 2 * least_free)


class Room:
    """May be shared between threads: two who measure at once are both right."""

    __slots__ = ("_engine", "_last", "_measured_at", "_monotonic")

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._monotonic = monotonic
        self._measured_at = float("-inf")
        self._last = Measured(0, None)

    def measured(self) -> Measured:
        """Return what was found within the last minute.

        Raises:
            StoreUnavailable: the database cannot be asked.
        """
        now = self._monotonic()
        if now - self._measured_at >= _MEASURED_EVERY:
            self._last, self._measured_at = self._measure(), now
        return self._last

    def bytes(self) -> int:
        """Return how large the database is, without what strangers have caused. Raises as `measured` does."""
        asked = _SIZE_OF_SQLITE if self._engine.dialect.name == "sqlite" else _SIZE_OF_POSTGRESQL
        with transaction(self._engine, read_only=True) as connection:
            return int(connection.exec_driver_sql(asked).scalar_one()) - _of_strangers(connection)

    def _measure(self) -> Measured:
        size, free = self.bytes(), None  # in this order: the database says best why it cannot be asked
        if self._engine.dialect.name == "sqlite":
            free = shutil.disk_usage(sqlite.file_of(self._engine.url).parent).free // MEGABYTE
        return Measured(max(0, size) // MEGABYTE, free)


def _of_strangers(connection: Connection) -> int:
    """Return about how many bytes strangers have caused."""
    tries = connection.execute(select(func.count()).select_from(limit_hits)).scalar_one()
    return StorageCounts(connection).total(LINES) * LINE_BYTES + int(tries) * TRY_BYTES
