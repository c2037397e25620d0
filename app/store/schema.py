"""The database's shape: bringing it to a migration, and telling how far it is. Migrations lie in `migrations/`."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from app.store import sqlite
from app.store.engine import connect
from app.store.errors import StoreUnavailable
from app.store.tables import metadata
from app.store.transaction import safe_errors, transaction
from app.store.waits import Waits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

_MIGRATIONS: Final = Path(__file__).resolve().parents[2] / "migrations"
_UNHURRIED: Final = Waits(lock=0, statement=0, idle=0)
_QUEUE: Final = 0x616E7465726F6F6D
"""The advisory lock that migrations take: the bytes of "anteroom"."""


def upgrade(engine: Engine) -> None:
    """Apply every migration that the database has not had. Several processes may: one does, the others wait.

    Raises:
        StoreUnavailable: the database cannot be reached.
    """
    with _migrating(engine.url) as config:
        command.upgrade(config, "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back to a revision: `base`, `-1`, or a number such as `0001`.

    Raises:
        StoreUnavailable: the database cannot be reached.
        alembic.util.CommandError: there is no such revision.
    """
    with _migrating(engine.url) as config:
        command.downgrade(config, revision)


def current(engine: Engine) -> str | None:
    """Return the revision that the database is at.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    with transaction(engine, read_only=True) as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str:
    """Return the newest revision that the code knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise FileNotFoundError(f"no migrations in {_MIGRATIONS}")
    return newest


def pending(engine: Engine) -> bool:
    """Return whether the database is not at the newest revision.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    return current(engine) != head()


def differences(engine: Engine) -> list[Any]:
    """Return what the tables in the database and those in the code do not share, as Alembic's operations.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    # SQLite has no identity columns, and so would always differ in one.
    compared = {"compare_type": True, "compare_server_default": engine.dialect.name != "sqlite"}
    with transaction(engine, read_only=True) as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=compared), metadata))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(url: URL) -> Iterator[Config]:
    """Run the block alone among migrations, in one transaction. Its own errors come out whole: DDL holds no patient data."""
    engine = connect(
        url.render_as_string(hide_password=False), pool_size=1, waits=_UNHURRIED, foreign_keys=False
    )
    try:
        with _file_lock(url) if url.get_backend_name() == "sqlite" else nullcontext():
            with safe_errors():
                engine.connect().close()
            with engine.begin() as connection:
                _wait_in_line(connection)
                yield _config(connection)
                _check_references(connection)
    finally:
        engine.dispose()


@contextmanager
def _file_lock(url: URL) -> Iterator[None]:
    """Hold the database's folder. SQLite's own lock does not cover the switch of a new file to WAL, where one of two fails."""
    path = sqlite.file_of(url)
    sqlite.create_private(path)
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        raise StoreUnavailable("SQLITE_CANTOPEN") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _wait_in_line(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:queue)"), {"queue": _QUEUE})


def _check_references(connection: Connection) -> None:
    """Refuse to commit a row whose parent is gone: foreign keys were off, see `connect`."""
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise RuntimeError(
            "the migration would leave rows without the row they refer to; nothing was changed"
        )
