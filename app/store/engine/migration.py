"""One migration at a time.

It has a connection of its own, while every other that wants to migrate waits.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError

from app.store.engine import database, sqlite
from app.store.engine.connection import safe_errors
from app.store.engine.database import (
    AdvisoryLock,
    StoreUnavailable,
    Timeouts,
    reason,
)
from app.store.engine.engine import connect
from app.store.engine.retries import Result

if TYPE_CHECKING:
    pass

_UNHURRIED: Final = Timeouts(lock=0, statement=0, idle=0)
_ATTEMPTS: Final = 30
_PAUSE: Final = 2.0
"""Seconds between attempts. Requests that queued behind one are answered meanwhile; it waits some two seconds for tables."""
_HELD: Final = ("55P03", "40P01")


class DanglingReferences(RuntimeError):
    """Rows would be left without the row that they refer to."""


@contextmanager
def alone(url: URL) -> Iterator[Connection]:
    """Run the block alone among migrations, in one transaction.

    Its own errors come out whole: DDL holds no patient data.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    engine = connect(
        url.render_as_string(hide_password=False), pool_size=1, timeouts=_UNHURRIED, foreign_keys=False
    )
    try:
        with _file_lock(url) if url.get_backend_name() == "sqlite" else nullcontext():
            with safe_errors():
                engine.connect().close()
            with engine.begin() as connection:
                database.take_lock(connection, AdvisoryLock.SCHEMA)
                yield connection
                _check_references(connection)
    finally:
        engine.dispose()


def patiently(migrate: Callable[[], Result]) -> Result:
    """Run the function again while somebody uses a table that it has to change.

    Raises:
        StoreUnavailable: somebody does for more than a minute.
    """
    for left in reversed(range(_ATTEMPTS)):
        try:
            return migrate()
        except DBAPIError as error:
            if reason(error) not in _HELD:
                raise
        if left:
            time.sleep(_PAUSE)
    raise StoreUnavailable(_HELD[0])


@contextmanager
def _file_lock(url: URL) -> Iterator[None]:
    """Lock the database's folder.

    SQLite's own lock does not cover the switch of a new file to WAL, where one of two would fail.
    """
    path = sqlite.file_of(url)
    if sqlite.is_missing(path):
        raise StoreUnavailable("no_database_file")
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise StoreUnavailable("SQLITE_CANTOPEN") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _check_references(connection: Connection) -> None:
    """Refuse to commit a row whose parent is gone.

    Foreign keys were off, as `connect` explains.
    """
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise DanglingReferences(
            "the migration would leave rows without the row they refer to; nothing was changed"
        )
