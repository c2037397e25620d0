"""Once a day, what is over its time goes: asked for by whichever process notices first, and done by one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from app.observe.logs import get_logger
from app.retention import running, schedule
from app.retention.schedule import KIND

if TYPE_CHECKING:
    from app.services import Services
    from app.store import Beat, Job

__all__ = ["KIND", "ask", "run"]
log = get_logger("anteroom.jobs")
_BEAT_EVERY: Final = 5.0


def ask(services: Services) -> None:
    """Have it done, if it is due. As long as the clock is in doubt, nothing is: that is told, and a person decides."""
    now, uptime = services.clock(), services.uptime()
    with services.store.read() as unit:
        if schedule.next_run(unit, now) > now:
            return
    with services.store.begin() as unit:
        doubt = unit.clock.doubt(now, uptime)
        if doubt is None:
            unit.outbox.add(KIND, None, "anteroom", now)
        elif schedule.note(unit, doubt, now):
            log.warning("retention waits for a person: is the clock right?", reason=doubt.why)


def run(services: Services, _job: Job, beat: Beat) -> None:
    """Let go of what is due. Told to stop, it stops between two steps; whoever is next goes on.

    When the clock came into doubt since it was asked for, nothing goes.
    """
    now, uptime = services.clock(), services.uptime()
    with services.store.begin() as unit:
        if unit.clock.doubt(now, uptime) is not None:
            return
        unit.clock.believe(now, uptime)
    heard = time.monotonic()

    def goes_on(done: int) -> bool:
        nonlocal heard
        if time.monotonic() - heard < _BEAT_EVERY:
            return True
        heard = time.monotonic()
        return beat(done)

    try:
        running.run(services, "anteroom", goes_on, now)
    except running.Interrupted:
        return
