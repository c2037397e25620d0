"""Counting transactions that write: each is a lock and a sync of the disk."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import event

from app.store.engine.sqlite import READ_ONLY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine


@contextmanager
def write_transactions(engine: Engine) -> Iterator[list[Connection]]:
    """Return the list to which each transaction that may write is added while the block runs."""
    begun: list[Connection] = []

    def note(connection: Connection) -> None:
        if not connection.get_execution_options().get(READ_ONLY):
            begun.append(connection)

    event.listen(engine, "begin", note)
    try:
        yield begun
    finally:
        event.remove(engine, "begin", note)
