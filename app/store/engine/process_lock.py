"""Work of many transactions that one process at a time does."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select

from app.store.engine.connection import safe_errors
from app.store.engine.database import AdvisoryLock
from app.store.engine.file_lock import file_lock


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
