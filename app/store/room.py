"""How large the database is, and how much room its disk has left. Measured now and then: a size is never exact."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.store import sqlite
from app.store.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Engine

_MEASURED_EVERY: Final = 60.0
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Measured:
    """In megabytes. What is free is known of SQLite's disk alone; PostgreSQL's may be another machine's."""

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

    def _measure(self) -> Measured:
        on_sqlite = self._engine.dialect.name == "sqlite"
        asked = (
            "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            if on_sqlite
            else "SELECT pg_database_size(current_database())"
        )
        with transaction(self._engine, read_only=True) as connection:
            size = int(connection.exec_driver_sql(asked).scalar_one())
        free = shutil.disk_usage(sqlite.file_of(self._engine.url).parent).free if on_sqlite else None
        return Measured(size // MEGABYTE, None if free is None else free // MEGABYTE)
