"""When a run is due by itself: a day after the last one began."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.retention.running import Interrupted

if TYPE_CHECKING:
    from datetime import datetime

    from app.store import Doubt, RetentionRun, Unit

KIND: Final = "retention.daily"
"""The kind of the job that does a run."""
EVERY: Final = timedelta(days=1)
LATE: Final = timedelta(days=2)


def next_run(unit: Unit, now: datetime) -> datetime:
    """Return when the next run is due; now, when none has been. One that is dated later is a wrong clock's."""
    latest = unit.retention_runs.latest(1, now)
    if not latest:
        return now
    return max(now, latest[0].started_at + EVERY)


def note(unit: Unit, doubt: Doubt, now: datetime) -> bool:
    """Write down, once, that the run which is due waits for a person, and return whether that is new."""
    latest = unit.retention_runs.latest(1, now)
    if latest and latest[0].error == doubt.why:
        return False
    unit.retention_runs.end(unit.retention_runs.begin("anteroom", now), {}, now, doubt.why)
    return True


def release(unit: Unit, doubt: Doubt, goes: int, actor: str, now: datetime) -> None:
    """Put on record that somebody has said that the clock is right, and how many records and drafts they let go of."""
    details = {"why": doubt.why.value, "since": doubt.since.date().isoformat(), "count": goes}
    unit.audit.record(actor, "retention.released", details=details, at=now)


def is_late(unit: Unit, now: datetime) -> bool:
    """Return whether no run has come to its end for two days, as far as there is anything from before."""
    since = unit.retention_runs.last_done(now) or unit.audit.begun()
    return since is not None and now - since > LATE


def failed(unit: Unit, now: datetime) -> RetentionRun | None:
    """Return the last run, if something went wrong in it. One that was only told to stop goes on by itself."""
    latest = next(iter(unit.retention_runs.latest(1, now)), None)
    went_wrong = latest is not None and latest.error not in {None, Interrupted.__name__}
    return latest if went_wrong else None
