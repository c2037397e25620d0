"""Run a transaction again after a failure of the database that will pass.

A failover, a restart or a deadlock undoes a transaction that would succeed a moment later. A function whose only
effects are in that transaction can simply be run again, and its caller need not know.

If the answer to a COMMIT was lost, nobody knows whether it happened. The function has to find out when it is run
again: a message finds its receipt.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Final, TypeVar

from app.intervals import backoff
from app.store.engine.database import StoreUnavailable

Result = TypeVar("Result")

log = logging.getLogger("anteroom.store")
_TRANSIENT: Final = (
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
    """Return whether the same transaction may succeed a moment later.

    `reason` is that of a `StoreUnavailable`.
    """
    return reason.startswith(_TRANSIENT)


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a transaction is tried, and for how long; threads may share it.

    Twilio waits 15 s for the answer, and the last attempt takes its time too.
    """

    most: int = 8
    within: float = 5
    """Seconds from the beginning in which an attempt may begin."""
    sleep: Callable[[float], object] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    waiting: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(_WAITING))

    def run(self, attempt: Callable[[], Result]) -> Result:
        """Return what `attempt` returns, and call it again while the database fails.

        Raises:
            StoreUnavailable: the failure will not pass, came too often, or came while many others wait already.
        """
        ends, tries = self.monotonic() + self.within, 1
        while True:
            try:
                return attempt()
            except StoreUnavailable as error:
                pause = backoff(tries, _FIRST_PAUSE, _LONGEST_PAUSE)
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


ONCE: Final = Retries(most=1)
