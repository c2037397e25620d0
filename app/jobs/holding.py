"""A job that this worker holds: the beat that its handler calls, and the end that it comes to."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.observe.logs import get_logger

if TYPE_CHECKING:
    from threading import Event

    from app.services import Services
    from app.store import Job

log = get_logger("anteroom.jobs")
ATTEMPTS: Final = 8
_FIRST_DELAY: Final = timedelta(seconds=10)
_LONGEST_DELAY: Final = timedelta(hours=1)
_LONGEST_ASKED: Final = timedelta(days=1)
_AT_ONCE: Final = timedelta()


class Holding:
    """A claimed job. Called as its `Beat`, from one thread."""

    __slots__ = ("_interrupted", "_job", "_lease", "_services", "_stop", "_wanted")

    def __init__(self, services: Services, job: Job, lease: timedelta, stop: Event) -> None:
        self._services = services
        self._job = job
        self._lease = lease
        self._stop = stop
        self._wanted = not job.cancel_asked
        self._interrupted = False

    def __call__(self, progress: int, total: int | None = None) -> bool:
        """Say that the handler is alive, and return whether it is to go on."""
        if not self.goes_on():
            return False
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            self._wanted = unit.outbox.beat(job.id, job.lease_token, now, self._lease, progress, total)
        return self._wanted

    def goes_on(self) -> bool:
        """Return whether the handler is to go on, as far as is known here. Once it is not, that stays so."""
        self._interrupted = self._interrupted or self._stop.is_set()
        return self._wanted and not self._interrupted

    def ended(self) -> None:
        """Say that the handler has returned: because the job is done, or because it was told to."""
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            if not self._wanted:
                unit.outbox.stopped(job.id, job.lease_token, now)
            elif self._interrupted:
                unit.outbox.retry(job.id, job.lease_token, now, _AT_ONCE, "interrupted", counts=False)
            else:
                unit.outbox.done(job.id, job.lease_token, now)

    def put_off(self, error: str, least: timedelta | None = None, *, counts: bool = True) -> None:
        """Have it tried again later: longer each time, never at the same moment as others, and not for ever."""
        job, now = self._job, self._services.clock()
        if counts and job.attempts >= ATTEMPTS:
            self.give_up(error)
            return
        delay = max(backoff(job.attempts), min(least or timedelta(), _LONGEST_ASKED))
        with self._services.store.begin() as unit:
            unit.outbox.retry(job.id, job.lease_token, now, delay, error, counts=counts)
        log.warning("job put off", job=str(job.id), kind=job.kind, attempts=job.attempts, reason=error)

    def give_up(self, error: str) -> None:
        """Leave it for somebody to look at."""
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            unit.outbox.fail(job.id, job.lease_token, now, error)
        log.error("job given up", job=str(job.id), kind=job.kind, attempts=job.attempts, reason=error)


def backoff(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts."""
    longest: timedelta = min(_FIRST_DELAY * 2 ** (attempts - 1), _LONGEST_DELAY)
    return longest * random.uniform(0.5, 1)  # noqa: S311  (not a secret)
