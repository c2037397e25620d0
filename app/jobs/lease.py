"""A claimed job: the beat that its handler calls, and how it ends.

Every job is done here, in a thread of a server as well as in a process of Celery.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final, Protocol

from app.intervals import backoff
from app.observe import spans
from app.observe.logs import get_logger
from app.services import Services
from app.store import StoreUnavailable
from app.store.work import jobs
from app.store.work.jobs import ATTEMPTS, Delayed, Hopeless, Job
from app.web.feature import Run

log = get_logger("anteroom.jobs")
LEASE: Final = timedelta(minutes=2)
_FIRST_DELAY: Final = 10.0
_LONGEST_DELAY: Final = 3600.0
_LONGEST_ASKED: Final = timedelta(days=1)
_AT_ONCE: Final = timedelta()


class Stop(Protocol):
    """Tells whether this process is being stopped."""

    def is_set(self) -> bool: ...


class Lease:
    """A claimed job. Its handler calls it as the `Beat`, from one thread."""

    __slots__ = ("_duration", "_interrupted", "_job", "_services", "_stop", "_wanted")

    def __init__(self, services: Services, job: Job, duration: timedelta, stop: Stop) -> None:
        self._services = services
        self._job = job
        self._duration = duration
        self._stop = stop
        self._wanted = not job.cancel_asked
        self._interrupted = False

    def __call__(self, progress: int, total: int | None = None) -> bool:
        """Report that the handler is alive, and return whether it should continue."""
        if not self.goes_on():
            return False
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            self._wanted = jobs.beat(unit.db, job.id, job.lease_token, now, self._duration, progress, total)
        return self._wanted

    def goes_on(self) -> bool:
        """Return whether the handler may continue, as far as known here.

        Once it may not, it never may again.
        """
        self._interrupted = self._interrupted or self._stop.is_set()
        return self._wanted and not self._interrupted

    def ended(self) -> None:
        """Record that the handler has returned, done or told to stop."""
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            if not self._wanted:
                jobs.stopped(unit.db, job.id, job.lease_token, now)
            elif self._interrupted:
                jobs.retry(unit.db, job.id, job.lease_token, now, _AT_ONCE, "interrupted", counts=False)
            else:
                jobs.done(unit.db, job.id, job.lease_token, now)

    def put_off(self, error: str, least: timedelta | None = None, *, counts: bool = True) -> None:
        """Retry later: longer each time, at a random moment, and not forever."""
        job, now = self._job, self._services.clock()
        if counts and job.attempts >= ATTEMPTS:
            self.give_up(error)
            return
        delay = timedelta(seconds=backoff(job.attempts, _FIRST_DELAY, _LONGEST_DELAY))
        delay = max(delay, min(least or timedelta(), _LONGEST_ASKED))
        with self._services.store.begin() as unit:
            jobs.retry(unit.db, job.id, job.lease_token, now, delay, error, counts=counts)
        log.warning("job put off", job=str(job.id), kind=job.kind, attempts=job.attempts, reason=error)

    def give_up(self, error: str) -> None:
        """Leave it for somebody to look at."""
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            jobs.fail(unit.db, job.id, job.lease_token, now, error)
        log.error("job given up", job=str(job.id), kind=job.kind, attempts=job.attempts, reason=error)


def do(services: Services, job: Job, runs: Mapping[str, Run], duration: timedelta, stop: Stop) -> None:
    """Do a job that was claimed for `duration`, and record how it ended.

    Raises:
        StoreUnavailable: the end could not be recorded. The job is claimed again when its lease is over.
    """
    lease = Lease(services, job, duration, stop)
    if job.attempts > ATTEMPTS:  # each of them was killed in the middle of it
        lease.give_up("never_finished")
        return
    try:
        if lease.goes_on():
            with spans.span(f"job {job.kind}", {"anteroom.attempts": job.attempts}):
                runs[job.kind](services, job, lease)
    except Hopeless as hopeless:
        lease.give_up(hopeless.code)
    except Delayed as delayed:
        lease.put_off(delayed.code, delayed.delay, counts=delayed.counts)
    except StoreUnavailable:
        lease.put_off("store_unavailable")
    except Exception as error:  # whatever it is, the worker lives on
        log.exception("job failed", job=str(job.id), kind=job.kind, exc_info=error)
        lease.put_off(type(error).__name__)
    else:
        lease.ended()
