"""SQLite, as a database that must not lose or show anything."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as Raw
from sqlite3 import Error
from threading import Lock
from typing import Any, Final, cast
from weakref import WeakKeyDictionary

from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from app.store.engine.database import StoreUnavailable, Timeouts
from app.store.engine.private_files import close_to_others
from app.store.engine.role import Role, role_of
from app.store.engine.turns import Turns

Identity = tuple[int, int]
"""The device and the inode of a file."""


READ_ONLY: Final = "anteroom_read_only"
"""Execution option: the transaction that begins only reads."""
_ALONE: Final = "anteroom_alone"
"""Execution option: no transaction begins; what is run is refused within one."""

_PLACE: Final = "anteroom_place"
_FOUND: Final = "anteroom_found"
_CHANGES: Final = "anteroom_changes"
"""How many rows a connection had changed when its transaction began."""

_PRAGMAS: Final = (
    "secure_delete = ON",  # what is deleted is overwritten
    "temp_store = MEMORY",  # no sort spills into a file
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk before it is acknowledged
)


def engine(url: URL, pool_size: int, max_overflow: int, timeouts: Timeouts, *, foreign_keys: bool) -> Engine:
    """Return an engine on the file, which must exist: only migrations create it.

    Raises:
        ValueError: the URL names no file. What is in memory is lost with the process.
    """
    path = file_of(url)
    made = create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=timeouts.pool,
        # The driver begins no transaction; `begin` below does, and so DDL is transactional too.
        connect_args={"timeout": timeouts.busy, "isolation_level": None},
    )

    place = _Place(path)
    _WRITERS[made.dialect] = Turns(1, timeouts.busy / 2)

    @event.listens_for(made, "do_connect")
    def find(_dialect: object, record: ConnectionPoolEntry, *_: object) -> None:
        # SQLite would make an empty file, and patients would write into it while the real one is away.
        record.info.update({_PLACE: place, _FOUND: place.prove()})
        if role_of(made) is not Role.COMMAND:
            _prove_writable(path)
        close_to_others(path)

    @event.listens_for(made, "connect")
    def configure(raw: Raw, record: ConnectionPoolEntry) -> None:
        try:
            place.hold(record.info[_FOUND])
        except StoreUnavailable:
            raw.close()
            raise
        for pragma in (*_PRAGMAS, f"foreign_keys = {foreign_keys:d}"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(made, "checkout")
    def prove(*_: object) -> None:
        place.prove()

    event.listen(made, "begin", _begin)
    event.listen(made, "commit", _prove_unchanged)
    return made


def _prove_writable(path: Path) -> None:
    """Prove that the file may be written now.

    Otherwise SQLite opens it read-only, and so does every later connection of the process while one of those is open,
    even when the disk takes writes again. A server would refuse all messages until it is restarted. A command is not
    checked: it ends soon, and what it reads may show what is wrong.

    Raises:
        StoreUnavailable: it may not.
    """
    if not os.access(path, os.W_OK, effective_ids=True):
        raise StoreUnavailable("SQLITE_READONLY")


class _Place:
    """The file that an engine opened first.

    The process never continues with another file of that name. A connection stays with the file that it
    opened. Once that is moved away, SQLite goes on writing into it, and what patients are told we have would
    be where nobody looks.
    """

    __slots__ = ("_lock", "_opened", "_path")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._opened: Identity | None = None

    def hold(self, found: Identity) -> None:
        """Note that a connection opened the file that was found before it was made.

        Raises:
            StoreUnavailable: as `prove` does; or it was replaced meanwhile.
        """
        with self._lock:
            self._opened = self._opened or found
        if self.prove() != found:
            raise StoreUnavailable("database_replaced")

    def prove(self) -> Identity:
        """Return which file has the name.

        Raises:
            StoreUnavailable: `no_database_file`; or `database_replaced`: it is not the one that was opened first.
        """
        found = _file_at(self._path)
        if isinstance(found, str):
            raise StoreUnavailable(found)
        if self._opened not in {None, found}:
            raise StoreUnavailable("database_replaced")
        return found


def _file_at(path: Path) -> Identity | str:
    """Return which file is there, or the code of why that is not known."""
    try:
        stat = os.stat(path)  # noqa: PTH116  (each message asks twice)
    except FileNotFoundError:
        return "no_database_file"
    except OSError:
        return "SQLITE_CANTOPEN"
    return stat.st_dev, stat.st_ino


# SQLite has one writer, and whoever waits for it asks now and then, later every 100 ms, in no order. So the threads of one
# process wait in a line of their own, in which the next is woken at once, and only the first of them asks SQLite.

_WRITERS: Final[WeakKeyDictionary[Dialect, Turns]] = WeakKeyDictionary()


@contextmanager
def one_writer(engine: Engine) -> Iterator[None]:
    """Run the block, which writes, while no other thread of this process writes.

    Raises:
        StoreUnavailable: as when SQLite itself is busy for too long.
    """
    turns = _WRITERS.get(engine.dialect)
    if turns is None:
        yield
        return
    if not turns.take():
        raise StoreUnavailable("SQLITE_BUSY")
    try:
        yield
    finally:
        turns.give_back()


def prove_place(info: dict[Any, Any]) -> None:
    """Prove that a connection's file still has the database's name.

    `info` is the pool's notes about the connection.

    Raises:
        StoreUnavailable: it does not: what was committed is in a file that was moved away.
    """
    place = info.get(_PLACE)
    if place is not None:
        place.prove()


def file_of(url: URL) -> Path:
    """Return the file that an SQLite URL names.

    Raises:
        ValueError: it names none.
    """
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        raise ValueError("DATABASE_URL must name a file: sqlite:////var/lib/anteroom/anteroom.db")
    return Path(name)


def is_missing(path: Path) -> bool:
    """Return whether there is no such file.

    A file that cannot be examined is not missing.
    """
    return _file_at(path) == "no_database_file"


def has_log_alone(path: Path) -> bool:
    """Return whether a file's write-ahead log is there without the file.

    SQLite deletes such a log, with the newest changes.
    """
    log = path.with_name(f"{path.name}-wal")
    return is_missing(path) and not is_missing(log) and log.stat().st_size > 0


def create_private(path: Path) -> None:
    """Create the database's file (0600) and folder (0700) if missing.

    SQLite's -wal and -shm files inherit the mode. An existing file is never opened: closing it would drop the
    locks that SQLite holds on it in this process.

    Raises:
        StoreUnavailable: it cannot be created.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return
    except OSError:
        raise StoreUnavailable("SQLITE_CANTOPEN") from None


