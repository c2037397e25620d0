"""What becomes of an export that may be done: it leaves at once, or is a job's to do."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from app.exports.asking import SHEETS
from app.exports.custody import NotWanted, begin
from app.guard.signed_in import actor

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.store import Export, Job, NewExport, Unit

PROTECT: Final = "xlsx.protect"
PUSH: Final = "sheets.push"
"""The kinds of job that do an export; their subject is the export."""
TAKEN_WITHIN: Final = timedelta(days=1)
"""How long an approval counts, and how long a workbook under a passphrase waits."""


def is_a_job(export: Export | NewExport) -> bool:
    """Tell whether an export is done away from the request: a push, and a workbook under a passphrase."""
    return export.target == SHEETS or export.protected


def may_be_taken(export: Export, now: datetime) -> bool:
    """Tell whether an export was approved within a day, and nobody has begun it."""
    approved_at = export.approved_at or export.asked_at
    return export.state == "approved" and export.job_id is None and now - approved_at < TAKEN_WITHIN


def go_ahead(unit: Unit, export: Export, patients: int, now: datetime) -> UUID | None:
    """Have a job do it, and return the job; or begin it, for this request to send.

    Raises:
        NotWanted: it was begun, stopped or given up meanwhile.
    """
    if not is_a_job(export):
        if not begin(unit, export, patients, actor(), now):
            raise NotWanted
        return None
    job_id = unit.outbox.add(PUSH if export.target == SHEETS else PROTECT, export.id, actor(), now)
    if not unit.exports.queue(export.id, job_id):
        raise NotWanted
    return job_id


class Outcome(Enum):
    """What became of a wish to have a job tried anew."""

    AGAIN = auto()
    TOO_LATE = auto()
    NOT_GIVEN_UP = auto()


def try_again(unit: Unit, job: Job, now: datetime) -> Outcome:
    """Have a job that was given up tried anew, as long as its export might still be taken; after that it is let go."""
    export = unit.exports.get(job.subject_id) if job.kind in {PUSH, PROTECT} and job.subject_id else None
    if export is None or now - (export.approved_at or export.asked_at) < TAKEN_WITHIN:
        return Outcome.AGAIN if unit.outbox.again(job.id, now) else Outcome.NOT_GIVEN_UP
    return Outcome.TOO_LATE if unit.outbox.let_go(job.id, now) else Outcome.NOT_GIVEN_UP
