"""How Alembic runs: on the connection, and in the transaction, that `app/store/engine/migration.py` hands in."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

from alembic import context
from sqlalchemy.exc import OperationalError

from app.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Run the migrations in the connection's transaction: all or none, for DDL is transactional on both engines."""
    on_sqlite = connection.dialect.name == "sqlite"
    if not on_sqlite:
        hold_every_table(connection)
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=on_sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()


TRIES = 20
AT_ONCE = "500ms"
HAS_FIRST = "receipts"
"""What each message begins with. While it is held, no message has another table."""
TABLES = (
    "SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    " AND pg_has_role(relowner, 'USAGE')"
)
"""Those of others in the same schema are no business of ours, and may not be held."""


def hold_every_table(connection: Connection) -> None:
    """Hold all tables before the first is changed.

    So no message and no page is stopped half-way.

    One that waits for a table while it holds another can end in a deadlock, and PostgreSQL then breaks off one of the
    two. So only the first is waited for, and not for long, because everybody else waits behind. If another is busy, all
    are given back for a moment.
    """
    tables = sorted(connection.exec_driver_sql(TABLES).scalars(), key=lambda name: (name != HAS_FIRST, name))
    if not tables:
        return
    others = "".join(f"; LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE NOWAIT" for name in tables[1:])
    for left in reversed(range(TRIES)):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{AT_ONCE}'")
                connection.exec_driver_sql(f"LOCK TABLE {tables[0]} IN ACCESS EXCLUSIVE MODE{others}")
                return
        except OperationalError:
            if not left:
                raise
            time.sleep(random.uniform(0.01, 0.1))  # noqa: S311


run(context.config.attributes["connection"])
