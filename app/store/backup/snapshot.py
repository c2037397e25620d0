"""Everything as it was at one moment, while others go on writing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from app.store import queues
from app.store.backup.refused import Refused
from app.store.engine import connect
from app.store.queues import Queue
from app.store.sqlite import READ_ONLY
from app.store.transaction import safe_errors
from app.store.waits import Waits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

_UNHURRIED: Final = Waits(statement=0, idle=0)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Run the block in one transaction of its own that writes nothing and sees one moment, however long it takes.

    Raises:
        StoreUnavailable: the database failed.
        Refused: its tables are just being changed.
    """
    own = connect(engine.url.render_as_string(hide_password=False), pool_size=1, waits=_UNHURRIED)
    options: dict[str, Any] = {READ_ONLY: True, "postgresql_readonly": True}
    on_postgresql = own.dialect.name == "postgresql"
    if on_postgresql:
        options["isolation_level"] = "REPEATABLE READ"
    try:
        with safe_errors(), own.connect() as connection, connection.execution_options(**options).begin():
            if on_postgresql and not _tables_stay(connection):
                raise Refused("A migration or a restore is under way. Try again when it is over.")
            yield connection
    finally:
        own.dispose()


def _tables_stay(connection: Connection) -> bool:
    """Keep migrations away until the end; one that is under way comes first. SQLite's snapshot holds tables too."""
    return queues.is_free(connection, Queue.SCHEMA, shared=True)
