"""How the work in the background is, read by one statement.

The alerts of a page ask for all of it.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, Select, select
from sqlalchemy.orm import Session

from app.store.clinic import retention_runs
from app.store.clinic.believed_clock import Believed, believed
from app.store.clinic.milestones import CLOCK, PART_ENDED, WORKER, Milestone
from app.store.model import connection_of
from app.store.rows import one_of
from app.store.trail import audit
from app.store.work import jobs
from app.store.work.jobs import SILENT


class Background(NamedTuple):
    """What is on record of workers, jobs and runs of retention."""

    heard_at: datetime | None
    """The last sign of life of any worker."""
    ended_at: datetime | None
    """When a part of a worker last ended by itself."""
    ended_part: str | None
    clock_at: datetime | None
    clock_actor: str | None
    begun: datetime | None
    """When the oldest line of the trail was written."""
    last_done: datetime | None
    """When the last run of retention that finished began."""
    last_error: str | None
    """What went wrong in the last run, if it ended early."""
    dead_jobs: int
    holds_job: bool
    """Whether a worker that is believed to be alive does a job."""

    def is_worked(self, now: datetime) -> bool:
        """Return whether a worker was heard of lately, or does a job."""
        return self.holds_job or (self.heard_at is not None and now - self.heard_at <= SILENT)

    def believed(self) -> Believed | None:
        """Return when the clock was last believed."""
        if self.clock_at is None or self.clock_actor is None:
            return believed(None, self.last_done or self.begun)
        return believed((self.clock_at, self.clock_actor))


def read(db: Session, now: datetime) -> Background:
    """Return how it is, leaving out runs that a wrong clock dated later than `now`."""
    connection = connection_of(db)
    found = connection.execute(_read(connection.dialect.name), told_at(now))
    return one_of(Background, found.one())


@cache
def _read(dialect: str) -> Select[*tuple[Any, ...]]:
    return select(*columns(dialect))


def told_at(now: datetime) -> dict[str, Any]:
    """Return what the columns are told."""
    return {"now": now, "until": now, "but": "", "most": 1}


def columns(dialect: str) -> tuple[ColumnElement[Any], ...]:
    """Return the columns of a `Background`, for a statement on a dialect."""
    return (
        _milestone(Milestone.at, WORKER).label("heard_at"),
        _milestone(Milestone.at, PART_ENDED).label("ended_at"),
        _milestone(Milestone.actor, PART_ENDED).label("ended_part"),
        _milestone(Milestone.at, CLOCK).label("clock_at"),
        _milestone(Milestone.actor, CLOCK).label("clock_actor"),
        audit.BEGUN.scalar_subquery().label("begun"),
        retention_runs.LAST_DONE.scalar_subquery().label("last_done"),
        retention_runs.NEWEST.with_only_columns(retention_runs.RetentionRun.error)
        .scalar_subquery()
        .label("last_error"),
        jobs.DEAD.scalar_subquery().label("dead_jobs"),
        jobs.a_held(dialect).exists().label("holds_job"),
    )


def _milestone(column: Any, name: str) -> ScalarSelect[Any]:
    return select(column).where(Milestone.name == name).scalar_subquery()
