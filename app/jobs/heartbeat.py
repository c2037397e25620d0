"""The worker's sign of life: a moment in the database, which `flask doctor` reads."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.store.marks import WORKER

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services import Services

EVERY: Final = timedelta(minutes=1)


class Heartbeat:
    """Renews the moment, at most once a minute. Each worker has one; any of theirs says that jobs are done."""

    __slots__ = ("_last", "_monotonic", "_services")

    def __init__(self, services: Services, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._monotonic = monotonic
        self._last = float("-inf")

    def beat(self) -> None:
        """Say that this worker lives.

        Raises:
            StoreUnavailable: the database failed.
            WrongKeys: the configured keys are not all that the database is written with.
        """
        now = self._monotonic()
        if now - self._last < EVERY.total_seconds():
            return
        with self._services.store.begin() as unit:
            unit.milestones.mark(WORKER, "anteroom", self._services.clock())
        self._last = now
