"""The worker: takes jobs off the outbox one by one, and does them.

Each process may have some, on any number of machines: a job is claimed by one of them. What a worker that was killed
leaves is claimed by another when its lease is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from threading import Event
from typing import Final

from app.jobs.heartbeat import Heartbeat
from app.jobs.lanes import in_lane, runs_of
from app.jobs.lease import LEASE, do
from app.jobs.rounds import Rounds, Together
from app.jobs.schedule import Schedule
from app.services import Services
from app.store.work import jobs
from app.web.feature import JobKind, Lane, Run

PATIENCE: Final = timedelta(seconds=5)
"""For how long a message is left to Celery before another process sends it."""


class Worker(Rounds):
    """Do jobs until `stop` is set; the current one then returns to the outbox."""

    def __init__(
        self,
        services: Services,
        runs: Mapping[str, Run],
        stop: Event | None = None,
        lease: timedelta = LEASE,
        name: str = "jobs",
    ) -> None:
        super().__init__(services, stop, name)
        self._runs = runs
        self._lease = lease
        self._heart = Heartbeat(services)
        self._schedule = Schedule(services, runs)

    def once(self) -> bool:
        """Do one job, and return whether one was due.

        Raises:
            StoreUnavailable: the database failed.
            WrongKeys: the configured keys are not all that the database is written with.
        """
        return do_next(self._services, self._runs, self._lease, self._stopping)

    def _turn(self) -> bool:
        self._services.store.presence.show()
        self._heart.beat()
        self._schedule.keep_up()
        return self.once()


class StandIn(Rounds):
    """Do the jobs of one lane that Celery does not do, or has not begun in time.

    It asks nobody whether Redis and Celery work: the outbox shows what was not taken. It gives no sign of life, which
    would hide that they do not.
    """

    def __init__(
        self,
        services: Services,
        jobs: Mapping[str, JobKind],
        stop: Event,
        lane: Lane,
        patience: timedelta = timedelta(),
    ) -> None:
        """`patience` is for how long a job is left to Celery."""
        super().__init__(services, stop, lane)
        self._runs = runs_of(in_lane(lane, jobs))
        self._patience = patience

    def _turn(self) -> bool:
        return do_next(self._services, self._runs, LEASE, self._stopping, self._patience)


def do_next(
    services: Services,
    runs: Mapping[str, Run],
    lease: timedelta,
    stop: Event,
    patience: timedelta = timedelta(),
) -> bool:
    """Do one job that has been due for `patience`, and return whether there was one.

    Raises:
        StoreUnavailable: the database failed.
        WrongKeys: the configured keys are not all that the database is written with.
    """
    with services.store.read() as unit:  # asking first spares SQLite's writers a lock every second
        if not jobs.is_due(unit.db, services.clock() - patience, runs):
            return False
    with services.store.begin() as unit:
        job = jobs.claim(unit.db, services.clock() - patience, lease, runs)
    if job is not None:
        do(services, job, runs, lease, stop)
    return job is not None


def stand_ins(services: Services, jobs: Mapping[str, JobKind], stop: Event) -> list[Rounds]:
    """Return what does alarms at once, and messages that Celery has left."""
    return [
        StandIn(services, jobs, stop, Lane.ALARMS),
        StandIn(services, jobs, stop, Lane.MESSAGES, PATIENCE),
    ]


def lanes(services: Services, jobs: Mapping[str, JobKind], stop: Event | None = None) -> Together:
    """Return the workers of a process that does every job itself, one for each lane."""
    stop = stop or Event()
    return Together([Worker(services, runs_of(in_lane(lane, jobs)), stop, name=lane) for lane in Lane], stop)
