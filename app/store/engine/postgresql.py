"""PostgreSQL, through psycopg 3."""

from __future__ import annotations

from typing import Any, Final

import psycopg
from psycopg.abc import RV, PQGen
from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine import ExceptionContext

from app.store.engine.connection import begin
from app.store.engine.database import UNSUPPORTED, Timeouts
from app.store.engine.role import Role, role_of

_GRACE: Final = 2
"""Seconds past the server's own `statement_timeout`, in which its answer may arrive."""
_DEAD_PEER: Final = {
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""libpq: a machine that is gone, or a cable that was pulled, is noticed in some ten seconds."""
_UNHURRIED: Final = Timeouts(connect=10, statement=60, idle=60)
_TIMEOUTS: Final = {Role.WORKER: _UNHURRIED}
"""For roles in which nobody waits for an answer. They wait for a lock no longer than others: messages queue behind."""
_READ_ONLY: Final = "25006"


class _Connection(psycopg.Connection[Any]):
    """A connection that gives up on a frozen server.

    Such a server's kernel still answers keepalives. Whether a COMMIT that was given up took effect is not known.
    The message then comes again, and finds its receipt or not.
    """

    limit: float | None = None
    """Seconds for one answer."""

    def allow(self, statement: float) -> None:
        """Give a statement as many seconds as the server does, or any number if that is 0."""
        self.limit = statement + _GRACE if statement else None

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
        connection.allow(limits.statement)
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


def change_own_password(engine: Engine, password: str) -> None:
    """Change the password with which we sign in to PostgreSQL.

    Only its SCRAM verifier is sent, so no log of the server's holds the password.

    Raises:
        StoreUnavailable: the database cannot be reached, or refuses.
    """
    with begin(engine, read_only=False) as connection:
        driver: Any = connection.connection.driver_connection
        user = driver.info.user
        verifier = driver.pgconn.encrypt_password(password.encode(), user.encode(), b"scram-sha-256").decode()
        change = SQL("ALTER ROLE {} PASSWORD {}").format(Identifier(user), Literal(verifier))
        connection.exec_driver_sql(change.as_string(driver).replace("%", "%%"))


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
