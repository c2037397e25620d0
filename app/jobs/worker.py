"""The worker: takes jobs off the outbox one by one, and does them.

Each process may have one, on any number of machines: a job is claimed by one of them. What a worker that was killed
leaves is claimed by another when its lease is over.
"""

from __future__ import annotations

import random
import time
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Final

from app.jobs import daily, sweep
from app.jobs.erasure_keeping import ErasureKeeping
from app.jobs.handlers import HANDLERS
from app.jobs.heartbeat import Heartbeat
from app.jobs.holding import ATTEMPTS, Holding
from app.observe.logs import get_logger
from app.store import Delayed, Hopeless, StoreUnavailable, WrongKeys

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.jobs.handlers import Handler
    from app.services import Services
    from app.store import Job

log = get_logger("anteroom.jobs")
LEASE: Final = timedelta(minutes=2)
_PAUSE: Final = 1.0
_PAUSE_WHEN_DOWN: Final = 10.0


class Worker:
    """Does jobs until `stop` is set. The one under way then goes back to the outbox at its next beat."""

    def __init__(
        self,
        services: Services,
        handlers: Mapping[str, Handler] = HANDLERS,
        stop: Event | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self._services = services
        self._handlers = handlers
        self._stopping = stop or Event()
        self._lease = lease
        self._thread = Thread(target=self.run, name="jobs", daemon=True)
        self._swept = float("-inf")
        self._heart = Heartbeat(services)
        self._erasures = ErasureKeeping(services)

    def start(self) -> None:
        """Begin, in a thread of its own. After the fork of a server's process: a thread does not survive one."""
        self._thread.start()

    def stop(self, within: float | None = None) -> None:
        """End, and wait for that; no longer than so many seconds, if they are given."""
        self._stopping.set()
        self._thread.join(within)

    def run(self) -> None:
        """Do what is due, and wait for more, until `stop` is set."""
        while not self._stopping.is_set():
            self._stopping.wait(self._round() * random.uniform(0.75, 1.25))  # noqa: S311  (not a secret)

    def once(self) -> bool:
        """Do one job, and return whether one was due.

        Raises:
            StoreUnavailable: the database failed.
            WrongKeys: the configured keys are not all that the database is written with.
        """
        with self._services.store.read() as unit:  # to ask first spares SQLite's writers a lock every second
            if not unit.outbox.is_due(self._services.clock(), self._handlers):
                return False
        with self._services.store.begin() as unit:
            job = unit.outbox.claim(self._services.clock(), self._lease, self._handlers)
        if job is not None:
            self._do(job)
        return job is not None

    def _round(self) -> float:
        """Do one job, and return how long to wait before the next."""
        try:
            self._services.store.presence.show()
            self._heart.beat()
            self._ask_for_a_sweep()
            self._erasures.keep_up()
            return 0 if self.once() else _PAUSE
        except (StoreUnavailable, WrongKeys):  # told where requests fail, and by /readyz
            return _PAUSE_WHEN_DOWN
        except (
            Exception
        ) as error:  # whatever it is, the thread lives on; the log names its class and place alone
            log.exception("worker failed", exc_info=error)
            return _PAUSE_WHEN_DOWN

    def _do(self, job: Job) -> None:
        holding = Holding(self._services, job, self._lease, self._stopping)
        if job.attempts > ATTEMPTS:  # each of them was killed in the middle of it
            holding.give_up("never_finished")
            return
        try:
            if holding.goes_on():
                self._handlers[job.kind](self._services, job, holding)
        except Hopeless as hopeless:
            holding.give_up(hopeless.code)
        except Delayed as delayed:
            holding.put_off(delayed.code, delayed.delay, counts=delayed.counts)
        except StoreUnavailable:
            holding.put_off("store_unavailable")
        except Exception as error:  # whatever it is, the worker lives on
            log.exception("job failed", job=str(job.id), kind=job.kind, exc_info=error)
            holding.put_off(type(error).__name__)
        else:
            holding.ended()

    def _ask_for_a_sweep(self) -> None:
        now = time.monotonic()
        if sweep.KIND in self._handlers and now - self._swept >= sweep.EVERY.total_seconds():
            sweep.ask(self._services)
            if daily.KIND in self._handlers:
                daily.ask(self._services)
            self._swept = now
