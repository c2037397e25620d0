"""The pace of background work: short stretches, and rests at least as long.

SQLite has one writer at a time. Others that wait for it only ask now and then: every 25 ms at first, later every
100 ms. So a rest must be long enough for a writer that began to wait during the stretch to notice it. A rest also
leaves the interpreter to other threads.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

_STRETCH: Final = 0.025
_LEAST: Final = 0.05


class Pace:
    """The pace of one piece of work, in one thread."""

    __slots__ = ("_began", "_monotonic", "_rest", "_worked")

    def __init__(
        self,
        rest: Callable[[float], object] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rest = rest
        self._monotonic = monotonic
        self._began = 0.0
        self._worked = 0.0

    @contextmanager
    def stretch(self) -> Iterator[None]:
        """Run the block, a transaction, and rest after it.

        Very short stretches are added up, and rested for together.
        """
        self._began = self._monotonic()
        yield
        self._worked += self._monotonic() - self._began
        if self._worked >= _STRETCH:
            self._rest(max(_LEAST, self._worked))
            self._worked = 0.0

    def admitted(self) -> None:
        """Count the stretch from now on: waiting for the writer is not work."""
        self._began = self._monotonic()

    @property
    def is_over(self) -> bool:
        """Whether the stretch under way has been long enough."""
        return self._monotonic() - self._began >= _STRETCH
