"""What is the same on both engines: column types, locks, turns and failures."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from threading import Event, Lock
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, DateTime, Dialect, String, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always timezone-aware in Python.

    PostgreSQL stores it with its time zone, SQLite in UTC without one. A naive datetime is refused with ValueError,
    because it would be another moment on every machine.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class ShortText(TypeDecorator[str]):
    """A text of at most `length` characters.

    SQLite would take more, so a longer text is refused here with ValueError.
    """

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  (the base's signature)
        if value is not None and len(value) > self.length:
            raise ValueError(f"a text here has at most {self.length} characters")
        return value


class Codes(ShortText):
    """Codes, each once, between commas: at most `length` characters."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return super().process_bind_param(None if value is None else ",".join(dict.fromkeys(value)), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002  (the base's signature)
        return None if value is None else tuple(filter(None, value.split(",")))


class JsonText(ShortText):
    """A list or a mapping, written as JSON of at most `length` characters."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return super().process_bind_param(None if value is None else json.dumps(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002  (the base's signature)
        return None if value is None else json.loads(value)


# INSERT … ON CONFLICT: both engines spell it alike, but SQLAlchemy has it in two places.


def upsert_into(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


# How long a connection waits before it gives up.


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. 0 waits for ever; for `pool` and `busy` it does not wait at all.

    Twilio gives a whole response 15 s (its error 11205). A timely 503 is worth more than a late answer: the message
    then comes again.
    """

    connect: float = 5
    pool: float = 5
    """How long to wait until another thread gives a connection back."""
    lock: float = 8
    """PostgreSQL: how long to wait for a row, a table or an advisory lock."""
    busy: float = 10
    """SQLite: how long to wait for the one writer."""
    statement: float = 10
    idle: float = 15
    """PostgreSQL: how long a stuck process may leave a transaction open, with its locks, before the server ends it."""


# PostgreSQL's advisory locks, held until a transaction ends. SQLite has one writer anyway.


class AdvisoryLock(IntEnum):
    """What an advisory lock protects.

    The numbers are the bytes of a word, and the same in all versions.
    """

    SCHEMA = 0x616E7465726F6F6D
    """“anteroom”: migrations. A backup shares it, so that no migration runs meanwhile."""
    KEYS = 0x6B657973
    """“keys”: putting a key on record, or striking it off."""
    AUDIT = 0x6175646974
    """“audit”: linking the trail, and removing its beginning."""
    BACKUP = 0x6261636B7570
    """“backup”: taking one."""
    HOLDS = 0x686F6C6473
    """“holds”: setting a hold, or erasing."""
    ROTATION = 0x726F74617465
    """“rotate”: moving everything to the newest keys. It is held for all of its transactions."""


def take_lock(connection: Connection, lock: int, *, shared: bool = False) -> None:
    """Wait for a lock, and hold it until the transaction ends.

    Any number of holders may have a `shared` lock at once.
    """
    if connection.dialect.name == "postgresql":
        take = func.pg_advisory_xact_lock_shared if shared else func.pg_advisory_xact_lock
        connection.execute(select(take(int(lock))))


def try_lock(connection: Connection, lock: int, *, shared: bool = False) -> bool:
    """Take a lock if it is free, and return whether it was; do not wait."""
    if connection.dialect.name != "postgresql":
        return True
    take = func.pg_try_advisory_xact_lock_shared if shared else func.pg_try_advisory_xact_lock
    return bool(connection.execute(select(take(int(lock)))).scalar_one())


# What can be wrong with the store, in words that are safe to log.


class StoreUnavailable(Exception):
    """Nothing was stored, or nothing could be read.

    `reason` is a code: SQLite's name, PostgreSQL's SQLSTATE, `unreachable`, `tls…`, `pooler`, `no_database_file`,
    `database_replaced`, `open_to_others` or `pool_timeout`; `explain` has its sentence. Neither the error nor its chain
    holds a statement or a value.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the store is unavailable: {self.reason}"


class NoSuchPatient(LookupError):
    """No patient has this id: there never was one, or they were erased."""


class Overtaken(Exception):
    """Somebody else has changed or deleted a row since it was read.

    Nothing of the transaction is stored.
    """


class WrongKeys(Exception):
    """The configured keys are not those of this database.

    The message names the variables and what to do.
    """


class WrongRevision(Exception):
    """This code does not have the migration that was asked for or is recorded.

    The message says what to do.
    """


UNSUPPORTED: Final = "unsupported startup parameter"
"""How PgBouncer refuses the time limits that we set when a connection begins."""
_BY_WORDS: Final = {
    "pooler": (UNSUPPORTED,),
    "tls_name": ("does not match host name",),
    "tls_authority": ("certificate verify failed", "root certificate file"),
    "tls": ("SSL error", "does not support SSL", "certificate"),
}
"""Code -> words of libpq's, which has no code when a connection does not come about. The first one that fits is used."""


def reason(error: DBAPIError) -> str:
    """Return the code of a driver's error, never its text.

    PostgreSQL's DETAIL, and some of SQLite's texts, hold values.
    """
    match error.orig:
        case sqlite3.Error() as failure:
            return getattr(failure, "sqlite_errorname", None) or type(failure).__name__
        case psycopg.Error(sqlstate=str(code)):
            return code
        case psycopg.OperationalError():  # libpq gives no code when no server answered, or one refused to begin
            said = str(error.orig)
            return next(
                (code for code, words in _BY_WORDS.items() if any(each in said for each in words)),
                "unreachable",
            )
        case failure:
            return type(failure).__name__


