"""Count refusals: an operator sees an attack, and nobody can fill the disk.

Each refusal is counted by its network. A process names at most `_MOST_PAIRS` pairs of reason and network a
minute; the rest are counted together. The store decides for all processes what the audit trail says of them
(`app/store/work/refusals.py`). While the database is down they wait, and the oldest are counted together once there
are many.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from threading import Lock
from typing import Final, cast

from flask import Flask
from flask_babel import lazy_gettext

from app.guard.networks import OTHER, network_of
from app.intervals import Interval
from app.observe import tally
from app.observe.logs import get_logger
from app.services import Services
from app.store import Store, StoreUnavailable, WrongKeys
from app.store.work import refusals
from app.store.work.refusals import WEBHOOK, Kind, Refusal
from app.web.feature import Words

log = get_logger("anteroom.refusals")

_KEY: Final = "anteroom.refusals"
REFUSED: Final = Words(
    "refused",
    {
        "webhook": lazy_gettext("refused requests to the webhook"),
        "limited": lazy_gettext("refused sign-in attempts"),
        "failed": lazy_gettext("failed sign-ins"),
        "nobody": lazy_gettext("failed sign-ins to accounts that do not exist"),
        "no_link": lazy_gettext("addresses that are not links to the form"),
    },
)
_MOST_PAIRS: Final = 20
_MOST_WAITING: Final = 200
_WRITTEN_AT_ONCE: Final = 50
_SECONDS_BETWEEN_WRITES: Final = 1.0

_Pair = tuple[Kind, str, str]
_Counts = Counter[tuple["datetime", Kind, str, str]]


class RefusalCounter:
    """Counts in memory and writes behind. Safe to use from many threads; never raises."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._writing = Lock()
        self._minute: datetime | None = None
        self._named: set[_Pair] = set()
        self._waiting: _Counts = Counter()
        self._write_again = Interval(_SECONDS_BETWEEN_WRITES)
        self._last_failure: datetime | None = None

    def note(self, kind: Kind, reason: str, address: str | None) -> bool:
        """Count one refusal of a client; only the network of `address` is kept.

        Returns whether it is the first of its reason and network in this minute, and so worth a line in the
        log.
        """
        tally.count("anteroom_refusals", kind.code, reason)
        is_new = self._count(kind, reason, network_of(address))
        is_time = is_new or self._write_again.is_over()
        # One thread writes. If the database hangs, the others must not hang with it.
        if is_time and self._writing.acquire(blocking=False):
            try:
                self._write_all()
            finally:
                self._writing.release()
        return is_new

    def flush(self) -> None:
        """Write what waits."""
        with self._writing:
            self._write_all()

    def _count(self, kind: Kind, reason: str, network: str) -> bool:
        """Count, and tell whether the pair is new in this minute."""
        minute = self._clock().replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute, self._named = minute, set()
            pair = (kind, reason, network)
            is_new = pair not in self._named
            if is_new and len(self._named) >= _MOST_PAIRS:
                pair = (kind, reason, OTHER)
                is_new = pair not in self._named
            self._named.add(pair)
            self._waiting[minute, *pair] += 1
            while len(self._waiting) > _MOST_WAITING:
                oldest = next(iter(self._waiting))
                count = self._waiting.pop(oldest)
                self._waiting[minute, oldest[1], oldest[2], OTHER] += count
            return is_new

    def _write_all(self) -> None:
        while some := self._take():
            try:
                self._write(some)
            except (StoreUnavailable, WrongKeys):
                self._put_back(some)
                return

    def _take(self) -> _Counts:
        with self._lock:
            self._write_again.begin()
            some = Counter(dict(islice(self._waiting.items(), _WRITTEN_AT_ONCE)))
            for key in some:
                del self._waiting[key]
            return some

    def _put_back(self, some: _Counts) -> None:
        with self._lock:
            later, self._waiting = self._waiting, some  # the oldest stay first
            self._waiting.update(later)
            is_known, self._last_failure = self._last_failure == self._minute, self._minute
        if not is_known:
            log.warning("refusals not written yet")

    def _write(self, waiting: _Counts) -> None:
        with self._store.begin() as unit:
            refusals.record(
                unit.db,
                [
                    Refusal(
                        kind, minute, reason, network, count, {"reason": reason} if kind is WEBHOOK else {}
                    )
                    for (minute, kind, reason, network), count in waiting.items()
                ],
                self._clock(),
            )


def init_refusals(app: Flask, services: Services) -> None:
    """Give the app its counter of refusals."""
    app.extensions[_KEY] = RefusalCounter(services.store, services.clock)


def refusal_counter(app: Flask) -> RefusalCounter:
    """Return where the app counts what it turned away."""
    return cast("RefusalCounter", app.extensions[_KEY])