def scrub(engine: Engine) -> bool:
    """Empty the write-ahead log, which holds pages from before a deletion.

    Return whether that was done: a reader that takes long prevents it.
    """
    with engine.connect() as connection:
        alone = connection.execution_options(**{_ALONE: True})
        # The first copies what it can while others write. The second makes them wait, and has little left to do.
        alone.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        is_busy, *_ = alone.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not is_busy


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_ALONE, False):
        return
    read_only = bool(options.get(READ_ONLY, False))
    connection.info[_CHANGES] = _raw(connection).total_changes
    # A writer that began as a reader could be refused half-way; IMMEDIATE waits for its turn first.
    execute(connection, "BEGIN" if read_only else "BEGIN IMMEDIATE")


def _prove_unchanged(connection: Connection) -> None:
    """Refuse to commit what a transaction has written that only reads.

    `PRAGMA query_only` would refuse the statement itself. But setting it makes SQLite prepare every statement of the
    connection again, twice for each page.

    Raises:
        StoreUnavailable: it has written, and is undone.
    """
    reads = connection.get_execution_options().get(READ_ONLY, False)
    if reads and _raw(connection).total_changes != connection.info[_CHANGES]:
        raise StoreUnavailable("SQLITE_READONLY")


def _raw(connection: Connection) -> Raw:
    return cast("Raw", connection.connection.dbapi_connection)


def execute(connection: Connection, statement: str, parameters: Any = ()) -> list[Any]:
    """Execute a statement by the driver alone, and return its rows.

    SQLAlchemy would take longer than SQLite takes for the statement, and every message runs the same ones.

    Raises:
        DBAPIError: the driver's error, as SQLAlchemy raises it.
    """
    try:
        return list(_raw(connection).execute(statement, parameters))
    except Error as error:
        raise DBAPIError.instance(None, None, error, Error, hide_parameters=True) from None
