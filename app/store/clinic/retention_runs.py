"""The runs of the retention rules: when, what was removed, what went wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Index, Integer, Text, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import ShortText
from app.store.model import Model, NoSeal, connection_of

RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
KILLED: Final = "never_finished"
_ERROR: Final = 64
_LONGEST: Final = timedelta(days=1)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


class RetentionRun(Model):
    """One run, and how many of each class of data were removed."""

    __tablename__ = "retention_runs"
    __table_args__ = (Index(None, "started_at"),)

    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    actor: Mapped[str] = mapped_column(ShortText(64))
    state: Mapped[str] = mapped_column(ShortText(16), default=RUNNING)
    counted: Mapped[str] = mapped_column("counts", Text, default="{}")
    error: Mapped[str | None] = mapped_column(ShortText(_ERROR), default=None)

    seal = NoSeal("What was removed when.")

    @property
    def counts(self) -> dict[str, int]:
        """How many of each class were removed."""
        return dict(json.loads(self.counted))


NEWEST: Final = (
    select(RetentionRun)
    .where(RetentionRun.started_at <= bindparam("until"))
    .order_by(RetentionRun.started_at.desc(), RetentionRun.id.desc())
    .limit(bindparam("most", type_=Integer))
)
LAST_DONE: Final = (
    select(RetentionRun.started_at)
    .where(RetentionRun.state == DONE, RetentionRun.started_at <= bindparam("until"))
    .order_by(RetentionRun.started_at.desc())
    .limit(1)
)


def begin(db: Session, actor: str, now: datetime) -> UUID:
    """Record that a run begins, and return its id.

    A run that was killed long ago is recorded as failed.
    """
    killed = update(RetentionRun).where(
        RetentionRun.state == RUNNING, RetentionRun.started_at <= now - _LONGEST
    )
    db.execute(killed.values(state=FAILED, finished_at=now, error=KILLED))
    new = RetentionRun(started_at=now, actor=actor)
    db.add(new)
    db.flush()
    return new.id


def end(
    db: Session, run_id: UUID, counts: Mapping[str, int], now: datetime, error: str | None = None
) -> None:
    """Record that a run has ended, and what it removed."""
    over = {
        "finished_at": now,
        "state": FAILED if error else DONE,
        "counted": json.dumps(dict(counts), sort_keys=True),
        "error": error[:_ERROR] if error else None,
    }
    db.execute(update(RetentionRun).where(RetentionRun.id == run_id).values(over))


def latest(db: Session, limit: int = 10, until: datetime = _NEVER) -> list[RetentionRun]:
    """Return the newest runs, newest first.

    With `until`, runs that a wrong clock dated later are left out.
    """
    return list(db.scalars(NEWEST, {"until": until, "most": limit}))


def last_done(db: Session, until: datetime) -> datetime | None:
    """Return when the last finished run began, of those begun by `until`."""
    return connection_of(db).scalar(LAST_DONE, {"until": until})


def forget(db: Session, before: datetime) -> None:
    """Forget the runs that began before `before`."""
    db.execute(delete(RetentionRun).where(RetentionRun.started_at < before))
