"""One transaction, and its failures in safe words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from typing import Any, NoReturn

from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.store.database import StoreUnavailable, reason
from app.store.sqlite import READ_ONLY, one_writer, prove_place


@contextmanager
def begin(engine: Engine, *, read_only: bool) -> Iterator[Connection]:
    """Commit at the end, or undo everything when the block raises.

    Raises:
        StoreUnavailable: the database failed, at whatever point, the commit included.
    """
    options = {READ_ONLY: read_only, "postgresql_readonly": read_only}
    turn = nullcontext() if read_only else one_writer(engine)
    with safe_errors(), turn, engine.connect() as connection:
        with connection.execution_options(**options).begin():
            yield connection
        if not read_only:  # the file may have been replaced since the transaction began
            prove_place(connection.info)


@contextmanager
def safe_errors() -> Iterator[None]:
    """Raise StoreUnavailable in place of a driver's or the pool's error."""
    try:
        yield
    except DBAPIError as error:
        _raise_alone(StoreUnavailable(reason(error)))
    except PoolTimeout:
        _raise_alone(StoreUnavailable("pool_timeout"))
    except StatementError as error:
        # A value that a column type refused, before any driver saw it: the caller's mistake.
        _raise_alone(error.orig or error)


def _raise_alone(error: BaseException) -> NoReturn:
    try:
        raise error from None  # noqa: TRY301  (to be caught here is the point)
    except BaseException:
        # `from None` hides the first error but keeps it, and with it the parameters, for any crash reporter to read.
        error.__context__ = None
        raise


# The password with which Anteroom itself signs in to PostgreSQL.


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


# The database's own clock.


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
