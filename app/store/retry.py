"""Run a transaction again when the database failed in passing.

A failover, a restart or a deadlock undoes a transaction that would be done a moment later. What a function does in
one transaction and nowhere else can be done again, and whoever waits for it need not know.

Whether a COMMIT whose answer was lost has happened is not known. The function has to find out when it is run again:
a message finds its receipt.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final, TypeVar

from app.store.database import StoreUnavailable

Result = TypeVar("Result")

log = logging.getLogger("anteroom.store")
_IN_PASSING: Final = (
    "40001",  # serialization failure
    "40P01",  # deadlock
    "57P01",  # the server ends the connection: a restart, a failover
    "57P02",  # another of its processes crashed
    "57P03",  # it is starting
    "25006",  # it has become a standby: the next connection finds the primary
    "53300",  # it has no connection left
    "08",  # the connection was cut
    "unreachable",
)
_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
_WAITING: Final = 4
"""Half of a server's threads: the others go on answering while the database is away."""


def is_in_passing(reason: str) -> bool:
    """Return whether the same may succeed a moment later.

    `reason` is that of `StoreUnavailable`.
    """
    return reason.startswith(_IN_PASSING)


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a transaction is run, and for how long. May be shared between threads.

    Twilio waits 15 s for the answer, and the last attempt takes its time too.
    """

    most: int = 8
    within: float = 5
    """Seconds from the beginning in which an attempt may begin."""
    sleep: Callable[[float], object] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    waiting: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_WAITING))

    def run(self, attempt: Callable[[], Result]) -> Result:
        """Return what the function returns, as soon as the database does not fail.

        Raises:
            StoreUnavailable: it failed otherwise than in passing, too often, or while many others wait already.
        """
        ends, tries = self.monotonic() + self.within, 1
        while True:
            try:
                return attempt()
            except StoreUnavailable as error:
                pause = _pause(tries)
                if not is_in_passing(error.reason) or tries >= self.most or self.monotonic() + pause > ends:
                    raise
                if not self._waited(pause):
                    raise
                log.warning("transaction tried again")
            tries += 1

    def _waited(self, pause: float) -> bool:
        if not self.waiting.acquire(blocking=False):
            return False
        try:
            self.sleep(pause)
        finally:
            self.waiting.release()
        return True


def _pause(tries: int) -> float:
    """Return the seconds before another attempt.

    They are random, so that two who met do not meet again.
    """
    longest: float = min(_FIRST_PAUSE * 2 ** (tries - 1), _LONGEST_PAUSE)
    return longest * random.uniform(0.5, 1)  # noqa: S311  (not a secret)


ONCE: Final = Retries(most=1)
