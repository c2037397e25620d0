"""Once a day, what is over its time goes: asked for by whichever process notices first, and done by one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from app.retention import running, schedule
from app.retention.schedule import KIND

if TYPE_CHECKING:
    from app.services import Services
    from app.store import Beat, Job

__all__ = ["KIND", "ask", "run"]
_BEAT_EVERY: Final = 5.0


def ask(services: Services) -> None:
    """Have it done, if it is due."""
    now = services.clock()
    with services.store.read() as unit:
        if schedule.next_run(unit, now) > now:
            return
    with services.store.begin() as unit:
        unit.outbox.add(KIND, None, "anteroom", now)


def run(services: Services, _job: Job, beat: Beat) -> None:
    """Let go of what is due. Told to stop, it stops between two steps; whoever is next goes on.

    After many days without a run it lets go of nothing yet, and admins are told.
    """
    now = services.clock()
    with services.store.begin() as unit:
        if schedule.comes_after_a_gap(unit, now):
            unit.retention_runs.end(unit.retention_runs.begin("anteroom", now), {}, now, schedule.GAP)
            return
    heard = time.monotonic()

    def goes_on(done: int) -> bool:
        nonlocal heard
        if time.monotonic() - heard < _BEAT_EVERY:
            return True
        heard = time.monotonic()
        return beat(done)

    try:
        running.run(services, "anteroom", goes_on)
    except running.Interrupted:
        return
