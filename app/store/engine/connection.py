"""One transaction, and its failures in safe words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NoReturn

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError

from app.store.engine.database import Overtaken, StoreUnavailable, reason
from app.store.engine.sqlite import READ_ONLY, one_writer, prove_place


@contextmanager
def begin(engine: Engine, *, read_only: bool) -> Iterator[Connection]:
    """Commit at the end, or undo everything when the block raises.

    Raises:
        Overtaken: a row that a session was to change has been changed or deleted since it was read.
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
    """Raise StoreUnavailable or Overtaken in place of a library's error."""
    try:
        yield
    except DBAPIError as error:
        _raise_alone(StoreUnavailable(reason(error)))
    except PoolTimeout:
        _raise_alone(StoreUnavailable("pool_timeout"))
    except StaleDataError:
        _raise_alone(Overtaken())
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
