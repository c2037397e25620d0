"""The database's schema: migrate it, and say how far it is.

The migrations are in `migrations/`. Alembic is imported on first use: that takes a seventh of a start, and most commands
and every server that finds its tables do without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import URL, Connection, Engine, inspect, select, text

from app.store.clinic.milestones import Milestone
from app.store.engine import sqlite
from app.store.engine.connection import begin
from app.store.engine.database import (
    WrongRevision,
    upsert_into,
)
from app.store.engine.differences import in_words
from app.store.engine.migration import alone, patiently
from app.store.model import table_of
from app.store.tables import metadata

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import Script, ScriptDirectory

_MIGRATIONS: Final = Path(__file__).resolve().parents[3] / "migrations"
FIRST: Final = "0100"
"""The migration of release 1.0, with which every database begins."""
NEWER: Final = "This database was made by a newer Anteroom; deploy that version."
UNRELEASED: Final = (
    "This database was made before release 1.0, and cannot be upgraded: move it away, or name another in DATABASE_URL, "
    "and begin a new one with flask db upgrade."
)


class Standing(StrEnum):
    """How far a database is, against the migrations that the code has."""

    OK = "ok"
    PENDING = "pending"
    AHEAD = "ahead"
    """It has newer migrations, which this code can work with: an upgrade is under way."""
    NEWER = "newer"
    UNRELEASED = "unreleased"
    """It was made before release 1.0."""


def upgrade(engine: Engine) -> str | None:
    """Apply every missing migration, and return the revision it was at.

    Several processes may call this at once: one migrates, and the others wait. Nothing else creates a missing SQLite
    file.

    Raises:
        StoreUnavailable: the database cannot be reached.
        WrongRevision: it is at a migration that the code does not have.
    """
    if engine.url.get_backend_name() == "sqlite":
        sqlite.create_private(sqlite.file_of(engine.url))
    from alembic import command  # noqa: PLC0415

    def migrate() -> str | None:
        with _migrating(engine.url) as (config, before):
            command.upgrade(config, "head")
            _record_served_release(config.attributes["connection"])
        return before

    return patiently(migrate)


def bring(connection: Connection, revision: str = "head") -> None:
    """Apply migrations up to a revision, in a transaction of `alone`.

    The caller has begun it.
    """
    from alembic import command  # noqa: PLC0415

    command.upgrade(_config(connection), revision)
    _record_served_release(connection)


def take_away(connection: Connection) -> None:
    """Drop every table of ours, in a transaction of `alone`.

    The caller has begun it.

    Raises:
        WrongRevision: they are those of a migration that the code does not have.
    """
    from alembic import command  # noqa: PLC0415

    before = revision_of(connection)
    if before is not None:
        _refuse_unless_known(before)
        command.downgrade(_config(connection), "base")


def downgrade(engine: Engine, revision: str) -> None:
    """Take migrations back to a revision: `base`, `-1`, or a number such as `0100`.

    Raises:
        StoreUnavailable: the database cannot be reached.
        WrongRevision: there is no such revision, or the database is at one that the code does not have.
    """
    from alembic import command  # noqa: PLC0415

    def migrate() -> None:
        with _migrating(engine.url) as (config, _before):
            command.downgrade(config, revision)
            _record_served_release(config.attributes["connection"])

    patiently(migrate)


def current(engine: Engine) -> str | None:
    """Return the revision that the database is at.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    with begin(engine, read_only=True) as connection:
        return revision_of(connection)


def is_unreleased(engine: Engine) -> bool:
    """Return whether a database was made before release 1.0.

    Each start asks this, and importing Alembic would take a seventh of it.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    with begin(engine, read_only=True) as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision is not None and revision < FIRST


@cache
def head() -> str:
    """Return the newest revision that the code knows."""
    newest = _scripts().get_current_head()
    if newest is None:
        raise FileNotFoundError(f"no migrations in {_MIGRATIONS}")
    return newest


def standing(engine: Engine) -> Standing:
    """Return how far the database is.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    with begin(engine, read_only=True) as connection:
        return standing_of(connection)


def standing_of(connection: Connection) -> Standing:
    """Return how far the database is that a transaction is about."""
    revision = revision_of(connection)
    if revision == head():
        return Standing.OK
    if revision is None or revision in known():
        return Standing.PENDING
    if revision < FIRST:
        return Standing.UNRELEASED
    return Standing.AHEAD if _serves(connection) in known() else Standing.NEWER


# An upgrade without a stop: the database says which releases its tables serve, so that their machines stay ready until
# they are replaced. A release only adds what its code needs (it expands). What only the release before it used is
# dropped in a later release (it contracts), whose migration says so by `SERVES`.

SERVES: Final = "schema_serves"
"""The milestone that says so: its actor is the newest migration of the oldest release whose code works here."""


def _serves(connection: Connection) -> str | None:
    if not inspect(connection).has_table(Milestone.__tablename__):
        return None
    found = select(Milestone.actor).where(Milestone.name == SERVES)
    serves: str | None = connection.execute(found).scalar()
    return serves


def _record_served_release(connection: Connection) -> None:
    """Record the oldest release that the tables serve, by its newest migration."""
    revision = revision_of(connection)
    if revision is None or not inspect(connection).has_table(Milestone.__tablename__):
        return
    news = {"at": datetime.now(UTC), "actor": _served_by(revision)}
    kept = upsert_into(connection.dialect.name, table_of(Milestone)).values(name=SERVES, **news)
    connection.execute(kept.on_conflict_do_update(index_elements=["name"], set_=news))


@cache
def _served_by(revision: str) -> str:
    """Return the oldest release that the tables of a revision serve."""
    applied = _scripts().iterate_revisions(revision, "base")
    said = (getattr(script.module, "SERVES", None) for script in applied)
    return next((each for each in said if each is not None), FIRST)


def differences(engine: Engine) -> list[str]:
    """Return in words how the tables in the database and in the code differ.

    Raises:
        StoreUnavailable: it cannot be read.
    """
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415

    # SQLite has no identity columns, and so would always differ in one.
    compared = {"compare_type": True, "compare_server_default": engine.dialect.name != "sqlite"}
    with begin(engine, read_only=True) as connection:
        return in_words(compare_metadata(MigrationContext.configure(connection, opts=compared), metadata))


@cache
def known() -> frozenset[str]:
    """Return every revision that the code knows."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def _refuse_unless_known(revision: str | None) -> None:
    """Raise `WrongRevision` unless the code has the migration that a database is at."""
    if revision is not None and revision not in known():
        raise WrongRevision(UNRELEASED if revision < FIRST else NEWER)


def pending(connection: Connection) -> list[Script]:
    """Return the migrations that the database lacks, in order.

    Raises:
        WrongRevision: it is at one that the code does not have.
    """
    revision = revision_of(connection)
    _refuse_unless_known(revision)
    lacking = _scripts().iterate_revisions("head", revision or "base")
    return list(reversed([script for script in lacking if script.revision != revision]))


def _scripts() -> ScriptDirectory:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return ScriptDirectory.from_config(_config())


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the database that a transaction is about."""
    from alembic.migration import MigrationContext  # noqa: PLC0415

    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(url: URL) -> Iterator[tuple[Config, str | None]]:
    """Run the block alone among migrations, with the revision that it starts from."""
    from alembic.util import CommandError  # noqa: PLC0415

    try:
        with alone(url) as connection:
            before = revision_of(connection)
            _refuse_unless_known(before)
            yield _config(connection), before
    except CommandError as error:
        raise WrongRevision(str(error)) from None
