"""Retention, once a day.

Whichever process notices first asks, and one worker does it.
"""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _

from app.intervals import Interval
from app.observe.logs import get_logger
from app.retention import run
from app.retention.run import KIND
from app.services import Services
from app.store.clinic import believed_clock
from app.store.work import jobs
from app.store.work.jobs import Beat, Job
from app.web.feature import JobKind

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
