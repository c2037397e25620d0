"""The lifecycle of an export: the request itself streams it, or a job does it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Final
from uuid import UUID

from app.exports.custody import NotWanted, begin
from app.exports.targets import does_export, find_target
from app.guard.session import actor
from app.store import Transaction
from app.store.exports import exports
from app.store.exports.exports import Export
from app.store.work import jobs
from app.store.work.jobs import Job

TAKEN_WITHIN: Final = timedelta(days=1)
"""How long an approval is valid, and how long a protected workbook waits."""


def is_a_job(export: Export) -> bool:
    """Tell whether a job does the export, and not the request itself."""
    return _job_kind(export) is not None


def _job_kind(export: Export) -> str | None:
    target = find_target(export.target)
    return target.job_kind(export) if target else None


def may_be_taken(export: Export, now: datetime) -> bool:
    """Tell whether an export can be downloaded.

    It was approved within a day, its target still exists, and nobody has begun it.
    """
    approved_at = export.approved_at or export.asked_at
    return (
        find_target(export.target) is not None
        and export.state == "approved"
        and export.job_id is None
        and now - approved_at < TAKEN_WITHIN
    )


def begin_or_queue(unit: Transaction, export: Export, patients: int, now: datetime) -> UUID | None:
    """Queue the export's job and return its id, or begin the export and return None.

    In the second case this request streams it.

    Raises:
        NotWanted: it was begun, stopped or dropped in the meantime.
    """
    kind = _job_kind(export)
    if kind is None:
        if not begin(unit, export, patients, actor(), now):
            raise NotWanted
        return None
    job_id = jobs.add(unit.db, kind, export.id, actor(), now)
    if not exports.queue(unit.db, export.id, job_id):
        raise NotWanted
    return job_id


class Outcome(Enum):
    """The result of a request to retry a job."""

    AGAIN = auto()
    TOO_LATE = auto()
    NOT_GIVEN_UP = auto()


def try_again(unit: Transaction, job: Job, now: datetime) -> Outcome:
    """Retry a failed job while its export can still be downloaded.

    After that, the job is dropped.
    """
    export = exports.get(unit.db, job.subject_id) if does_export(job.kind) and job.subject_id else None
    if export is None or now - (export.approved_at or export.asked_at) < TAKEN_WITHIN:
        return Outcome.AGAIN if jobs.again(unit.db, job.id, now) else Outcome.NOT_GIVEN_UP
    return Outcome.TOO_LATE if jobs.dismiss(unit.db, job.id, now) else Outcome.NOT_GIVEN_UP
