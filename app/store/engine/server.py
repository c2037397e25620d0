"""What PostgreSQL's server is asked: its time, its connections, a scrubbing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Engine, text

from app.store.engine.connection import begin

_SCRUBBING: Final = 30
"""Seconds: a large table takes longer than other statements may, but somebody waits for the page."""


def time_of(engine: Engine) -> datetime | None:
    """Return the time of the database's own computer; None for SQLite, which has none.

    Raises:
        StoreUnavailable: it cannot be asked.
    """
    if engine.dialect.name == "sqlite":
        return None
    with begin(engine, read_only=True) as connection:
        now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return now


class Connections(NamedTuple):
    """How many connections this user may have to this database, and has."""

    most: int
    in_use: dict[str, int]
    """How many there are, by the name that their processes give: `anteroom web`."""


_MOST: Final = """\
SELECT least(
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
  - coalesce(current_setting('reserved_connections', true)::int, 0),
  (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = current_user),
  (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()))"""
_IN_USE: Final = """\
SELECT application_name, count(*) FROM pg_stat_activity
WHERE datname = current_database() AND usename = current_user GROUP BY application_name"""


def connections_of(connection: Connection) -> Connections:
    """Return how many connections there may be, and are."""
    most = int(connection.exec_driver_sql(_MOST).scalar_one())
    return Connections(most, {str(name): int(count) for name, count in connection.exec_driver_sql(_IN_USE)})


def scrub(engine: Engine, names: Iterable[str]) -> bool:
    """Remove deleted rows from these tables' pages and indexes.

    Those that an open transaction may still read stay. Return whether every table was cleaned: a table of another
    user is skipped, and PostgreSQL only warns of it.
    """
    warnings: list[object] = []
    with engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        driver: Any = alone.connection.driver_connection
        alone.detach()  # what is set here goes with the connection, and no pool keeps it
        driver.add_notice_handler(warnings.append)
        driver.allow(_SCRUBBING)
        alone.exec_driver_sql(f"SET statement_timeout = '{_SCRUBBING}s'")
        alone.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON) {', '.join(names)}")
    return not warnings
