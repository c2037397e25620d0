"""SQLite, as a database that must not lose or show anything."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, create_engine, event

from app.store.errors import StoreUnavailable
from app.store.file_modes import close_to_others

if TYPE_CHECKING:
    from sqlite3 import Connection as Raw

    from sqlalchemy import Connection, Engine

    from app.store.waits import Waits

READ_ONLY: Final = "anteroom_read_only"
"""Execution option: the transaction that begins reads and never writes."""
_ALONE: Final = "anteroom_alone"
"""Execution option: no transaction begins; what is run is refused within one."""

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

    @event.listens_for(made, "do_connect")
    def find(*_: object) -> None:
        # SQLite would make an empty file, and patients would write into it while the real one is away.
        if is_missing(path):
            raise StoreUnavailable("no_database_file")
        close_to_others(path)

    @event.listens_for(made, "connect")
    def configure(raw: Raw, _record: object) -> None:
        for pragma in (*_PRAGMAS, f"foreign_keys = {foreign_keys:d}"):
            raw.execute(f"PRAGMA {pragma}")

    event.listen(made, "begin", _begin)
    return made


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
    """Return whether there is no such file. What cannot be looked at is not missing: SQLite reports it by name."""
    try:
        path.stat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


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
