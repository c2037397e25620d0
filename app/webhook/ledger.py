"""Counting refusals, so that an operator sees an attack and an attacker cannot fill the disk.

Each refusal is counted. At most once a minute per reason and network does one leave an audit event, whatever the
number of processes, and a process names at most `_MOST_PAIRS` such pairs a minute; the rest are counted together.
While the database is down they wait, and the oldest are counted together once there are many.
"""

from __future__ import annotations

import time
from collections import Counter
from ipaddress import ip_address, ip_network
from itertools import islice
from threading import Lock
from typing import TYPE_CHECKING, Final

from app.observe.logs import get_logger
from app.store import StoreUnavailable, WrongKeys

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from app.store import Store
    from app.webhook.refusal import Reason

log = get_logger("anteroom.refusals")

_MOST_PAIRS: Final = 20
_MOST_WAITING: Final = 200
_WRITTEN_AT_ONCE: Final = 50
_SECONDS_BETWEEN_WRITES: Final = 1.0
_V4_NETWORK, _V6_NETWORK = 24, 48
_OTHER: Final = "other"

_Pair = tuple[str, str]
_Counts = Counter[tuple["datetime", str, str]]


class RefusalLedger:
    """Counts in memory and writes behind. Safe to use from many threads; never raises."""

    def __init__(self, store: Store, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock
        self._lock = Lock()
        self._writing = Lock()
        self._minute: datetime | None = None
        self._named: set[_Pair] = set()
        self._waiting: _Counts = Counter()
        self._last_write = float("-inf")
        self._last_failure: datetime | None = None

    def note(self, reason: Reason, address: str | None) -> bool:
        """Count one refusal of a client at `address` (its network is kept, not the address).

        Returns whether it is the first of its reason and network in this minute, and so worth a line in the log.
        """
        is_new = self._count(reason.value, network_of(address))
        is_time = is_new or time.monotonic() - self._last_write >= _SECONDS_BETWEEN_WRITES
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

    def _count(self, reason: str, network: str) -> bool:
        """Count, and tell whether the pair is new in this minute."""
        minute = self._clock().replace(second=0, microsecond=0)
        with self._lock:
            if minute != self._minute:
                self._minute, self._named = minute, set()
            pair = (reason, network)
            is_new = pair not in self._named
            if is_new and len(self._named) >= _MOST_PAIRS:
                pair = (reason, _OTHER)
                is_new = pair not in self._named
            self._named.add(pair)
            self._waiting[minute, *pair] += 1
            while len(self._waiting) > _MOST_WAITING:
                oldest = next(iter(self._waiting))
                count = self._waiting.pop(oldest)
                self._waiting[minute, oldest[1], _OTHER] += count
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
            self._last_write = time.monotonic()
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
            for (minute, reason, network), count in waiting.items():
                if unit.refusals.add(minute, reason, network, count):
                    unit.audit.record(
                        actor="internet",
                        action="webhook.refused",
                        details={"reason": reason, "network": network},
                        at=self._clock(),
                    )


def network_of(address: str | None) -> str:
    """Return the network of a client address: /24 or, for IPv6, /48, which one subscriber may own whole."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return _OTHER
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ip_network((parsed, _V4_NETWORK if parsed.version == 4 else _V6_NETWORK), strict=False))  # noqa: PLR2004
