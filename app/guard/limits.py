"""Limit how often anybody may try to sign in, or guess a link (ASVS 6.1.1, 6.3.1).

A window begins with its first try and has a fixed length, so any stretch of that length sees at most twice its
figure.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, cast

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse, parse_many
from limits.errors import StorageError
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from app.config import Settings
from app.guard.address import customer_of
from app.intervals import Kept
from app.services import Services
from app.store import LimitHits, StoreUnavailable
from app.store.limit_hits import LONGEST_SECONDS, LimitWindow

# Limits count in Redis, or in the database through this storage: Flask-Limiter has none for databases.

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


def _in_database(services: Services) -> StoreStorage:
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


_KEY: Final = "anteroom.login_limits"
_ASKED_EVERY: Final = 5.0


class LimiterDown(Exception):
    """Report that tries can be counted nowhere, so none may be judged."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Say what is counted together and how much is allowed, as `limits` writes it."""

    name: str
    figures: str


Count = tuple[Rule, tuple[str, ...]]
"""A rule, and the names it counts by."""

ACCOUNT_NETWORK: Final = Rule("account+network", "5/5 minutes")
NETWORK: Final = Rule("network", "10/minute; 60/hour")
ACCOUNT: Final = Rule("account", "10/15 minutes; 20/hour")
GLOBAL: Final = Rule("global", "300/minute")
DEVICE: Final = Rule("device", "10/5 minutes; 20/hour")
UNLOCK: Final = Rule("unlock", "5/hour")
RECOVERY: Final = Rule("recovery codes", "5/hour")
NO_LINK: Final = Rule("no link", "30/5 minutes; 100/hour")


@lru_cache(maxsize=4)
def _standing_of(redis_url: str) -> Kept[bool]:
    """Return what knows whether a Redis answers.

    One thread at a time asks it, because a Redis that hangs takes seconds.
    """
    uri, options = _on_redis(redis_url)
    return Kept(_ASKED_EVERY, cast("Storage", storage_from_string(uri, **options)).check)


def redis_answers(settings: Settings) -> bool:
    """Return whether the Redis of REDIS_URL answered in the last seconds."""
    return settings.redis_url is not None and _standing_of(settings.redis_url.reveal()).get()


def database_counts(services: Services) -> bool:
    """Return whether the database can count tries now."""
    return _in_database(services).check()


