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
_AWAY: Final = timedelta(days=8)
GAP: Final = "after_a_gap"
"""What is written down in place of the first run after many days without one."""


def next_run(unit: Unit, now: datetime) -> datetime:
    """Return when the next run is due; now, when none has been. One that is dated later is a wrong clock's."""
    latest = unit.retention_runs.latest(1, now)
    if not latest:
        return now
    return max(now, latest[0].started_at + EVERY)


def comes_after_a_gap(unit: Unit, now: datetime) -> bool:
    """Return whether runs have been and the last is so long ago that the clock may have leapt: what it erases is gone.

    One more day shows: whoever sees the alert, or a time server, has put the clock right by then.
    """
    latest = unit.retention_runs.latest(1, now)
    return bool(latest) and now - latest[0].started_at > _AWAY


def is_late(unit: Unit, now: datetime) -> bool:
    """Return whether no run has come to its end for two days, as far as there is anything from before."""
    since = unit.retention_runs.last_done(now) or unit.audit.begun()
    return since is not None and now - since > LATE


def failed(unit: Unit, now: datetime) -> RetentionRun | None:
    """Return the last run, if something went wrong in it. One that was only told to stop goes on by itself."""
    latest = next(iter(unit.retention_runs.latest(1, now)), None)
    went_wrong = latest is not None and latest.error not in {None, Interrupted.__name__}
    return latest if went_wrong else None
