"""One transaction, its failures in safe words, further tries, and the pool."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from threading import BoundedSemaphore
from typing import Any, Final, NoReturn, TypeVar

from psycopg.sql import SQL, Identifier, Literal
from sqlalchemy import Connection, Engine, event, func, select, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import QueuePool

from app.intervals import backoff
from app.store.database import AdvisoryLock, Overtaken, StoreUnavailable, reason
from app.store.sqlite import READ_ONLY, file_lock, one_writer, prove_place


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


# Work of many transactions that one process at a time does.


@contextmanager
def alone(engine: Engine, lock: AdvisoryLock) -> Iterator[bool]:
    """Hold a lock while the block runs, if it is free; yield whether it was.

    It goes with the process, however that ends. If PostgreSQL ends the connection that holds it, another process may
    take it before the block ends.

    Raises:
        StoreUnavailable: the database cannot be asked, or the folder of its file takes no file.
    """
    if engine.dialect.name == "sqlite":
        with file_lock(engine, lock.name.lower()) as is_ours:
            yield is_ours
        return
    with safe_errors():
        holder = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    try:
        with safe_errors():
            holder.detach()  # the lock goes with the connection, and no pool keeps it
            is_ours = _taken(holder, lock)
            holder.commit()
        yield is_ours
    finally:
        holder.close()


def _taken(holder: Connection, lock: AdvisoryLock) -> bool:
    """Take a lock if it is free, and return whether it was.

    The server notices only a moment later that a holder was killed.
    """
    take = select(func.pg_try_advisory_lock(int(lock)))
    for pause in (0.1, 0.2, 0.4, 0.8, 0):
        if holder.execute(take).scalar_one():
            return True
        time.sleep(pause)
    return False


# The pool of connections: how long each was held, and how many are.


def watch_pool(engine: Engine, held_for: Callable[[float], None], in_use: Callable[[int, int], None]) -> None:
    """Report how long each connection is held, and how many are in use.

    `held_for` is called with seconds; `in_use` with how many are in use and how many there may be. Both must be quick,
    and must not raise.
    """
    pool = engine.pool
    if not isinstance(pool, QueuePool):
        return
    most = pool.size() + pool._max_overflow  # noqa: SLF001  (there is no other way to ask)

    @event.listens_for(engine, "checkout")
    def taken(_raw: object, record: object, _proxy: object) -> None:
        record.info[_SINCE] = time.perf_counter()  # type: ignore[attr-defined]
        in_use(pool.checkedout(), most)

    @event.listens_for(engine, "checkin")
    def returned(_raw: object, record: object) -> None:
        since = record.info.pop(_SINCE, None)  # type: ignore[attr-defined]
        if since is not None:
            held_for(time.perf_counter() - since)
        in_use(pool.checkedout() - 1, most)


_SINCE: Final = "anteroom.since"


# Statements, as they are sent to the database.

_RUNNING: Final = "anteroom.running"


def watch_statements(engine: Engine, begin: Callable[[str, str], Callable[[bool], None]]) -> None:
    """Report each statement as it begins and ends.

    `begin` is called with the engine's name and the statement's text without parameters. The function that it returns is
    called at the end, with whether the statement failed.
    """

    @event.listens_for(engine, "before_cursor_execute")
    def begun(connection: Connection, _cursor: object, text: str, *_: object) -> None:
        connection.info.setdefault(_RUNNING, []).append(begin(engine.dialect.name, text))

    @event.listens_for(engine, "after_cursor_execute")
    def done(connection: Connection, *_: object) -> None:
        connection.info[_RUNNING].pop()(False)

    @event.listens_for(engine, "handle_error")
    def failed(error: ExceptionContext) -> None:
        running = error.connection.info.get(_RUNNING) if error.connection is not None else None
        if running:
            running.pop()(True)


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


# Run a transaction again after a failure of the database that will pass.
#
# A failover, a restart or a deadlock undoes a transaction that would succeed a moment later. A function whose only
# effects are in that transaction can simply be run again, and its caller need not know.
#
# If the answer to a COMMIT was lost, nobody knows whether it happened. The function has to find out when it is run
# again: a message finds its receipt.

Result = TypeVar("Result")

log = logging.getLogger("anteroom.store")
_TRANSIENT: Final = (
    "40001",  # serialization failure
    "40P01",  # deadlock
    "57P01",  # the server ends the connection: a restart, a failover
    "57P02",  # another of its processes crashed
    "57P03",  # it is starting
    "25006",  # it has become a standby: the next connection finds the primary
    "53300",  # it has no connection left
    "08",  # the connection was cut
    "unreachable",
)
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
_WAITING: Final = 4
"""Half of a server's threads: the others go on answering while the database is away."""


def is_in_passing(reason: str) -> bool:
    """Return whether the same transaction may succeed a moment later.

    `reason` is that of a `StoreUnavailable`.
    """
    return reason.startswith(_TRANSIENT)


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a transaction is tried, and for how long; threads may share it.

    Twilio waits 15 s for the answer, and the last attempt takes its time too.
    """

    most: int = 8
    within: float = 5
    """Seconds from the beginning in which an attempt may begin."""
    sleep: Callable[[float], object] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    waiting: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_WAITING))

    def run(self, attempt: Callable[[], Result]) -> Result:
        """Return what `attempt` returns, and call it again while the database fails.

        Raises:
            StoreUnavailable: the failure will not pass, came too often, or came while many others wait already.
        """
        ends, tries = self.monotonic() + self.within, 1
        while True:
            try:
                return attempt()
            except StoreUnavailable as error:
                pause = backoff(tries, _FIRST_PAUSE, _LONGEST_PAUSE)
                if not is_in_passing(error.reason) or tries >= self.most or self.monotonic() + pause > ends:
                    raise
                if not self._waited(pause):
                    raise
                log.warning("transaction tried again")
            tries += 1

    def _waited(self, pause: float) -> bool:
        if not self.waiting.acquire(blocking=False):
            return False
        try:
            self.sleep(pause)
        finally:
            self.waiting.release()
        return True


ONCE: Final = Retries(most=1)
