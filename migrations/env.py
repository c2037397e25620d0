"""How Alembic runs: on the connection, and in the transaction, that `app/store/schema.py` hands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import context

from app.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Run the migrations in the connection's transaction: all or none, for DDL is transactional on both engines."""
    on_sqlite = connection.dialect.name == "sqlite"
    if not on_sqlite:
        # A migration that waits for a busy table makes everyone behind it wait: better to fail, and be run again.
        connection.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=on_sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
