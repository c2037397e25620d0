"""Counts of attempts in fixed windows, shared by every process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Delete, Engine, Index, Insert, bindparam, case, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.store.engine.connection import begin
from app.store.engine.database import ShortText, upsert_into
from app.store.model import Base, NoSeal, table_of
from app.store.prepared import Prepared

LONGEST_SECONDS: Final = 3600
"""The longest that a window may be."""
TRY_BYTES: Final = 500
"""The most space that a row takes, with its indexes."""


@dataclass(frozen=True, slots=True, order=True)
class LimitWindow:
    """What is counted under a key within some seconds, and the most that may be."""

    key: str
    seconds: int
    most: int


class LimitHit(Base):
    """How often something was tried under a key, until its window ends."""

    __tablename__ = "limit_hits"
    __table_args__ = (Index(None, "expires_at"),)

    key: Mapped[str] = mapped_column(ShortText(255), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime]

    seal = NoSeal("Counters. Fewer hits allow more tries; the hashes that are guessed at are slow.")
    in_backup = False  # of minutes long gone


_hits = table_of(LimitHit)
_table = _hits.c


def _counted(dialect: str) -> Insert:
    amount, ends = (
        bindparam("amount", type_=_table.count.type),
        bindparam("ends", type_=_table.expires_at.type),
    )
    over = or_(_table.expires_at <= bindparam("now"), _table.expires_at > bindparam("latest_end"))
    added = upsert_into(dialect, _hits).values(key=bindparam("window"), count=amount, expires_at=ends)
    return added.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((over, amount), else_=_table.count + amount),
            "expires_at": case((over, ends), else_=_table.expires_at),
        },
    ).returning(_table.count)


# Written once: a sign-in counts in six windows, and a known computer's in two.
_COUNT: Final = Prepared(_counted)
_FORGET: Final = Prepared(lambda _dialect: delete(_hits).where(_table.key == bindparam("window")))
_OPEN: Final = select(_table.key, _table.count, _table.expires_at).where(
    _table.key.in_(bindparam("windows", expanding=True)), _table.expires_at > bindparam("now")
)


class LimitHits:
    """Count attempts. Threads may share it, and each call is one transaction.

    All raise StoreUnavailable when the database fails.
    """

    __slots__ = ("_engine",)

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, windows: Sequence[LimitWindow], now: datetime) -> bool:
        """Count an attempt in all of these windows, or in none if one is full.

        Return whether it was counted. The statement that counts also tells how many there are, so tries at
        the same moment get no more than the room that is left. A window that is seen to be full costs one
        read and no write.
        """
        if not self._have_room(windows, now):
            return False
        with begin(self._engine, read_only=False) as connection:
            is_counted = all(
                _count(connection, window.key, window.seconds, 1, now) <= window.most
                for window in sorted(windows)  # in one order, so that no two tries wait for each other
            )
            if not is_counted:
                connection.rollback()
        return is_counted

    def _have_room(self, windows: Sequence[LimitWindow], now: datetime) -> bool:
        these = {"windows": [window.key for window in windows], "now": now}
        with begin(self._engine, read_only=True) as connection:
            found = {key: (count, expires_at) for key, count, expires_at in connection.execute(_OPEN, these)}
        for window in windows:
            count, expires_at = found.get(window.key, (0, now))
            if count >= window.most and expires_at <= _latest_end(now, window.seconds):
                return False
        return True

    def incr(self, key: str, expiry_seconds: int, amount: int, now: datetime) -> int:
        """Count, and return the window's count.

        The window begins now when the last one has ended.
        """
        with begin(self._engine, read_only=False) as connection:
            return _count(connection, key, expiry_seconds, amount, now)

    def get(self, key: str, now: datetime, expiry_seconds: int = LONGEST_SECONDS) -> int:
        """Return the count of the window that is open now, as `incr` would find it."""
        counted = select(_table.count).where(
            _table.key == key,
            _table.expires_at > now,
            _table.expires_at <= _latest_end(now, expiry_seconds),
        )
        with begin(self._engine, read_only=True) as connection:
            return connection.execute(counted).scalar_one_or_none() or 0

    def expires(self, key: str, now: datetime) -> datetime:
        """Return when the window that is open now ends; now, when none is."""
        ending = select(_table.expires_at).where(_table.key == key, _table.expires_at > now)
        with begin(self._engine, read_only=True) as connection:
            return connection.execute(ending).scalar_one_or_none() or now

    def clear(self, *keys: str) -> None:
        """Forget the counts of these keys."""
        with begin(self._engine, read_only=False) as connection:
            for key in sorted(keys):  # as `take` does
                _FORGET.run(connection, {"window": key})

    def reset(self) -> int:
        """Forget every count, and return how many those were."""
        return self._delete(delete(_hits))

    def purge(self, now: datetime) -> int:
        """Delete the windows that have ended, and count them: an attack leaves many.

        Those that somebody counts in at this moment are left alone, so that neither waits for the other.
        """
        ended = select(_table.key).where(_table.expires_at <= now).with_for_update(skip_locked=True)
        return self._delete(delete(_hits).where(_table.key.in_(ended)))

    def _delete(self, deleted: Delete) -> int:
        with begin(self._engine, read_only=False) as connection:
            return len(connection.execute(deleted.returning(_table.key)).all())


def _count(connection: Connection, key: str, seconds: int, amount: int, now: datetime) -> int:
    ends, latest_end = now + timedelta(seconds=seconds), _latest_end(now, seconds)
    values = {"window": key, "amount": amount, "now": now, "ends": ends, "latest_end": latest_end}
    [[count]] = _COUNT.run(connection, values)
    return int(count)


def _latest_end(now: datetime, seconds: int) -> datetime:
    """Return the latest possible end of a window of this length.

    A later one was begun by a clock that was wrong. One that ends more than two lengths from now was begun
    before the clock was put back, and is over. One length would let machines whose clocks differ by a moment
    begin each other's windows again.
    """
    return now + 2 * timedelta(seconds=seconds)
