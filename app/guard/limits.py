"""Limit how often anybody may try to sign in, or guess a link (ASVS 6.1.1, 6.3.1).

A window begins with its first try and has a fixed length, so any stretch of that length sees at most twice its
figure.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, NamedTuple, cast

from flask import Flask, current_app
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse_many
from limits.errors import StorageError
from limits.strategies import FixedWindowRateLimiter, RateLimiter

from app.guard.networks import customer_of
from app.guard.tries import StoreStorage, in_database, standing_of, storage_for
from app.intervals import Kept
from app.services import Services
from app.store import StoreUnavailable
from app.store.staff.limit_hits import LimitWindow

_KEY: Final = "anteroom.login_limits"


class LimiterDown(Exception):
    """Report that tries can be counted nowhere, so none may be judged."""


class Rule(NamedTuple):
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
        spare = FixedWindowRateLimiter(in_database(services))
        limits = LoginLimits(limiter.limiter, spare, standing_of(redis_url))
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
