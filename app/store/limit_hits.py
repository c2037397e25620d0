"""Counts of attempts in fixed windows, shared by every process that has the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import case, delete, or_, select

from app.store.tables import limit_hits
from app.store.transaction import transaction
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Delete, Engine

_table = limit_hits.c
LONGEST_SECONDS: Final = 3600
"""As long as a window may be."""
TRY_BYTES: Final = 500
"""What a row takes at most, with its indexes."""


class LimitHits:
    """May be shared between threads. Every call is a transaction of its own: an attempt counts whatever comes of it.

    All raise StoreUnavailable when the database fails.
    """

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def incr(self, key: str, expiry_seconds: int, amount: int, now: datetime) -> int:
        """Count, and return the count of the window, which begins now when the last one has ended.

        A window that ends more than two lengths from now was begun before the clock was put back, and is over too;
        one length would let machines whose clocks differ by a moment begin each other's windows again.
        """
        length = timedelta(seconds=expiry_seconds)
        over = or_(_table.expires_at <= now, _table.expires_at > now + 2 * length)
        counted = (
            insert(self._engine.dialect.name, limit_hits)
            .values(key=key, count=amount, expires_at=now + length)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "count": case((over, amount), else_=_table.count + amount),
                    "expires_at": case((over, now + length), else_=_table.expires_at),
                },
            )
            .returning(_table.count)
        )
        with transaction(self._engine, read_only=False) as connection:
            return int(connection.execute(counted).scalar_one())

    def get(self, key: str, now: datetime, expiry_seconds: int = LONGEST_SECONDS) -> int:
        """Return the count of the window that is open now, as `incr` would find it."""
        latest = now + 2 * timedelta(seconds=expiry_seconds)
        counted = select(_table.count).where(
            _table.key == key, _table.expires_at > now, _table.expires_at <= latest
        )
        with transaction(self._engine, read_only=True) as connection:
            return connection.execute(counted).scalar_one_or_none() or 0

    def expires(self, key: str, now: datetime) -> datetime:
        """Return when the window that is open now ends; now, when none is."""
        ending = select(_table.expires_at).where(_table.key == key, _table.expires_at > now)
        with transaction(self._engine, read_only=True) as connection:
            return connection.execute(ending).scalar_one_or_none() or now

    def clear(self, key: str) -> None:
        """Forget the count of this key."""
        self._delete(delete(limit_hits).where(_table.key == key))

    def reset(self) -> int:
        """Forget every count, and return how many those were."""
        return self._delete(delete(limit_hits))

    def purge(self, now: datetime) -> int:
        """Delete the windows that have ended, and return how many those were: an attack leaves many.

        Those that somebody counts in at this moment are left alone, so that neither waits for the other.
        """
        ended = select(_table.key).where(_table.expires_at <= now).with_for_update(skip_locked=True)
        return self._delete(delete(limit_hits).where(_table.key.in_(ended)))

    def _delete(self, deleted: Delete) -> int:
        with transaction(self._engine, read_only=False) as connection:
            return len(connection.execute(deleted.returning(_table.key)).all())
