"""When a run is due by itself: a day after the last one began."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.retention.running import Interrupted

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import RetentionRun, Unit

KIND: Final = "retention.daily"
"""The kind of the job that does a run."""
EVERY: Final = timedelta(days=1)
LATE: Final = timedelta(days=2)


def next_run(unit: Unit, now: datetime) -> datetime:
    """Return when the next run is due; now, when none has been, or the clock was put back."""
    latest = unit.retention_runs.latest(1)
    if not latest or latest[0].started_at > now:
        return now
    return max(now, latest[0].started_at + EVERY)


def is_late(unit: Unit, now: datetime) -> bool:
    """Return whether no run has come to its end for two days, as far as there is anything from before."""
    since = unit.retention_runs.last_done() or unit.audit.begun()
    return since is not None and now - since > LATE


def failed(unit: Unit) -> RetentionRun | None:
    """Return the last run, if something went wrong in it. One that was only told to stop goes on by itself."""
    latest = next(iter(unit.retention_runs.latest(1)), None)
    went_wrong = latest is not None and latest.error not in {None, Interrupted.__name__}
    return latest if went_wrong else None
