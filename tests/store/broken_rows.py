"""A row that the database does not let anybody delete, or change: one of many that is at fault."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from app.store import Store

_SQLITE = (
    "CREATE TRIGGER at_fault BEFORE {what} ON {table} WHEN OLD.id = '{row}' "
    "BEGIN SELECT RAISE(ABORT, 'at fault'); END"
)
_FUNCTION = (
    "CREATE FUNCTION at_fault() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF OLD.id = '{row}' THEN RAISE check_violation USING MESSAGE = 'at fault'; END IF; "
    "IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
)
_POSTGRESQL = (
    _FUNCTION,
    "CREATE TRIGGER at_fault BEFORE {what} ON {table} FOR EACH ROW EXECUTE FUNCTION at_fault()",
)


@contextmanager
def refusing(store: Store, what: str, table: str, row: UUID) -> Iterator[None]:
    """Have the database refuse one row: `what` is UPDATE or DELETE."""
    is_sqlite = store.engine.dialect.name == "sqlite"
    with store.engine.begin() as connection:
        for statement in (_SQLITE,) if is_sqlite else _POSTGRESQL:
            said = row.hex if is_sqlite else str(row)
            connection.execute(text(statement.format(what=what, table=table, row=said)))
    try:
        yield
    finally:
        with store.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER at_fault" + ("" if is_sqlite else f" ON {table}")))
