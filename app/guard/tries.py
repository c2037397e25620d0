"""Where tries are counted: in Redis, or in the database.

Flask-Limiter has no storage for databases, so this is one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from limits import parse
from limits.storage import Storage, storage_from_string

from app.config import Settings
from app.intervals import Kept
from app.services import Services
from app.store import StoreUnavailable
from app.store.staff.limit_hits import LONGEST_SECONDS, LimitHits, LimitWindow

_SCHEME: Final = "anteroom"
_PATIENCE_SECONDS: Final = 2
_SWEEP: Final = 0.01
"""The share of counted tries that also delete ended windows: an attack leaves one for each of its networks."""


class StoreStorage(Storage):
    """Count in the application's database: workers share it, a restart keeps it."""

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - declared by the base class

    def __init__(self, uri: str, *, hits: LimitHits, clock: Callable[[], datetime]) -> None:
        super().__init__(uri, wrap_exceptions=True)
        self._hits = hits
        self._clock = clock

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what `limits` turns into a StorageError."""
        return StoreUnavailable

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and return the count of the window that is open now."""
        return self._hits.incr(key, expiry, amount, self._clock())

    def take(self, windows: Sequence[LimitWindow]) -> bool:
        """Count a try in all of these windows at once, or in none if one is full.

        Raises:
            StoreUnavailable: the database failed.
        """
        now = self._clock()
        is_counted = self._hits.take(windows, now)
        if is_counted and random.random() < _SWEEP:  # noqa: S311 - any try will do
            self._hits.purge(now)
        return is_counted

    def forget(self, keys: Sequence[str]) -> None:
        """Forget the counts of these keys in one transaction.

        Raises:
            StoreUnavailable: the database failed.
        """
        self._hits.clear(*keys)

    def get(self, key: str) -> int:
        """Return the count of the window that is open now."""
        return self._hits.get(key, self._clock(), _length_of(key))

    def get_expiry(self, key: str) -> float:
        """Return when the open window of a key ends, in seconds since the epoch."""
        return self._hits.expires(key, self._clock()).timestamp()

    def check(self) -> bool:
        """Return whether the database answers."""
        try:
            self._hits.get("", self._clock())
        except StoreUnavailable:
            return False
        return True

    def reset(self) -> int:
        """Forget every count."""
        return self._hits.reset()

    def clear(self, key: str) -> None:
        """Forget the count of one key."""
        self._hits.clear(key)


def storage_for(services: Services, redis_url: str | None) -> tuple[str, dict[str, Any]]:
    """Return the storage's URI and options for Flask-Limiter.

    Both storages raise StorageError when they are down.
    """
    if redis_url is None:
        return f"{_SCHEME}://", {"hits": LimitHits(services.store.engine), "clock": services.clock}
    return _on_redis(redis_url)


def in_database(services: Services) -> StoreStorage:
    uri, options = storage_for(services, None)
    return StoreStorage(uri, **options)


def _on_redis(redis_url: str) -> tuple[str, dict[str, Any]]:
    # `limits` calls redis+unix what redis-py calls unix.
    uri = f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url
    patience = {"socket_timeout": _PATIENCE_SECONDS, "socket_connect_timeout": _PATIENCE_SECONDS}
    return uri, {"wrap_exceptions": True, **patience}


def _length_of(key: str) -> int:
    """Return the seconds of a key's window.

    `limits` puts the figures at the end of a key, as in `…/10/15/minute`.
    """
    *_names, amount, multiples, unit = ("", "", *key.split("/"))
    return parse(f"{amount}/{multiples} {unit}").get_expiry() if amount else LONGEST_SECONDS


_ASKED_EVERY: Final = 5.0


@lru_cache(maxsize=4)
def standing_of(redis_url: str) -> Kept[bool]:
    """Return what knows whether a Redis answers.

    One thread at a time asks it, because a Redis that hangs takes seconds.
    """
    uri, options = _on_redis(redis_url)
    return Kept(_ASKED_EVERY, cast("Storage", storage_from_string(uri, **options)).check)


def redis_answers(settings: Settings) -> bool:
    """Return whether the Redis of REDIS_URL answered in the last seconds."""
    return settings.redis_url is not None and standing_of(settings.redis_url.reveal()).get()


def database_counts(services: Services) -> bool:
    """Return whether the database can count tries now."""
    return in_database(services).check()
