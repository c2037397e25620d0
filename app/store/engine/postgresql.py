"""PostgreSQL, through psycopg 3."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import psycopg
from psycopg.abc import RV, PQGen
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext

from app.store.engine.database import UNSUPPORTED, Timeouts

_GRACE: Final = 2
"""Seconds past the server's own `statement_timeout`, in which its answer may arrive."""
_SCRUBBING: Final = 30
"""Seconds: a large table takes longer than other statements may, but somebody waits for the page."""
_DEAD_PEER: Final = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""libpq: a machine that is gone, or a cable that was pulled, is noticed in some ten seconds."""


class Role(StrEnum):
    """What a process is for.

    PostgreSQL lists its connections under that name, in `pg_stat_activity`.
    """

    WEB = "web"
    WORKER = "worker"
    COMMAND = "command"


_ROLE: Final = "anteroom_role"
_UNHURRIED: Final = Timeouts(connect=10, statement=60, idle=60)
_TIMEOUTS: Final = {Role.WORKER: _UNHURRIED}
"""For roles in which nobody waits for an answer. They wait for a lock no longer than others: messages queue behind."""
_READ_ONLY: Final = "25006"


def play(engine: Engine, role: Role) -> None:
    """Give connections that are made from now on the role's name and time limits."""
    engine.update_execution_options(**{_ROLE: role})


def role_of(engine: Engine) -> Role:
    """Return the role that `play` gave."""
    role: Role = engine.get_execution_options().get(_ROLE, Role.COMMAND)
    return role


class _Connection(psycopg.Connection[Any]):
    """A connection that gives up on a frozen server.

    Such a server's kernel still answers keepalives. Whether a COMMIT that was given up took effect is not known.
    The message then comes again, and finds its receipt or not.
    """

    limit: float | None = None
    """Seconds for one answer."""

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait as psycopg does, at most `limit`; close the connection without an answer."""
        try:
            return super().wait(gen, interval, self.limit if timeout is None else timeout)
        except psycopg.OperationalError as error:
            if error.sqlstate is None:
                self.close()  # or the rollback to come would wait as long again
            raise


def engine(url: URL, pool_size: int, max_overflow: int, timeouts: Timeouts) -> Engine:
    """Return an engine whose connections are checked before use and give up in time."""
    made = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        # A transaction that waited for a lock must see what the other committed, whatever the server's default.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=timeouts.pool,
        connect_args=_DEAD_PEER,
    )

    proven: list[Role] = []

    @event.listens_for(made, "do_connect")
    def connect(_dialect: object, _record: object, args: list[Any], options: dict[str, Any]) -> _Connection:
        role = role_of(made)
        limits = _TIMEOUTS.get(role, timeouts)
        connection = _Connection.connect(*args, **options | _of_session(role, limits))
        connection.limit = limits.statement + _GRACE if limits.statement else None
        if not proven:
            _prove_limits(connection, limits)
            proven.append(role)
        return connection

    @event.listens_for(made, "handle_error")
    def leave(context: ExceptionContext) -> None:
        # A standby that was a primary keeps its connections. Those of a pool would be tried one by one.
        if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY:
            context.is_disconnect = True

    return made


def _of_session(role: Role, limits: Timeouts) -> dict[str, Any]:
    """Return the parameters with which a connection begins."""
    settings = {
        "statement_timeout": _milliseconds(limits.statement),
        "lock_timeout": _milliseconds(limits.lock),
        "idle_in_transaction_session_timeout": _milliseconds(limits.idle),
        "TimeZone": "UTC",
    }
    return {
        "application_name": f"anteroom {role}",
        "connect_timeout": round(limits.connect),
        "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
    }


_HOLDS: Final = "SELECT setting::int FROM pg_settings WHERE name = 'statement_timeout'"


def _prove_limits(connection: _Connection, limits: Timeouts) -> None:
    """Ask a new connection whether the time limits that it began with hold.

    PgBouncer with `ignore_startup_parameters = options` takes them and forgets them. A statement that nothing ends
    holds a thread, and a lock, for as long as it likes.

    Raises:
        OperationalError: they do not, in the words of a PgBouncer that refuses them.
    """
    [(held,)] = connection.execute(_HOLDS).fetchall()
    connection.rollback()
    if held != _milliseconds(limits.statement):
        connection.close()
        raise psycopg.OperationalError(UNSUPPORTED)


# How many connections there may be, and are.


@dataclass(frozen=True, slots=True)
class Connections:
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
        driver.limit = _SCRUBBING + _GRACE
        alone.exec_driver_sql(f"SET statement_timeout = {_milliseconds(_SCRUBBING)}")
        alone.exec_driver_sql(f"VACUUM (INDEX_CLEANUP ON) {', '.join(names)}")
    return not warnings


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
