"""Opening the database that a URL names."""

from __future__ import annotations

from sqlalchemy import Engine, make_url
from sqlalchemy.exc import ArgumentError

from app.store.engine import sqlite
from app.store.engine.database import Timeouts

_PATIENT = Timeouts()


def connect(
    url: str,
    *,
    pool_size: int = 5,
    max_overflow: int = 10,
    timeouts: Timeouts = _PATIENT,
    foreign_keys: bool = True,
) -> Engine:
    """Return the engine for a SQLite or PostgreSQL URL, not connected yet.

    The URL is `sqlite:///<file>`, `postgresql://…` or `postgres://…`.

    `foreign_keys=False` is only for migrations on SQLite: they rebuild tables, and dropping the old table would
    empty those that refer to it.

    Raises:
        ValueError: the URL names another kind of database, or SQLite without a file.
    """
    try:
        target = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number is a ValueError, and quotes it
        raise ValueError("DATABASE_URL is not a URL") from None
    match target.drivername:
        case "sqlite" | "sqlite+pysqlite":
            return sqlite.engine(target, pool_size, max_overflow, timeouts, foreign_keys=foreign_keys)
        case "postgres" | "postgresql" | "postgresql+psycopg":
            from app.store.engine import postgresql  # noqa: PLC0415  (psycopg would take long where SQLite is used)

            return postgresql.engine(target, pool_size, max_overflow, timeouts)
        case _:
            raise ValueError("DATABASE_URL must begin with postgresql:// or sqlite:///")
