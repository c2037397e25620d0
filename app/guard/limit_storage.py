"""Where limits count: Redis, or the database through a storage of our own, which Flask-Limiter lacks."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

from limits import parse
from limits.storage import Storage

from app.store import LimitHits, StoreUnavailable
from app.store.limit_hits import LONGEST_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.services import Services

_SCHEME: Final = "anteroom"
_PATIENCE_SECONDS: Final = 2
_SWEEP: Final = 0.01
"""The share of new windows that clear away the ended ones: an attack leaves one for each of its networks."""


class StoreStorage(Storage):
    """Counts in the application's database, which every worker shares and no restart refills."""

    STORAGE_SCHEME = [_SCHEME]  # noqa: RUF012 - declared by the base class

    def __init__(self, uri: str, *, hits: LimitHits, clock: Callable[[], datetime]) -> None:
        super().__init__(uri, wrap_exceptions=True)
        self._hits = hits
        self._clock = clock

    @property
    def base_exceptions(self) -> type[Exception]:
        """What `limits` turns into a StorageError."""
        return StoreUnavailable

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, and return the count of the window that is open now."""
        now = self._clock()
        count = self._hits.incr(key, expiry, amount, now)
        if count == amount and random.random() < _SWEEP:  # noqa: S311 - any window will do
            self._hits.purge(now)
        return count

    def get(self, key: str) -> int:
        """Return the count of the window that is open now."""
        return self._hits.get(key, self._clock(), _length_of(key))

    def get_expiry(self, key: str) -> float:
        """Return when that window ends, in seconds since the epoch."""
        return self._hits.expires(key, self._clock()).timestamp()

    def check(self) -> bool:
        """Tell whether the database answers."""
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
    """Return the storage's URI and options for Flask-Limiter. Both storages raise StorageError when they are down."""
    if redis_url is None:
        return f"{_SCHEME}://", {"hits": LimitHits(services.store.engine), "clock": services.clock}
    # `limits` calls by redis+unix what redis-py itself calls unix.
    uri = f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url
    patience = {"socket_timeout": _PATIENCE_SECONDS, "socket_connect_timeout": _PATIENCE_SECONDS}
    return uri, {"wrap_exceptions": True, **patience}


def _length_of(key: str) -> int:
    """Return the seconds of a key's window: `limits` ends a key with the figures, as in `…/10/15/minute`."""
    *_names, amount, multiples, unit = ("", "", *key.split("/"))
    return parse(f"{amount}/{multiples} {unit}").get_expiry() if amount else LONGEST_SECONDS
