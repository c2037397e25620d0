"""The statements that a store sends to its database, and the plans by which the database runs them."""

from __future__ import annotations

from contextlib import contextmanager
from time import sleep
from typing import TYPE_CHECKING, Any

from sqlalchemy import event, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.store import Store

Statements = list[tuple[str, Any]]
_NOT_SEEN_BY_ALL = """
    SELECT count(*) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relallvisible < relpages
"""
"""Counts tables with pages that are not marked as visible to all. PostgreSQL's planner avoids an index-only scan of them.

VACUUM does not mark a page whose commit is not on the disk yet, or that a snapshot of the database's own may need."""


def analyse(store: Store) -> None:
    """Gather the statistics that a database in use would have."""
    with store.engine.connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        if connection.dialect.name == "sqlite":
            alone.execute(text("ANALYZE"))
        else:
            alone.execute(text("CHECKPOINT"))
            alone.execute(text("VACUUM ANALYZE"))
            while alone.execute(text(_NOT_SEEN_BY_ALL)).scalar_one():
                sleep(0.1)
                alone.execute(text("VACUUM ANALYZE"))
    store.close()  # a connection of SQLite keeps the statistics that it began with


@contextmanager
def heard(store: Store) -> Iterator[Statements]:
    """Collect the SELECT statements that the block executes."""
    statements: Statements = []

    def hear(*args: Any) -> None:
        _, _, statement, parameters, *_ = args
        if statement.startswith(("SELECT", "WITH")) and "key_checks" not in statement:
            statements.append((statement, parameters))

    event.listen(store.engine, "before_cursor_execute", hear)
    yield statements
    event.remove(store.engine, "before_cursor_execute", hear)


def plan(store: Store, statement: str, parameters: Any) -> str:
    """Return the plan by which the database would run a statement."""
    explain = "EXPLAIN QUERY PLAN" if store.engine.dialect.name == "sqlite" else "EXPLAIN"
    with store.engine.connect() as connection:
        return "\n".join(map(str, connection.exec_driver_sql(f"{explain} {statement}", parameters)))
