"""Notice that patients were not answered, and have what they wrote fetched.

Every server process notes that it can take messages; one note is kept for all. If the last is old, no process could:
the servers were stopped, or the database was away. A message that was answered with 5xx is missed too, even if other
processes answer.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Final

from app.jobs.recover import RECOVER, SETTLES
from app.observe.logs import get_logger
from app.observe.missed import Missed
from app.services import Services
from app.store import StoreUnavailable, Transaction, WrongKeys
from app.store.clinic import milestones
from app.store.clinic.milestones import ANSWERING, SILENT_SINCE, SILENT_UNTIL
from app.store.work import jobs

log = get_logger("anteroom.jobs")
NOTED_EVERY: Final = timedelta(seconds=15)
SILENCE: Final = timedelta(seconds=60)
"""A shorter time is a restart: Twilio waits and tries again for about as long."""
WAIT: Final = SETTLES + timedelta(seconds=15)
"""How long to wait until Twilio has finished its retries, and a message is old enough to be fetched."""
_LOOK_EVERY: Final = 5.0


class Answering:
    """The notes of one process. Start it after the server's process has forked."""

    def __init__(self, services: Services, missed: Missed) -> None:
        self._services = services
        self._missed = missed
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="answering", daemon=True)

    def start(self) -> None:
        """Start in a thread, in production only: a computer at home is off at night."""
        if self._services.settings.production:
            self._thread.start()

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def note(self) -> None:
        """Note that messages can be taken, and ask for what was missed.

        Raises:
            StoreUnavailable, WrongKeys: no message can be taken.
        """
        store = self._services.store
        if store.writes.reason() is not None:
            return
        missed, now = self._missed.take(), self._services.clock()
        try:
            with store.read() as unit:
                last = milestones.get(unit.db, ANSWERING)
            if missed is None and last is not None and timedelta() <= now - last.at < NOTED_EVERY:
                return
            with store.begin() as unit:
                self._keep(unit, missed, now)
        except (StoreUnavailable, WrongKeys):
            if missed is not None:
                self._missed.note(missed)
            raise

    @staticmethod
    def _keep(unit: Transaction, missed: datetime | None, now: datetime) -> None:
        last = milestones.get(unit.db, ANSWERING)
        milestones.mark(unit.db, ANSWERING, "anteroom", now)
        since = last.at if last is not None and now - last.at > SILENCE else missed
        if since is not None:
            milestones.mark(unit.db, SILENT_SINCE, "anteroom", since)
            milestones.mark(unit.db, SILENT_UNTIL, "anteroom", now)
            jobs.add(unit.db, RECOVER, None, "anteroom", now, now + WAIT)
            log.warning("messages were not answered for a while", seconds=int((now - since).total_seconds()))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.note()
            except (StoreUnavailable, WrongKeys):
                pass  # told where requests fail, and by /readyz
            except Exception as error:  # whatever it is, the thread lives on
                log.exception("not noted that messages are answered", exc_info=error)
            self._stopping.wait(_LOOK_EVERY)
