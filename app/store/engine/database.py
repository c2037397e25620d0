"""What is the same on both engines: column types, locks, turns and failures."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any, Final

from sqlalchemy import Connection, DateTime, Dialect, String, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, OperationalError
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


Upsert = sqlite.Insert | postgresql.Insert
"""INSERT … ON CONFLICT: both engines spell it alike, but SQLAlchemy has it in two places."""


def upsert_into(dialect: str, table: Table) -> Upsert:
    """Return an INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


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


class AdvisoryLock(IntEnum):
    """What an advisory lock of PostgreSQL protects. SQLite has one writer anyway.

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
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return getattr(cause, "sqlite_errorname", None) or type(cause).__name__
    if code := getattr(cause, "sqlstate", None):
        return str(code)
    if isinstance(
        error, OperationalError
    ):  # libpq gives no code when no server answered, or one refused to begin
        said = str(cause)
        return next(
            (code for code, words in _BY_WORDS.items() if any(each in said for each in words)), "unreachable"
        )
    return type(cause).__name__
