"""Do something at most every so many seconds, or later after each failure."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

_T = TypeVar("_T")


class Interval:
    """A time that has to pass before something is done again.

    Each thing has its own, and is due at the beginning. Threads may share it.
    """

    __slots__ = ("_ends", "_lock", "_monotonic", "_seconds")

    def __init__(self, seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._monotonic = monotonic
        self._ends: Final[dict[Hashable, float]] = {}
        self._lock = Lock()

    def is_over(self, thing: Hashable = None) -> bool:
        """Return whether the time has passed."""
        return self._monotonic() >= self._ends.get(thing, float("-inf"))

    def begin(self, thing: Hashable = None, seconds: float | None = None) -> None:
        """Wait from now on, for as long as always or for some seconds."""
        self._ends[thing] = self._monotonic() + (self._seconds if seconds is None else seconds)

    def take(self, thing: Hashable = None) -> bool:
        """Return whether the time has passed, and begin again if so.

        Of several threads one alone is told so.
        """
        if not self.is_over(thing):
            return False
        with self._lock:
            is_over = self.is_over(thing)
            if is_over:
                self.begin(thing)
        return is_over

    def end(self, thing: Hashable = None) -> None:
        """Have it be over at once."""
        self._ends.pop(thing, None)


class Kept(Generic[_T]):
    """A value that is looked up again once it is older than some seconds.

    Threads may share it. One looks, and meanwhile the others take the last value. Only before there is one do they wait.
    """

    __slots__ = ("_age", "_is_known", "_lock", "_look", "_value")

    def __init__(
        self, seconds: float, look: Callable[[], _T], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._age = Interval(seconds, monotonic)
        self._look = look
        self._lock = Lock()
        self._is_known = False
        self._value: _T

    def get(self) -> _T:
        """Return the value, and look it up first if it is too old."""
        if self._lock.acquire(blocking=not self._is_known):
            try:
                if self._age.is_over():
                    self.know(self._look())
            finally:
                self._lock.release()
        return self._value

    def know(self, value: _T) -> None:
        """Take a value that was just found otherwise."""
        self._value, self._is_known = value, True
        self._age.begin()


def backoff(tries: int, first: float, longest: float) -> float:
    """Return the seconds before another try after so many.

    They are random, so that what collided does not collide again.
    """
    return min(first * 2.0 ** (tries - 1), longest) * random.uniform(0.5, 1)  # noqa: S311  (not a secret)
