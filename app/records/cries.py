"""See to it that no cry for help is forgotten, whatever becomes of its intake."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.intake.progress import Progress
from app.intake.stages import alarm
from app.store import Transaction
from app.store.work import alarms, jobs
from app.store.work.alarms import UNANSWERED


def follow(
    unit: Transaction, conversation: UUID, before: Progress | None, after: Progress, now: datetime
) -> None:
    """Follow the cries of a conversation over a turn.

    Once an intake is handed in or dropped, alarms that name nobody on file name the only record there is.
    """
    wait(unit, conversation, after, now)
    if before and before.patient and before.patient != after.patient:
        alarms.name(unit.db, conversation, after.patient)


def wait(unit: Transaction, conversation: UUID, progress: Progress, now: datetime) -> None:
    """Have an alarm raised if the question that is open is not answered in time.

    However often it is asked for, one job waits: that of the first time it was asked.
    """
    due = alarm.due(progress, now)
    if due is not None:
        jobs.add(unit.db, UNANSWERED, conversation, "anteroom", now, due)