@dataclass(frozen=True, slots=True)
class LoginLimits:
    """Count tries in the storage of the app's Limiter. It keeps hashes, not names.

    While Redis is away they are counted in the database. An attacker who can take Redis away has twice the tries.
    """

    limiter: RateLimiter
    spare: RateLimiter | None = None
    """Counts in the database, where the other one counts in Redis."""
    _standing: Kept[bool] | None = None
    """Spares a try the seconds in which a Redis that hangs does not answer."""

    def admits(self, account: str, network: str, device: str | None) -> bool:
        """Count a try before it is judged, and return whether it may be.

        `account` is the normalised e-mail, whether it exists or not. `network` is the client's address. `device`
        names a computer on which this member has signed in before, or is None. Such a computer has only a count of
        its own, so that strangers cannot lock its owner out.

        A try for which any count is full is counted nowhere. So an attack on one account uses up neither its
        network's nor everybody's share, one network cannot use up many accounts, and a refused try writes nothing.

        Raises:
            LimiterDown: the storage failed.
        """
        place = customer_of(network)
        if device is not None:
            return self._take([(DEVICE, (device,))])
        return self._take(
            [(ACCOUNT_NETWORK, (account, place)), (NETWORK, (place,)), (ACCOUNT, (account,)), (GLOBAL, ())]
        )

    def admits_unlock(self, session: str | None, network: str) -> bool:
        """Count a try to go on with an idle session, and return whether it may be judged.

        `session` names the session, or is None if there is none.

        Raises:
            LimiterDown: the storage failed.
        """
        counts: list[Count] = [(NETWORK, (customer_of(network),)), (GLOBAL, ())]
        return self._take([(UNLOCK, (session,)), *counts] if session else counts)

    def admits_new_codes(self, member: str) -> bool:
        """Count a request for new recovery codes, and return whether it is allowed.

        Ten codes are ten slow hashes.

        Raises:
            LimiterDown: the storage failed.
        """
        return self._take([(RECOVERY, (member,))])

    def bars_links(self, network: str) -> bool:
        """Return whether a network has asked for too many links that do not exist.

        Nobody guesses 256 bits, so links stay open when no storage answers.
        """
        items = _items([(NO_LINK, (customer_of(network),))])
        for limiter in self._open():
            with suppress(StorageError, StoreUnavailable):
                return not all(limiter.test(item, *names) for item, names in items)
        return False

    def note_no_link(self, network: str) -> None:
        """Count that a network asked for a link that does not exist."""
        with suppress(LimiterDown):
            self._take([(NO_LINK, (customer_of(network),))])

    def forget(self, account: str, network: str, device: str | None = None) -> None:
        """Forget this member's own failures here after a success.

        The counts of the account and the network stay. Otherwise each sign-in of a member would give an attacker
        elsewhere a new share, and signing in to one's own account would allow more guesses at others'. If a storage is
        down, the sign-in stands, and the counts end with their windows.
        """
        counts: list[Count] = [(ACCOUNT_NETWORK, (account, customer_of(network)))]
        if device is not None:
            counts.append((DEVICE, (device,)))
        keys = [item.key_for(*names) for item, names in _items(counts)]
        for limiter in self._open():
            with suppress(StorageError, StoreUnavailable):
                if isinstance(limiter.storage, StoreStorage):
                    limiter.storage.forget(keys)
                else:
                    for key in keys:
                        limiter.storage.clear(key)

    def _open(self) -> Iterator[RateLimiter]:
        """Yield who may count: the database comes after a Redis that may be away."""
        if self._standing is None or self._standing.get():
            yield self.limiter
        if self.spare is not None:
            yield self.spare

    def _take(self, counts: Sequence[Count]) -> bool:
        """Count a try in all windows or in none, in the first storage that answers.

        Raises:
            LimiterDown: none does.
        """
        items, failed = _items(counts), None
        for limiter in self._open():
            try:
                return _counts(limiter, items)
            except (StorageError, StoreUnavailable) as error:
                failed = error
        raise LimiterDown from failed


def _counts(limiter: RateLimiter, items: Sequence[tuple[RateLimitItem, tuple[str, ...]]]) -> bool:
    """Count a try everywhere or nowhere: at once in the database, in turn in Redis.

    Raises:
        StorageError, StoreUnavailable: the storage does not answer.
    """
    if isinstance(limiter.storage, StoreStorage):
        return limiter.storage.take(
            [LimitWindow(item.key_for(*names), item.get_expiry(), item.amount) for item, names in items]
        )
    return all(limiter.test(item, *names) for item, names in items) and all(
        limiter.hit(item, *names) for item, names in items
    )


def _items(counts: Iterable[Count]) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    """Return each window of some counts, with the names under which `limits` keeps it."""
    return [
        (item, (rule.name, *map(_hashed, who))) for rule, who in counts for item in parse_many(rule.figures)
    ]


def init_limits(app: Flask, services: Services, redis_url: str | None) -> LoginLimits:
    """Set up Flask-Limiter on Redis or the database, and return the sign-in's limits.

    Only the sign-in and unknown links are limited, so that the webhook stays open when the storage is down. Nothing falls
    back to counting in memory, where every worker would count alone: the database counts while Redis is away.
    """
    uri, options = storage_for(services, redis_url)
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri=uri,
        storage_options=options,
        strategy="fixed-window",
        headers_enabled=False,
        swallow_errors=False,
        in_memory_fallback_enabled=False,
        request_identifier=_no_route,
    )
    limits = LoginLimits(limiter.limiter)
    if redis_url is not None:
        spare = FixedWindowRateLimiter(_in_database(services))
        limits = LoginLimits(limiter.limiter, spare, _standing_of(redis_url))
    app.extensions[_KEY] = limits
    return limits


def _no_route() -> str:
    """Tell Flask-Limiter that it limits no route, so it looks for no limits."""
    return ""


def login_limits() -> LoginLimits:
    """Return the limits that `init_limits` gave this app."""
    return cast("LoginLimits", current_app.extensions[_KEY])


def _hashed(name: str) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
