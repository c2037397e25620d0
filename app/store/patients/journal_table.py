"""The erasure journal as a table, in a database apart from the clinic's.

It is on PostgreSQL, and all machines share it, so none needs a file. Its lines are those that a file would have. A
restore never touches it.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, delete, insert, make_url, select

from app.crypto import BlindIndex
from app.intervals import Kept
from app.store.engine.connection import begin
from app.store.engine.database import StoreUnavailable, Timeouts
from app.store.engine.engine import connect
from app.store.patients.erasure_journal import (
    START,
    Choose,
    Journal,
    Mark,
    in_order,
    is_of_an_older_key,
    kept,
    mac_of,
    named_in,
    proved,
    written,
)
from app.store.patients.tombstones import Erasure

_HURRIED: Final = Timeouts(connect=2, pool=2, lock=3, statement=3, idle=15)
"""A person who erases a record waits for the journal."""
_TRIED_EVERY: Final = 30.0
"""Seconds: a server that hangs must not hold up every request for `/readyz`."""
_FILE: Final = (0, 0)
_lines: Final = Table(
    "erasure_journal",
    MetaData(),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Text, nullable=False),
)


class TableJournal(Journal):
    """A journal in the database of a URL."""

    __slots__ = ("_engine", "_found", "name")

    def __init__(self, url: str, index: BlindIndex, monotonic: Callable[[], float] = time.monotonic) -> None:
        super().__init__(index)
        self._found = Kept(_TRIED_EVERY, self._tried, monotonic)
        self._engine = connect(url, pool_size=2, max_overflow=0, timeouts=_HURRIED)
        self.name = make_url(url).render_as_string(hide_password=True)

    def close(self) -> None:
        """Close the connections to its database. The next use makes others."""
        self._engine.dispose()

    def mark(self) -> Mark:
        """Return how long the journal is now."""
        try:
            with self._begun(to_write=False) as connection:
                return Mark(_FILE, _last(connection)[0])
        except OSError:
            return START

    def added(self, since: Mark) -> tuple[int, Mark] | None:
        """Return how many were added since the mark, and the mark now.

        None when the journal could not be read when the mark was taken.

        Raises:
            OSError: it cannot be read.
        """
        if since.file != _FILE:
            return None
        with self._begun(to_write=False) as connection:
            lines = _after(connection, since.size)
        return len(named_in(lines)), since._replace(size=since.size + len(lines))

    def trouble(self) -> OSError | None:
        """Return why the journal cannot be written, or None.

        As found at the last attempt, or half a minute ago at most.
        """
        return self._trouble or self._found.get()

    def _tried(self) -> OSError | None:
        try:
            with self._begun(to_write=True):
                return None
        except OSError as error:
            return error

    def read(self) -> list[Erasure]:
        """Return all that it says, for `standing`, each line verified.

        Raises:
            BrokenJournal: a line is not the one that was written.
            FileNotFoundError: nothing was ever written to it.
            OSError: it cannot be read.
        """
        with self._begun(to_write=False) as connection:
            lines = _after(connection, 0)
        if not lines:
            raise FileNotFoundError(errno.ENOENT, "it is empty")
        return list(proved(self._index, lines))

    def _append(self, choose: Choose, since: Mark) -> int:
        failed: list[StoreUnavailable] = []

        def chosen_of(named: set[str]) -> list[Erasure]:
            try:
                return choose(named)
            except StoreUnavailable as error:  # of the clinic's database, not of this one
                failed.append(error)
                raise

        try:
            return self._written(chosen_of, since)
        except OSError:
            if failed:
                raise failed[0] from None
            raise

    def _written(self, choose: Choose, since: Mark) -> int:
        with self._begun(to_write=True) as connection:
            connection.exec_driver_sql("LOCK TABLE erasure_journal IN EXCLUSIVE MODE")  # readers go on
            first = _after(connection, 0, 1)
            if first and is_of_an_older_key(self._index, first[0]):
                self._renew(connection)
                since = START
            end, line = _last(connection)
            lines = _after(connection, since.size if since.file == _FILE else 0)
            chosen = choose(named_in(lines))
            fresh = written(self._index, in_order(chosen), mac_of(line))
            rows = [{"position": end + place, "line": each.decode()} for place, each in enumerate(fresh, 1)]
            if rows:
                connection.execute(insert(_lines), rows)
        self._found.know(None)
        return len(chosen)

    def _renew(self, connection: Connection) -> None:
        """Write it under the newest key, if all of it is genuine."""
        erasures = kept(self._index, _after(connection, 0))
        if erasures is None:
            return
        connection.execute(delete(_lines))
        rows = enumerate(written(self._index, erasures, ""), 1)
        connection.execute(insert(_lines), [{"position": at, "line": each.decode()} for at, each in rows])

    @contextmanager
    def _begun(self, *, to_write: bool) -> Iterator[Connection]:
        """Run the block in a transaction, and create the table if it is missing.

        Raises:
            OSError: the database failed.
        """
        try:
            with begin(self._engine, read_only=False) as connection:
                if to_write or not self._engine.dialect.has_table(connection, _lines.name):
                    _lines.create(connection, checkfirst=True)
                yield connection
        except StoreUnavailable as error:
            raise OSError(errno.EIO, f"its database is unavailable ({error.reason})") from None


def _last(connection: Connection) -> tuple[int, bytes]:
    """Return the last line and its position; 0 and nothing of an empty journal."""
    newest = select(_lines.c.position, _lines.c.line).order_by(_lines.c.position.desc()).limit(1)
    row = connection.execute(newest).first()
    return (0, b"") if row is None else (row.position, row.line.encode())


def _after(connection: Connection, position: int, most: int | None = None) -> list[bytes]:
    found = select(_lines.c.line).where(_lines.c.position > position).order_by(_lines.c.position)
    return [line.encode() for line in connection.scalars(found if most is None else found.limit(most))]
