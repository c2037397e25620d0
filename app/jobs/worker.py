"""The worker: takes jobs off the outbox one by one, and does them.

Each process may have some, on any number of machines: a job is claimed by one of them. What a worker that was killed
leaves is claimed by another when its lease is over.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event, Thread
from typing import Final

from app.exports.targets import all_jobs
from app.jobs import schedule
from app.jobs.schedule import ErasureKeeping, Heartbeat
from app.messages import alert, alert_sms, content, follow, scrub, send
from app.messages.alert import AlertWatch
from app.messages.follow import FOLLOW
from app.observe.logs import get_logger
from app.reminders import run as reminders
from app.services import Services
from app.store import Beat, Delayed, Hopeless, Job, StoreUnavailable, WrongKeys
from app.store.alarms import ALERT
from app.store.alerts import ALERT_MAIL, ALERT_SMS_TEST, ALERT_TEST
from app.store.content import CHECK
from app.store.jobs import ATTEMPTS
from app.store.outbound import SEND
from app.store.twilio_copies import EMPTY, SCRUB

# A job that this worker holds: the beat that its handler calls, and the end that it comes to.

log = get_logger("anteroom.jobs")
_FIRST_DELAY: Final = timedelta(seconds=10)
_LONGEST_DELAY: Final = timedelta(hours=1)
_LONGEST_ASKED: Final = timedelta(days=1)
_AT_ONCE: Final = timedelta()


class Lease:
    """A claimed job. Called as its `Beat`, from one thread."""

    __slots__ = ("_duration", "_interrupted", "_job", "_services", "_stop", "_wanted")

    def __init__(self, services: Services, job: Job, duration: timedelta, stop: Event) -> None:
        self._services = services
        self._job = job
        self._duration = duration
        self._stop = stop
        self._wanted = not job.cancel_asked
        self._interrupted = False

    def __call__(self, progress: int, total: int | None = None) -> bool:
        """Say that the handler is alive, and return whether it is to go on."""
        if not self.goes_on():
            return False
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            self._wanted = unit.outbox.beat(job.id, job.lease_token, now, self._duration, progress, total)
        return self._wanted

    def goes_on(self) -> bool:
        """Return whether the handler may continue, as far as known here.

        Once it may not, that stays so.
        """
        self._interrupted = self._interrupted or self._stop.is_set()
        return self._wanted and not self._interrupted

    def ended(self) -> None:
        """Record that the handler has returned, done or told to stop."""
        job, now = self._job, self._services.clock()
        with self._services.store.begin() as unit:
            if not self._wanted:
                unit.outbox.stopped(job.id, job.lease_token, now)
            elif self._interrupted:
                unit.outbox.retry(job.id, job.lease_token, now, _AT_ONCE, "interrupted", counts=False)
            else:
                unit.outbox.done(job.id, job.lease_token, now)

    def put_off(self, error: str, least: timedelta | None = None, *, counts: bool = True) -> None:
        """Retry later: longer each time, at a random moment, and not forever."""
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


# Which function does which kind of job. A job may be begun again at any point: every handler must bear
# that.

Handler = Callable[[Services, Job, Beat], None]
"""Does the job. It raises Delayed to be called again later and Hopeless never to be; a beat of False ends it."""

HANDLERS: Final[Mapping[str, Handler]] = {
    **{kind: job.run for kind, job in all_jobs().items()},
    ALERT: alert.run,
    ALERT_MAIL: alert.send,
    ALERT_TEST: alert.send_test,
    ALERT_SMS_TEST: alert_sms.send_test,
    CHECK: content.run,
    EMPTY: scrub.empty,
    SCRUB: scrub.run,
    SEND: send.run,
    FOLLOW: follow.run,
    schedule.SWEEP: schedule.sweep,
    schedule.KIND: schedule.run_retention,
    schedule.INDEX: schedule.index,
    reminders.KIND: reminders.write,
}


LEASE: Final = timedelta(minutes=2)
_PAUSE: Final = 1.0
_PAUSE_WHEN_DOWN: Final = 10.0


class Worker:
    """Do jobs until `stop` is set; the current one then returns to the outbox."""

    def __init__(
        self,
        services: Services,
        handlers: Mapping[str, Handler] = HANDLERS,
        stop: Event | None = None,
        lease: timedelta = LEASE,
        name: str = "jobs",
    ) -> None:
        self._services = services
        self._handlers = handlers
        self._stopping = stop or Event()
        self._lease = lease
        self._thread = Thread(target=self.run, name=name, daemon=True)
        self._swept = self._asked = float("-inf")
        self._heart = Heartbeat(services)
        self._erasures = ErasureKeeping(services)
        # A check may take seconds, as one of the certificate does, and no message must wait for it.
        self._alarms = AlertWatch(services, alert.wrong_in_chats, alert.LOOK_EVERY)
        self._checks = AlertWatch(services, alert.wrong_by_checks, alert.CHECK_EVERY)

    def start(self) -> None:
        """Start in a thread.

        Call it after the server's process has forked: a thread does not survive a fork.
        """
        self._thread.start()

    def stop(self, within: float | None = None) -> None:
        """End, and wait for that; no longer than so many seconds, if they are given."""
        self._stopping.set()
        self._services.bell.set()
        self._thread.join(within)

    def run(self) -> None:
        """Do what is due, and wait for more, until `stop` is set."""
        while not self._stopping.is_set():
            pause = self._round() * random.uniform(0.75, 1.25)  # noqa: S311  (not a secret)
            if pause > _PAUSE_WHEN_DOWN / 2:
                self._stopping.wait(pause)
            else:
                self._services.bell.wait(pause)
            self._services.bell.clear()

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
            self._ask_for_messages()
            self._erasures.keep_up()
            if ALERT_MAIL in self._handlers:
                self._alarms.keep_up()
            if schedule.SWEEP in self._handlers:
                self._checks.keep_up()
            return 0 if self.once() else _PAUSE
        except (StoreUnavailable, WrongKeys):  # told where requests fail, and by /readyz
            return _PAUSE_WHEN_DOWN
        except (
            Exception
        ) as error:  # whatever it is, the thread lives on; the log names its class and place alone
            log.exception("worker failed", exc_info=error)
            return _PAUSE_WHEN_DOWN

    def _do(self, job: Job) -> None:
        lease = Lease(self._services, job, self._lease, self._stopping)
        if job.attempts > ATTEMPTS:  # each of them was killed in the middle of it
            lease.give_up("never_finished")
            return
        try:
            if lease.goes_on():
                self._handlers[job.kind](self._services, job, lease)
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

    def _ask_for_a_sweep(self) -> None:
        now = time.monotonic()
        if schedule.SWEEP in self._handlers and now - self._swept >= schedule.SWEEP_EVERY.total_seconds():
            schedule.ask_for_sweep(self._services)
            if schedule.KIND in self._handlers:
                schedule.ask_for_retention(self._services)
            if schedule.INDEX in self._handlers:
                schedule.ask_for_index(self._services)
            self._swept = now

    def _ask_for_messages(self) -> None:
        now = time.monotonic()
        if now - self._asked < reminders.EVERY.total_seconds():
            return
        self._asked = now
        if reminders.KIND in self._handlers:
            reminders.ask(self._services)
        if FOLLOW in self._handlers:
            follow.ask(self._services)


# A retention run or an export may take many minutes, and a message must not wait for it. So messages and alerts have a
# worker of their own.

_MESSAGES: Final = frozenset({ALERT, ALERT_MAIL, ALERT_TEST, ALERT_SMS_TEST, SEND, FOLLOW, reminders.KIND})


class Lanes:
    """The workers of one process: one for messages and alerts, one for the rest."""

    def __init__(self, services: Services, stop: Event | None = None) -> None:
        self._stopping = stop or Event()
        messages = {kind: handler for kind, handler in HANDLERS.items() if kind in _MESSAGES}
        others = {kind: handler for kind, handler in HANDLERS.items() if kind not in _MESSAGES}
        self._messages = Worker(services, messages, self._stopping, name="messages")
        self._others = Worker(services, others, self._stopping)

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
        """End, and wait for that, no longer than so many seconds."""
        until = time.monotonic() + within
        self._stopping.set()
        for lane in (self._messages, self._others):
            lane.stop(max(0, until - time.monotonic()))
