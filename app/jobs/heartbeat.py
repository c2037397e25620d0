"""The worker's sign of life: a moment in the database, which `flask doctor` reads."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

from app.config.environment import node
from app.intervals import Interval
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.clinic import milestones

BEAT_EVERY: Final = timedelta(minutes=1)


class Heartbeat:
    """Record that a worker lives, at most once a minute.

    Each worker has one; any of them shows that jobs are done.
    """

    __slots__ = ("_again", "_does_jobs", "_services")

    def __init__(
        self,
        services: Services,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        does_jobs: bool = True,
    ) -> None:
        """`does_jobs` is whether the process does jobs, or hands them to others."""
        self._services = services
        self._does_jobs = does_jobs
        self._again = Interval(BEAT_EVERY.total_seconds(), monotonic)

    def beat(self) -> None:
        """Record that this worker is alive, if a minute has passed.

        Raises:
            StoreUnavailable: the database failed.
            WrongKeys: the configured keys are not all that the database is written with.
        """
        if not self._again.is_over():
            return
        with self._services.store.begin() as unit:
            milestones.heard_of(
                unit.db, node(), self._services.clock(), self._services.store.role, does_jobs=self._does_jobs
            )
        self._again.begin()


def take_leave(services: Services) -> None:
    """Record that this process was stopped, so that nobody misses it."""
    with suppress(StoreUnavailable, WrongKeys), services.store.begin() as unit:
        milestones.left(unit.db, node(), services.store.role)
