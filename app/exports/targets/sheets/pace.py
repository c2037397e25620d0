"""Pace a push: waits between attempts, and requests per minute."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.intervals import backoff

_FIRST: Final = 1.0
_LONGEST: Final = 64.0
MOST_WAITING: Final = 300.0
"""How many seconds a job waits for Google in all, before it is put off."""
_MINUTE: Final = 60.0
_A_MINUTE: Final = 55
"""Requests a minute. Google allows an account 60 reads and 60 writes, and something else may need a few."""
_BREATH: Final = 5.0


@dataclass(frozen=True, slots=True)
class Pace:
    """A clock that only goes forward, in seconds, and a way to wait."""

    monotonic: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep

    def wait(self, seconds: float, alive: Callable[[], None]) -> None:
        """Wait, and call `alive` every few seconds: it may raise to end the waiting."""
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > 0:
            alive()
            self.pause(min(left, _BREATH))


class Backoff:
    """Wait longer after each attempt, and no less than Google asks for."""

    __slots__ = ("_most_waiting", "_tries", "_waited")

    def __init__(self, most_waiting: float = MOST_WAITING) -> None:
        self._most_waiting = most_waiting
        self._tries = 0
        self._waited = 0.0

    def next(self, asked: float) -> float | None:
        """Return the seconds to wait; None when that exceeds the longest total wait."""
        self._tries += 1
        seconds = max(asked, backoff(self._tries, _FIRST, _LONGEST))
        self._waited += seconds
        return seconds if self._waited <= self._most_waiting else None


class RateLimit:
    """Limit the requests in any minute.

    A refused request counts too, so staying below the limit needs the fewest requests.
    """

    __slots__ = ("_times",)

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=_A_MINUTE)

    def wait_for(self, now: float) -> float:
        """Return for how long to wait before the next request."""
        full = len(self._times) == _A_MINUTE
        return max(0.0, self._times[0] + _MINUTE - now) if full else 0.0

    def take(self, now: float) -> None:
        """Count a request."""
        self._times.append(now)
