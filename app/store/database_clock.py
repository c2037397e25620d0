"""What time it is for the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from app.store.transaction import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine


def time_of(engine: Engine) -> datetime | None:
    """Return the time of the database's own computer; None for SQLite, which has none.

    Raises:
        StoreUnavailable: it cannot be asked.
    """
    if engine.dialect.name == "sqlite":
        return None
    with transaction(engine, read_only=True) as connection:
        now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return now
