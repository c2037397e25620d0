"""Retention: has what is over its time been let go of?"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.checks.clock import SAY_SO, in_doubt
from app.checks.finding import FLASK, Finding, State, ok

if TYPE_CHECKING:
    from app.services import Services

_LATE: Final = timedelta(days=2)
_WHY: Final = "What is kept past its time is kept against what patients were told, and can still leak."
_MEND: Final = f"{FLASK} retention run (first, to see what would go: --dry-run)"


def retention(services: Services) -> Finding:
    """Return when the last run came to its end, and what went wrong since.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    now = services.clock()
    with services.store.read() as unit:
        done, latest = unit.retention_runs.last_done(now), unit.retention_runs.latest(1, now)
        doubt = unit.clock.doubt(now, services.uptime())
    if doubt is not None:  # the command would ask, and people type what they are asked for
        said = f"nothing is erased until a person says that the clock is right: {in_doubt(doubt)}"
        return Finding("retention", State.BAD, said, _WHY, SAY_SO)
    if latest and latest[0].error:
        return Finding("retention", State.BAD, f"the last run failed: {latest[0].error}", _WHY, _MEND)
    if done is None:
        return Finding("retention", State.WARN, "it has not run yet", _WHY, _MEND)
    said = f"last run on {done.date().isoformat()}"
    if now - done > _LATE:
        return Finding("retention", State.BAD, said, _WHY, _MEND)
    return ok("retention", said)
