"""Opening the database that a URL names."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Final
from uuid import uuid4

from sqlalchemy import Connection, Engine, func, insert, make_url, select
from sqlalchemy.exc import ArgumentError

from app.intervals import Interval
from app.store.engine import postgresql, sqlite
from app.store.engine.connection import begin
from app.store.engine.database import StoreUnavailable, Timeouts
from app.store.messages.receipts import Receipt
from app.store.model import table_of
from app.store.staff.limit_hits import TRY_BYTES, LimitHit
from app.store.work import storage_counts
from app.store.work.refusals import LINE_BYTES, LINES

_PATIENT = Timeouts()


def connect(
    url: str,
    *,
    pool_size: int = 5,
    max_overflow: int = 10,
    timeouts: Timeouts = _PATIENT,
    foreign_keys: bool = True,
) -> Engine:
    """Return the engine for a SQLite or PostgreSQL URL, not connected yet.

    The URL is `sqlite:///<file>`, `postgresql://…` or `postgres://…`.

    `foreign_keys=False` is only for migrations on SQLite: they rebuild tables, and dropping the old table would
    empty those that refer to it.

    Raises:
        ValueError: the URL names another kind of database, or SQLite without a file.
    """
    try:
        target = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError, and quotes it
        raise ValueError("DATABASE_URL is not a URL") from None
    match target.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return sqlite.engine(target, pool_size, max_overflow, timeouts, foreign_keys=foreign_keys)
        case "postgres" | "postgresql" | "postgresql+psycopg":
            return postgresql.engine(target, pool_size, max_overflow, timeouts)
        case _:
            raise ValueError("DATABASE_URL must begin with postgresql:// or sqlite:///")


# How large the database is, and how much space its disk has left. It is measured now and then, so it is
# never exact.
#
# The size leaves out what strangers cause: their lines in the trail, and their hits on limits. Both are bounded
# (`app/store/work/refusals.py`), and neither may take space from patients. Free pages are left out too.

_MEASURED_EVERY: Final = 60.0
MEGABYTE: Final = 1_000_000
_SIZE_OF_SQLITE: Final = (
    "SELECT (page_count - freelist_count) * page_size"
    " FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()"
)
_SIZE_OF_POSTGRESQL: Final = "SELECT pg_database_size(current_database())"


@dataclass(frozen=True, slots=True)
class Measured:
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


# Whether anything can be written. After a failed write, a write like a message's is tried, and rolled back.

_TRIED_EVERY: Final = 5.0
_FILLER: Final = 4 * 2**20
"""More than SQLite keeps in memory before it writes (2 MB), so that a full disk is noticed without a commit. Where less
than this fits, a message may or may not fit, so no request should be sent there."""


class WriteTrial:
    """What this process knows of its writes. May be shared between threads.

    A readiness check that only reads stays green on a full disk. So does one that any successful write clears: the few
    bytes of a heartbeat fit into a page that exists, while every message is refused. Hence a failed write is remembered
    until a write larger than a message has gone through. That is tried only when somebody asks, and not too often.
    """

    __slots__ = ("_engine", "_failed", "_try_again", "_trying")

    def __init__(self, engine: Engine, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._failed: str | None = None
        self._try_again = Interval(_TRIED_EVERY, monotonic)
        self._trying = Lock()

    def failed(self, reason: str) -> None:
        """Remember that a write failed, with `StoreUnavailable.reason`."""
        self._failed = reason

    def reason(self, *, at_once: bool = False) -> str | None:
        """Return why nothing can be written, as far as this process knows, or None.

        With `at_once` a write is tried now, even if none has failed.
        """
        if at_once:
            return self._tried()
        if self._failed is None or not self._trying.acquire(blocking=False):
            return self._failed
        try:
            if self._try_again.is_over():
                self._failed = self._tried()
                self._try_again.begin()
        finally:
            self._trying.release()
        return self._failed

    def _tried(self) -> str | None:
        row = {
            "message_sid": f"trial{uuid4().hex[:29]}",
            "id": uuid4(),
            "signature_digest": os.urandom(32),
            "received_at": datetime.now(UTC),
            "kind": "trial",
            "reply": os.urandom(_FILLER // 2).hex(),  # what repeats would be compressed
        }
        try:
            with begin(self._engine, read_only=False) as connection:
                connection.execute(insert(table_of(Receipt)).values(row))
                connection.rollback()
        except StoreUnavailable as error:
            return error.reason
        return None
