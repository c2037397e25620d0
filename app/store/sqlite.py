"""SQLite, as a database that must not lose or show anything."""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import URL, create_engine, event

from app.store.errors import StoreUnavailable
from app.store.file_modes import close_to_others

if TYPE_CHECKING:
    from sqlite3 import Connection as Raw

    from sqlalchemy import Connection, Engine
    from sqlalchemy.pool import ConnectionPoolEntry

    from app.store.waits import Waits

    Identity = tuple[int, int]
    """The device and the inode of a file."""

READ_ONLY: Final = "anteroom_read_only"
"""Execution option: the transaction that begins reads and never writes."""
_ALONE: Final = "anteroom_alone"
"""Execution option: no transaction begins; what is run is refused within one."""

_PLACE: Final = "anteroom_place"
_FOUND: Final = "anteroom_found"

_PRAGMAS: Final = (
    "secure_delete = ON",  # what is deleted is overwritten
    "temp_store = MEMORY",  # no sort spills into a file
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk before it is acknowledged
)


def engine(url: URL, pool_size: int, max_overflow: int, waits: Waits, *, foreign_keys: bool) -> Engine:
    """Return an engine on the file, which has to be there: migrations alone create it.

    Raises:
        ValueError: the URL names no file. What is in memory is lost with the process.
    """
    path = file_of(url)
    made = create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=waits.pool,
        # The driver begins no transaction by itself; `begin` below does, and so DDL is transactional too.
        connect_args={"timeout": waits.busy, "isolation_level": None},
    )

    place = _Place(path)

    @event.listens_for(made, "do_connect")
    def find(_dialect: object, record: ConnectionPoolEntry, *_: object) -> None:
        # SQLite would make an empty file, and patients would write into it while the real one is away.
        record.info.update({_PLACE: place, _FOUND: place.prove()})
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
    return made


class _Place:
    """The file that an engine opened first. The process goes on with no other that gets its name.

    A connection stays with the file that it opened. Once that is moved away, SQLite goes on writing into it, and what
    patients are told we have would be where nobody looks.
    """

    __slots__ = ("_lock", "_opened", "_path")

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._opened: Identity | None = None

    def hold(self, found: Identity) -> None:
        """Take what was found before the connection was made for the file that it opened.

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
        stat = path.stat()
    except FileNotFoundError:
        return "no_database_file"
    except OSError:
        return "SQLITE_CANTOPEN"
    return stat.st_dev, stat.st_ino


def prove_place(info: dict[Any, Any]) -> None:
    """Prove that the file of a connection, by the pool's notes about it, still has the database's name.

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
    """Return whether there is no such file. What cannot be looked at is not missing."""
    return _file_at(path) == "no_database_file"


def has_log_alone(path: Path) -> bool:
    """Return whether the write-ahead log of a file is there without it. SQLite deletes such a log, with the newest changes."""
    log = path.with_name(f"{path.name}-wal")
    return is_missing(path) and not is_missing(log) and log.stat().st_size > 0


def create_private(path: Path) -> None:
    """Create the database's file 0600, and its folder 0700, unless they are there. SQLite's -wal and -shm inherit the mode.

    An existing file is never opened: closing it would drop the locks that SQLite holds on it in this process.

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
    """Empty the write-ahead log, which holds pages as they were before something was deleted on them.

    Return whether that was done: a reader who takes long is in the way.
    """
    with engine.connect() as connection:
        alone = connection.execution_options(**{_ALONE: True})
        # The first copies what it can beside those who write; for the second, who keeps them waiting, little is left.
        alone.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)")
        is_busy, *_ = alone.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not is_busy


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get(_ALONE, False):
        return
    read_only = options.get(READ_ONLY, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {read_only:d}")
    # A writer that began as a reader could be refused half-way; IMMEDIATE waits for its turn at the door.
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
