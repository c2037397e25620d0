"""Where a backup is restored to: a database that nobody has written to, held so that nobody does meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, exists, func, inspect, select, table, text

from app.store import schema
from app.store.backup.refused import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

_EMPTY_ALL_THE_SAME: Final = frozenset({"alembic_version", "key_checks", "sqlite_sequence"})
"""`flask db upgrade` writes to these."""


def clear(connection: Connection) -> None:
    """Hold the database, make sure that it is empty, and take its tables away, so that it can be built anew.

    Raises:
        Refused: somebody has written to it.
        WrongRevision: its tables are a newer Anteroom's.
    """
    names = inspect(connection).get_table_names()
    _hold(connection, names)
    used = [name for name in sorted(names) if name not in _EMPTY_ALL_THE_SAME and _has_rows(connection, name)]
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
            connection.execute(delete(table(name)))


def _hold(connection: Connection, names: list[str]) -> None:
    """Let nobody write until the end. On SQLite, whose one writer we are, nobody can."""
    if connection.dialect.name == "postgresql" and names:
        quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE"))


def _has_rows(connection: Connection, name: str) -> bool:
    return bool(connection.execute(select(exists(select(1).select_from(table(name))))).scalar_one())


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(table(name))).scalar_one())
