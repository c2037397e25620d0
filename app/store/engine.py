"""Opening the database that a URL names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from app.store import postgresql, sqlite
from app.store.waits import Waits

if TYPE_CHECKING:
    from sqlalchemy import Engine

_PATIENT = Waits()


def connect(
    url: str,
    *,
    pool_size: int = 5,
    max_overflow: int = 10,
    waits: Waits = _PATIENT,
    foreign_keys: bool = True,
) -> Engine:
    """Return the engine for `sqlite:///<file>`, `postgresql://…` or `postgres://…`. Opens no connection yet.

    `foreign_keys=False` is for migrations on SQLite alone: they rebuild tables, and dropping the old one would
    empty the tables that refer to it.

    Raises:
        ValueError: the URL names another kind of database, or SQLite without a file.
    """
    try:
        target = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError, and quotes it
        raise ValueError("DATABASE_URL is not a URL") from None
    match target.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return sqlite.engine(target, pool_size, max_overflow, waits, foreign_keys=foreign_keys)
        case "postgres" | "postgresql" | "postgresql+psycopg":
            return postgresql.engine(target, pool_size, max_overflow, waits)
        case _:
            raise ValueError("DATABASE_URL must begin with postgresql:// or sqlite:///")
