"""PostgreSQL, through psycopg 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import URL, create_engine

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.store.waits import Waits


def engine(url: URL, pool_size: int, max_overflow: int, waits: Waits) -> Engine:
    """Return an engine whose connections are checked before use and give up in time."""
    settings = {
        "statement_timeout": _milliseconds(waits.statement),
        "lock_timeout": _milliseconds(waits.lock),
        "idle_in_transaction_session_timeout": _milliseconds(waits.idle),
        "TimeZone": "UTC",
    }
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        # Who waited for a lock must then see what the other committed, whatever the server's default is.
        isolation_level="READ COMMITTED",
        pool_pre_ping=True,
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=waits.pool,
        connect_args={
            "application_name": "anteroom",
            "connect_timeout": round(waits.connect),
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
    )


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
