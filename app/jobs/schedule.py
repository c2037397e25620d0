"""Ask for regular work: retention, a witness, cleaning up after exports.

Whichever process notices first asks, and one worker does it.
"""

from __future__ import annotations

from collections.abc import Collection

from app.intervals import Interval
from app.jobs import recover, witness
from app.jobs.daily_retention import ask_for_retention
from app.jobs.journal import ErasureKeeping
from app.jobs.recover import RECOVER
from app.jobs.sweep import SWEEP, SWEEP_EVERY, ask_for_sweep
from app.messages import alarm_chain, alert, follow
from app.messages.alert import AlertWatch
from app.messages.follow import FOLLOW
from app.reminders import run as reminders
from app.retention.run import KIND
from app.services import Services
from app.store.work.alarm_tellings import FIRST
from app.store.work.alerts import ALERT_MAIL


def watches(services: Services) -> tuple[AlertWatch, AlertWatch]:
    """Return what looks for alarms, and what looks at the checks."""
    return (
        AlertWatch(services, alert.wrong_in_chats, alert.LOOK_EVERY),
        AlertWatch(services, alert.wrong_by_checks, alert.CHECK_EVERY, alert.STARTED),
    )


class Schedule:
    """Ask for the regular work of some kinds of jobs when it is time."""

    __slots__ = (
        *(
            "_alarms",
            "_ask_again",
            "_checks",
            "_erasures",
            "_kinds",
            "_ring_again",
            "_services",
            "_sweep_again",
        ),
    )

    def __init__(self, services: Services, kinds: Collection[str]) -> None:
        self._services = services
        self._kinds = kinds
        self._sweep_again = Interval(SWEEP_EVERY.total_seconds())
        self._ask_again = Interval(reminders.EVERY.total_seconds())
        self._ring_again = Interval(alert.LOOK_EVERY.total_seconds())
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
        if FIRST in self._kinds and self._ring_again.take():
            alarm_chain.keep_up(self._services)
        if ALERT_MAIL in self._kinds:
            self._alarms.keep_up()
        if SWEEP in self._kinds:
            self._checks.keep_up()

    def _ask_for_a_sweep(self) -> None:
        if SWEEP in self._kinds and self._sweep_again.is_over():
            ask_for_sweep(self._services)
            if KIND in self._kinds:
                ask_for_retention(self._services)
            if witness.KIND in self._kinds:
                witness.ask(self._services)
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
