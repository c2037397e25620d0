"""Everything as it was at one moment, while others go on writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Engine

from app.store.backup.format import Refused
from app.store.engine import database
from app.store.engine.connection import safe_errors
from app.store.engine.database import AdvisoryLock, Timeouts
from app.store.engine.engine import connect
from app.store.engine.sqlite import READ_ONLY

_UNHURRIED: Final = Timeouts(statement=0, idle=0)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Run the block in a read-only transaction that sees one moment.

    It may take as long as it likes.

    Raises:
        StoreUnavailable: the database failed.
        Refused: its tables are just being changed, or another backup is being taken.
    """
    own = connect(engine.url.render_as_string(hide_password=False), pool_size=1, timeouts=_UNHURRIED)
    options: dict[str, Any] = {READ_ONLY: True, "postgresql_readonly": True}
    on_postgresql = own.dialect.name == "postgresql"
    if on_postgresql:
        options["isolation_level"] = "REPEATABLE READ"
    try:
        with safe_errors(), own.connect() as connection, connection.execution_options(**options).begin():
            if on_postgresql and not _tables_stay(connection):
                raise Refused("A migration or a restore is under way. Try again when it is over.")
            if not database.try_lock(connection, AdvisoryLock.BACKUP):  # two slow the server down for nothing
                raise Refused("Another backup is being taken, on this machine or on another.")
            yield connection
    finally:
        own.dispose()


def _tables_stay(connection: Connection) -> bool:
    """Try to keep migrations away until the transaction ends.

    On SQLite the snapshot does so already.
    """
    return database.try_lock(connection, AdvisoryLock.SCHEMA, shared=True)
