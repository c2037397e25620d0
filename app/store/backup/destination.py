"""The database that a backup is restored to.

Nobody has written to it, and it is held so that nobody does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, delete, exists, func, inspect, select, text
from sqlalchemy import table as bare_table

from app.store.backup.format import Refused
from app.store.engine import schema

_FILLED_BY_UPGRADE: Final = frozenset({"alembic_version", "key_checks", "milestones", "sqlite_sequence"})
"""A database with rows in no other table counts as empty: `flask db upgrade` writes to these."""


def clear(connection: Connection) -> None:
    """Hold the database, make sure that it is empty, and drop its tables.

    They are then built again.

    Raises:
        Refused: somebody has written to it.
        WrongRevision: its tables are of a migration that the code does not have.
    """
    names = inspect(connection).get_table_names()
    _hold(connection, names)
    used = [name for name in sorted(names) if name not in _FILLED_BY_UPGRADE and _has_rows(connection, name)]
    if used:
        counted = ", ".join(f"{name} {_count(connection, name):,}" for name in used[:5])
        raise Refused(
            f"This database is not empty ({counted}{', …' if used[5:] else ''}), and a restore overwrites nothing. "
            "Point DATABASE_URL at a new database, or a file that is not there, and run it again."
        )
    schema.take_away(connection)


def empty(connection: Connection, names: Iterable[str]) -> None:
    """Take away the rows that migrations put into new tables: the backup has its own."""
    for name in names:
        if _has_rows(connection, name):
            connection.execute(delete(bare_table(name)))


def _hold(connection: Connection, names: list[str]) -> None:
    """Let nobody write until the end. On SQLite, whose one writer we are, nobody can."""
    if connection.dialect.name == "postgresql" and names:
        quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE"))


def _has_rows(connection: Connection, name: str) -> bool:
    return bool(connection.execute(select(exists(select(1).select_from(bare_table(name))))).scalar_one())


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(bare_table(name))).scalar_one())
