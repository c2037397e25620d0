"""The pace of work that nobody waits for: in short stretches, with a rest after each that is no shorter.

SQLite has one writer, and who waits for it only asks now and then: every 25 ms at first, later every 100 ms. So a
rest has to be long enough to be met by whoever began to wait during the stretch. The interpreter is free meanwhile, too.
"""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
        """Run the block, a transaction, and rest after it, unless it and those before it were very short."""
        self._began = self._monotonic()
        yield
        self._worked += self._monotonic() - self._began
        if self._worked >= _STRETCH:
            self._rest(max(_LEAST, self._worked))
            self._worked = 0.0

    @property
    def is_over(self) -> bool:
        """Whether the stretch under way has been long enough."""
        return self._monotonic() - self._began >= _STRETCH
