"""One migration at a time: a connection of its own, while every other that wants to migrate waits."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Final

from app.store import queues, sqlite
from app.store.engine import connect
from app.store.errors import StoreUnavailable
from app.store.queues import Queue
from app.store.transaction import safe_errors
from app.store.waits import Waits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection

_UNHURRIED: Final = Waits(lock=0, statement=0, idle=0)


class DanglingReferences(RuntimeError):
    """Rows would be left without the row that they refer to."""


@contextmanager
def alone(url: URL) -> Iterator[Connection]:
    """Run the block alone among migrations, in one transaction. Its own errors come out whole: DDL holds no patient data.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    engine = connect(
        url.render_as_string(hide_password=False), pool_size=1, waits=_UNHURRIED, foreign_keys=False
    )
    try:
        with _file_lock(url) if url.get_backend_name() == "sqlite" else nullcontext():
            with safe_errors():
                engine.connect().close()
            with engine.begin() as connection:
                queues.wait(connection, Queue.SCHEMA)
                yield connection
                _check_references(connection)
    finally:
        engine.dispose()


@contextmanager
def _file_lock(url: URL) -> Iterator[None]:
    """Hold the database's folder. SQLite's own lock does not cover the switch of a new file to WAL, where one of two fails."""
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
    """Refuse to commit a row whose parent is gone: foreign keys were off, see `connect`."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise DanglingReferences(
            "the migration would leave rows without the row they refer to; nothing was changed"
        )
