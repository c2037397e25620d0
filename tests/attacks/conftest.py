"""Somebody who can write the database, and has no key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

if TYPE_CHECKING:
    from sqlalchemy import Executable, Row

    from app.store import Store


class Hand:
    """Writes plain SQL into the database, without any key."""

    def __init__(self, store: Store) -> None:
        self._engine = store.engine

    def writes(self, statement: Executable, *rows: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            connection.execute(statement, list(rows) or None)

    def reads(self, table: Any, **where: Any) -> Row[Any]:
        wanted = select(table).where(*(table.c[name] == value for name, value in where.items()))
        with self._engine.connect() as connection:
            return connection.execute(wanted).one()


@pytest.fixture
def hand(store: Store) -> Hand:
    return Hand(store)