# What the code of a StoreUnavailable means, and what to do about it.

_FLASK: Final = ".venv/bin/flask --app wsgi"

_CAUSES: Final[dict[tuple[str, ...], str]] = {
    ("SQLITE_FULL", "SQLITE_IOERR", "53100", "58030"): (
        "The disk is full or failing. Free some space; the system's log (dmesg) names a failing disk."
    ),
    ("SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_PERM"): (
        "This user may not write the database file or its folder. See: ls -ld, on both."
    ),
    ("open_to_others",): (
        "Others may read or replace the database file, and this user may not change that. As the owner: chmod 600 on "
        "the file and those beside it, chmod 700 on a folder of its own."
    ),
    ("SQLITE_NOTADB",): "The file is not a database. Check DATABASE_URL.",
    ("SQLITE_CORRUPT",): "The database file is damaged. Stop the server, keep a copy, restore a backup.",
    ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03", "57014", "40", "pool_timeout"): (
        "Something else holds the database. Try again; if it lasts, look for a long backup or a stuck process."
    ),
    ("no_database_file",): (
        "The database file is not there. Put it back, or its disk; or stop the server and restore a backup: "
        f"{_FLASK} restore FILE. To begin a new one: {_FLASK} db upgrade"
    ),
    ("database_replaced",): (
        "Another file took the place of the database while this process ran. Start Anteroom again to go on with the file "
        "that is there now, and stop it before a restore."
    ),
    ("SQLITE_ERROR", "42P01", "42703"): f"Tables may be missing. Run: {_FLASK} db check",
    ("unreachable",): (
        "No server answers, or not to this user and password. Check DATABASE_URL and that PostgreSQL runs."
    ),
    ("tls_name",): (
        "The server's certificate is for another name than the host in DATABASE_URL. Write the host as the certificate does."
    ),
    ("tls_authority",): (
        "The server's certificate has expired, or no authority that is trusted here has signed it. In DATABASE_URL, "
        "sslrootcert names the file of its authority."
    ),
    (
        "tls",
    ): "A server answers, but not with TLS, for which sslmode in DATABASE_URL asks. See the server's log.",
    ("pooler",): (
        "A pooler (PgBouncer) stands in between and refuses or forgets the time limits that every connection begins with. "
        "Let DATABASE_URL lead to PostgreSQL itself."
    ),
    ("28", "3D000"): "The server does not know this user, password or database. Check DATABASE_URL.",
    ("ProgrammingError",): "DATABASE_URL has an option that PostgreSQL does not know.",
    ("42501",): "This database user may not do that. It has to own the database or its tables.",
    ("25006",): "The server takes no writes: it is a standby, or set to read only.",
    ("53",): "The server is out of connections or memory.",
    ("57P", "08"): "The server is stopping, starting, or cut the connection. Try again in a minute.",
}
_OTHER: Final = "Check DATABASE_URL; the database server's own log has more."


def explain(reason: str) -> str:
    """Return what is wrong and what to do, for a code of `StoreUnavailable.reason`.

    The first entry that fits is used.
    """
    return next((told for codes, told in _CAUSES.items() if reason.startswith(codes)), _OTHER)


# Background work runs in short stretches, each followed by a rest at least as long.
#
# SQLite has one writer at a time. Others that wait for it only ask now and then: every 25 ms at first, later every
# 100 ms. So a rest must be long enough for a writer that began to wait during the stretch to notice it. A rest also
# leaves the interpreter to other threads.

_STRETCH: Final = 0.025
_LEAST: Final = 0.05


class Pace:
    """The pace of one piece of work, in one thread."""

    __slots__ = ("_began", "_monotonic", "_rest", "_worked")

    def __init__(
        self,
        rest: Callable[[float], object] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rest = rest
        self._monotonic = monotonic
        self._began = 0.0
        self._worked = 0.0

    @contextmanager
    def stretch(self) -> Iterator[None]:
        """Run the block, a transaction, and rest after it.

        Very short stretches are added up, and rested for together.
        """
        self._began = self._monotonic()
        yield
        self._worked += self._monotonic() - self._began
        if self._worked >= _STRETCH:
            self._rest(max(_LEAST, self._worked))
            self._worked = 0.0

    def admitted(self) -> None:
        """Count the stretch from now on: waiting for the writer is not work."""
        self._began = self._monotonic()

    @property
    def is_over(self) -> bool:
        """Whether the stretch under way has been long enough."""
        return self._monotonic() - self._began >= _STRETCH


# Turns, taken in the order of arrival.
#
# A semaphore will not do: a thread that gives its turn back could take the next one before those that wait.


class Turns:
    """Allow `at_once` holders; the others wait in line for `patience` seconds.

    Threads may share it.
    """

    def __init__(self, at_once: int, patience: float) -> None:
        self._free = at_once
        self._patience = patience
        self._line: deque[Event] = deque()
        self._lock = Lock()

    @property
    def waiting(self) -> int:
        """Return how many wait in line."""
        return len(self._line)

    def take(self) -> bool:
        """Take a turn, and return whether one came in time."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            mine = Event()
            self._line.append(mine)
        try:
            if mine.wait(self._patience):
                return True
        except BaseException:  # a signal: a turn that nobody takes would never come back
            if not self._left(mine):
                self.give_back()
            raise
        return not self._left(mine)

    def _left(self, mine: Event) -> bool:
        """Leave the line, and return False if the turn came at the last moment."""
        with self._lock:
            if mine.is_set():
                return False
            self._line.remove(mine)
            return True

    def give_back(self) -> None:
        """End a turn, and give it to the first in line."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1
