"""An audit trail to tamper with by hand, with its triggers out of the way."""

# ruff: noqa: S608  (statements of constants)

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from app.store.trail import audit
from tests.store.example import NOW
from tests.trail import event

if TYPE_CHECKING:
    from app.store import Store

STRANGER = "ab" * 16
EVENT = (
    "INSERT INTO audit_events (seq, id, at, actor, action, details) "
    f"SELECT {{seq}}, '{STRANGER}', {{at}}, actor, action, details FROM audit_events WHERE seq = 1"
)
_APART = 1_000_000
INSERT = (
    EVENT.format(seq="100", at="at"),
    f"UPDATE audit_links SET position = position + {_APART} WHERE position >= 3",
    f"UPDATE audit_links SET position = position - {_APART - 1} WHERE position > {_APART}",
    f"INSERT INTO audit_links SELECT 3, '{STRANGER}', hash FROM audit_links WHERE position = 1",
)
REMOVE = (
    "DELETE FROM audit_events WHERE seq = 3",
    "DELETE FROM audit_links WHERE position = 3",
    f"UPDATE audit_links SET position = position + {_APART} WHERE position > 3",
    f"UPDATE audit_links SET position = position - {_APART + 1} WHERE position > {_APART}",
)


def swap(table: str, column: str, apart: str, by: str = "position") -> tuple[str, ...]:
    """Return statements that swap what a column holds in the rows 3 and 5."""
    at = {number: f"(SELECT {column} FROM {table} WHERE {by} = {number})" for number in (3, 5)}
    if column == by:
        return (
            f"UPDATE {table} SET {column} = {apart} WHERE {by} = 3",
            f"UPDATE {table} SET {column} = 3 WHERE {by} = 5",
            f"UPDATE {table} SET {column} = 5 WHERE {by} = {apart}",
        )
    return (
        f"CREATE TABLE kept AS SELECT {at[3]} AS three, {at[5]} AS five",
        f"UPDATE {table} SET {column} = {apart} WHERE {by} = 3",
        f"UPDATE {table} SET {column} = (SELECT three FROM kept) WHERE {by} = 5",
        f"UPDATE {table} SET {column} = (SELECT five FROM kept) WHERE {by} = 3",
    )


def a_trail(store: Store, entries: int = 6) -> None:
    """Write and link entries with the numbers 1, 2, …"""
    with store.begin() as unit:
        for number in range(1, entries + 1):
            audit.record(unit.db, "nurse", event("patient.opened"), details={"number": number}, at=NOW)
    store.link_audit()


def by_hand(store: Store, *statements: str) -> None:
    """Run statements as somebody may who can take triggers away."""
    with store.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            triggers = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
            for name in triggers.scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            for table in ("audit_events", "audit_links"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        for statement in statements:
            connection.execute(text(statement))
