"""Ask for regular work: retention once a day, and cleaning up after exports.

Whichever process notices first asks, and one worker does it.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.config.environment import node
from app.exports import custody
from app.exports.lifecycle import TAKEN_WITHIN
from app.intervals import Interval
from app.jobs import recover
from app.jobs.recover import RECOVER
from app.messages import alert, follow
from app.messages.alert import AlertWatch
from app.messages.follow import FOLLOW
from app.observe.logs import get_logger
from app.reminders import run as reminders
from app.retention import run
from app.retention.run import KIND
from app.services import Services
from app.store import StoreUnavailable, WrongKeys
from app.store.clinic import believed_clock, milestones
from app.store.exports import export_files, exports
from app.store.patients import tombstones
from app.store.patients.erasure_journal import START
from app.store.work import jobs
from app.store.work.alerts import ALERT_MAIL
from app.store.work.jobs import Beat, Job
from app.web.feature import JobKind

__all__ = ["KIND", "ask_for_retention", "run_retention"]


log = get_logger("anteroom.jobs")
_BEAT_EVERY: Final = 5.0


def ask_for_retention(services: Services) -> None:
    """Ask for a retention run if one is due.

    While the clock is in doubt, none is asked for: a person is told, and decides.
    """
    now, uptime = services.clock(), services.uptime()
    with services.store.read() as unit:
        if run.next_run(unit, now) > now:
            return
    with services.store.begin() as unit:
        doubt = believed_clock.doubt(unit.db, now, uptime)
        if doubt is None:
            jobs.add(unit.db, KIND, None, "anteroom", now)
        elif run.note(unit, doubt, now):
            log.warning("retention waits for a person: is the clock right?", reason=doubt.why)


def run_retention(services: Services, _job: Job, beat: Beat) -> None:
    """Delete what is due, and stop between two steps when told to.

    If the clock has come into doubt since the run was asked for, nothing is deleted.
    """
    now, uptime = services.clock(), services.uptime()
    with services.store.begin() as unit:
        if believed_clock.doubt(unit.db, now, uptime) is not None:
            return
        believed_clock.believe(unit.db, now, uptime)
    again = Interval(_BEAT_EVERY)
    again.begin()

    def goes_on(done: int) -> bool:
        return beat(done) if again.take() else True

    try:
        run.run(services, "anteroom", goes_on, now)
    except run.Interrupted:
        return


RETENTION = JobKind(KIND, _("Deleting what is past its retention limit"), run_retention)


# What has to be tidied up now and then: exports that nobody will finish, and files that nobody fetched.

SWEEP: Final = "exports.sweep"
SWEEP_EVERY: Final = timedelta(minutes=10)
_APPROVED_WITHIN: Final = timedelta(days=7)


def ask_for_sweep(services: Services) -> None:
    """Queue a sweep, for whichever worker comes first."""
    with services.store.begin() as unit:
        jobs.add(unit.db, SWEEP, None, "anteroom", services.clock())


def sweep(services: Services, _job: Job, _beat: Beat) -> None:
    """Close exports that nobody will finish, and forget files that nobody fetched."""
    custody.sweep(services)
    now = services.clock()
    with services.store.begin() as unit:
        forgotten = export_files.forget_older(unit.db, now - TAKEN_WITHIN)
        expired = exports.expire(unit.db, now - _APPROVED_WITHIN, now - TAKEN_WITHIN, now)
        jobs.purge(unit.db, now, SWEEP)
    if forgotten or expired:  # an export that expired may have had a passphrase
        services.store.scrub()


SWEEPING = JobKind(SWEEP, _("Cleaning up after exports"), sweep)


# The erasure journal of this machine is kept up to date with what other machines erase, and with what a crash left
# out.
#
# An erasure on this machine is added at once: see `Store.begin`.

JOURNAL_EVERY: Final = 10.0


class ErasureKeeping:
    """Keep the erasure journal complete, looking every few seconds."""

    __slots__ = ("_kept", "_look_again", "_mark", "_services")

    def __init__(self, services: Services) -> None:
        self._services = services
        self._look_again = Interval(JOURNAL_EVERY)
        self._kept: int | None = None
        self._mark = START

    def keep_up(self) -> None:
        """Update the journal if it is time.

        A journal that cannot be written is logged and tried again.

        Raises:
            StoreUnavailable, WrongKeys: as reading the store does.
        """
        if not self._look_again.take():
            return
        with self._services.store.read() as unit:
            erased = tombstones.count(unit.db)
        if erased == self._kept:
            return
        try:
            if not self._is_named(erased):
                self._services.store.keep_erasures()
                self._mark = self._services.store.journal.mark()
        except OSError as error:
            log.warning(
                "erasure journal not written", reason=errno.errorcode.get(error.errno or 0, "unknown")
            )
        else:
            self._kept = erased

    def _is_named(self, erased: int) -> bool:
        """Return whether the journal grew by as many names as were erased.

        Then the whole journal need not be read again.
        """
        journal = self._services.store.journal
        if (
            self._kept is None
            or journal.trouble() is not None
            or (added := journal.added(self._mark)) is None
        ):
            return False
        named, self._mark = added
        return named == erased - self._kept


# The worker's sign of life: a moment in the database, which `flask doctor` reads.

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


def watches(services: Services) -> tuple[AlertWatch, AlertWatch]:
    """Return what looks for alarms, and what looks at the checks."""
    return (
        AlertWatch(services, alert.wrong_in_chats, alert.LOOK_EVERY),
        AlertWatch(services, alert.wrong_by_checks, alert.CHECK_EVERY, alert.STARTED),
    )


class Schedule:
    """Ask for the regular work of some kinds of jobs when it is time."""

    __slots__ = ("_alarms", "_ask_again", "_checks", "_erasures", "_kinds", "_services", "_sweep_again")

    def __init__(self, services: Services, kinds: Collection[str]) -> None:
        self._services = services
        self._kinds = kinds
        self._sweep_again = Interval(SWEEP_EVERY.total_seconds())
        self._ask_again = Interval(reminders.EVERY.total_seconds())
        self._erasures = ErasureKeeping(services)
        # A check may take seconds, as one of the certificate does, and no message must wait for it.
        self._alarms, self._checks = watches(services)

    def keep_up(self) -> None:
        """Ask for what is due by now.

        Raises:
            StoreUnavailable, WrongKeys: the database cannot be used.
        """
        self._ask_for_a_sweep()
        self._ask_for_messages()
        self._erasures.keep_up()
        if ALERT_MAIL in self._kinds:
            self._alarms.keep_up()
        if SWEEP in self._kinds:
            self._checks.keep_up()

    def _ask_for_a_sweep(self) -> None:
        if SWEEP in self._kinds and self._sweep_again.is_over():
            ask_for_sweep(self._services)
            if KIND in self._kinds:
                ask_for_retention(self._services)
            self._sweep_again.begin()

    def _ask_for_messages(self) -> None:
        if not self._ask_again.take():
            return
        if reminders.KIND in self._kinds:
            reminders.ask(self._services)
        if FOLLOW in self._kinds:
            follow.ask(self._services)
        if RECOVER in self._kinds:
            recover.ask(self._services)
