"""The worker: takes jobs off the outbox one by one, and does them.

Each process may have some, on any number of machines: a job is claimed by one of them. What a worker that was killed
leaves is claimed by another when its lease is over.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import timedelta
from threading import Event
from typing import Final

from app.jobs.handlers import HANDLERS, Lane, in_lane
from app.jobs.lease import LEASE, Handler, do
from app.jobs.rounds import Rounds
from app.jobs.schedule import Heartbeat, Schedule
from app.services import Services

_NAMES: Final = {Lane.MESSAGES: "messages", Lane.OTHERS: "jobs"}


class Worker(Rounds):
    """Do jobs until `stop` is set; the current one then returns to the outbox."""

    def __init__(
        self,
        services: Services,
        handlers: Mapping[str, Handler] = HANDLERS,
        stop: Event | None = None,
        lease: timedelta = LEASE,
        name: str = "jobs",
    ) -> None:
        super().__init__(services, stop, name)
        self._handlers = handlers
        self._lease = lease
        self._heart = Heartbeat(services)
        self._schedule = Schedule(services, handlers)

    def once(self) -> bool:
        """Do one job, and return whether one was due.

        Raises:
            StoreUnavailable: the database failed.
            WrongKeys: the configured keys are not all that the database is written with.
        """
        with self._services.store.read() as unit:  # asking first spares SQLite's writers a lock every second
            if not unit.outbox.is_due(self._services.clock(), self._handlers):
                return False
        with self._services.store.begin() as unit:
            job = unit.outbox.claim(self._services.clock(), self._lease, self._handlers)
        if job is not None:
            do(self._services, job, self._handlers, self._lease, self._stopping)
        return job is not None

    def _turn(self) -> bool:
        self._services.store.presence.show()
        self._heart.beat()
        self._schedule.keep_up()
        return self.once()


class Lanes:
    """The workers of one process, one for each lane."""

    def __init__(self, services: Services, stop: Event | None = None) -> None:
        self._stopping = stop or Event()
        self._messages, self._others = (
            Worker(services, in_lane(lane, HANDLERS), self._stopping, name=name)
            for lane, name in _NAMES.items()
        )

    def start(self) -> None:
        """Start both in threads, after the server's process has forked."""
        self._messages.start()
        self._others.start()

    def run(self) -> None:
        """Do what is due, and wait for more, until `stop` is set."""
        self._messages.start()
        self._others.run()
        self._messages.stop()

    def stop(self, within: float) -> None:
        """Stop, and wait for the end, at most `within` seconds."""
        until = time.monotonic() + within
        self._stopping.set()
        for lane in (self._messages, self._others):
            lane.stop(max(0, until - time.monotonic()))
