"""Publish the ids of due jobs, which other processes do.

The outbox is the truth. The database decides which process publishes the id of a due job, and the worker that
receives the id claims the job. An id that nobody took after a while is published again.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Final
from uuid import UUID

from app.intervals import Interval
from app.jobs.carrier import AGAIN, Carrier, CarrierDown
from app.jobs.heartbeat import BEAT_EVERY, Heartbeat
from app.jobs.journal import ErasureKeeping
from app.jobs.lanes import BY_CELERY, in_lane
from app.jobs.lease import LEASE, Stop, do
from app.jobs.rounds import Rounds, Together
from app.jobs.schedule import Schedule, watches
from app.jobs.worker import stand_ins
from app.observe.logs import SELDOM, get_logger
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.work import jobs
from app.web.feature import JobKind, Lane, Run

log = get_logger("anteroom.jobs")
_AT_ONCE: Final = 200
"""How many jobs one statement marks. A process that is killed before it has published them delays that many."""


class Dispatcher(Rounds):
    """Publish the ids of due jobs.

    Any number of them may run, on any number of machines.
    """

    def __init__(
        self,
        services: Services,
        carrier: Carrier,
        jobs: Mapping[str, JobKind],
        stop: Event | None = None,
        *,
        again: timedelta = AGAIN,
        beats: bool = True,
        turns: Path | None = None,
    ) -> None:
        """`beats` is whether workers are asked to show that they are alive.

        The time of the file `turns` is that of the last turn, for whoever watches this process alone.
        """
        super().__init__(services, stop, "dispatcher")
        self._carrier = carrier
        self._kinds = {lane: frozenset(in_lane(lane, jobs)) for lane in BY_CELERY}
        self._again = again
        self._beats = beats
        self._turns = turns
        self._beat_again = Interval(BEAT_EVERY.total_seconds())
        self._heart = Heartbeat(services, does_jobs=False)  # with Celery, another machine may do the jobs
        self._erasures = ErasureKeeping(services)
        self._told = Interval(SELDOM)

    def once(self) -> int:
        """Publish what is due, and return how many ids that were.

        Raises:
            CarrierDown: nothing can be published now.
            StoreUnavailable, WrongKeys: the database cannot be used.
        """
        return sum(self._publish(lane, kinds) for lane, kinds in self._kinds.items())

    def _turn(self) -> bool:
        if self._turns is not None:
            with suppress(OSError):  # a full disk is told elsewhere
                self._turns.touch(0o600)
        self._services.store.presence.show()
        self._heart.beat()
        self._erasures.keep_up()
        try:
            self._beat()
            return self.once() > 0
        except CarrierDown:
            if self._told.take():
                log.warning("Redis does not answer, so jobs wait, except alarms and messages")
            return False

    def _publish(self, lane: Lane, kinds: frozenset[str]) -> int:
        store, now = self._services.store, self._services.clock()
        with store.read() as unit:  # asking first spares a write, and a request to Redis, every second
            if not jobs.is_due(unit.db, now, kinds, self._again):
                return 0
        room = min(self._carrier.room(lane), _AT_ONCE)
        if room == 0:
            return 0
        with store.begin() as unit:
            announced = jobs.announce(unit.db, now, self._again, kinds, room)
        for job_id in announced:
            self._carrier.publish(lane, job_id)
        return len(announced)

    def _beat(self) -> None:
        if self._beats and self._beat_again.is_over():
            self._carrier.beat()
            self._beat_again.begin()


class Clockwork(Rounds):
    """Ask for the regular work. Several may run: each kind of work is done once."""

    def __init__(self, services: Services, kinds: Collection[str], stop: Event | None = None) -> None:
        super().__init__(services, stop, "clockwork")
        self._schedule = Schedule(services, kinds)

    def _turn(self) -> bool:
        self._schedule.keep_up()
        return False


class Lookout(Rounds):
    """Look for what people are to be alerted to, also without Celery's processes."""

    def __init__(self, services: Services, stop: Event) -> None:
        super().__init__(services, stop, "lookout")
        self._watches = watches(services)

    def _turn(self) -> bool:
        for watch in self._watches:
            watch.keep_up()
        return False


def beside_celery(services: Services, jobs: Mapping[str, JobKind]) -> Together:
    """Return what a server process does whose jobs Celery does.

    It publishes at once what a request left in the outbox, and no request waits for that. Whatever becomes of Redis and
    of Celery, it alerts people.
    """
    from app.jobs.broker import Broker, celery_of  # noqa: PLC0415 - celery, which others do without

    stop = Event()
    dispatcher = Dispatcher(services, Broker(celery_of(services.settings)), jobs, stop, beats=False)
    return Together([dispatcher, Lookout(services, stop), *stand_ins(services, jobs, stop)], stop)


def perform(
    services: Services, runs: Mapping[str, Run], job_id: UUID, stop: Stop, lease: timedelta = LEASE
) -> None:
    """Do the job of this id, if it is due and nobody's.

    Whatever goes wrong is in the outbox, where the job is due again in time.
    """
    try:
        services.store.presence.show()
        with services.store.begin() as unit:
            job = jobs.take(unit.db, job_id, services.clock(), lease, runs)
        if job is not None:
            do(services, job, runs, lease, stop)
    except (StoreUnavailable, WrongKeys):
        log.warning("job not begun or not ended: the database failed", job=str(job_id))


def show_life(services: Services) -> None:
    """Show that a worker is alive that does published jobs."""
    try:
        Heartbeat(services).beat()
    except (StoreUnavailable, WrongKeys):
        log.warning("no sign of life given: the database failed")
