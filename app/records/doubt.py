"""Wait for the answer to a doubtful cry for help."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.intake.progress import Progress
from app.intake.stages import alarm
from app.store import Transaction
from app.store.work import jobs
from app.store.work.alarms import UNANSWERED


def wait(unit: Transaction, conversation: UUID, progress: Progress, now: datetime) -> None:
    """Have an alarm raised if the question that is open is not answered in time.

    However often it is asked for, one job waits: that of the first time it was asked.
    """
    due = alarm.due(progress, now)
    if due is not None:
        jobs.add(unit.db, UNANSWERED, conversation, "anteroom", now, due)
