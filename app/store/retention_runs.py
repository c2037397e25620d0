"""When what was due was let go of, how much that was, and what went wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update

from app.store.tables import retention_runs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection

_table = retention_runs.c
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
KILLED: Final = "never_finished"
_ERROR: Final = 64
_LONGEST: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """One run: of each class of data, how many were let go."""

    id: UUID
    started_at: datetime
    finished_at: datetime | None
    actor: str
    state: str
    counts: Mapping[str, int]
    error: str | None


class RetentionRuns:
    """The runs of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin(self, actor: str, now: datetime) -> UUID:
        """Write down that a run begins, and return its id. One that was killed long ago is told of as broken."""
        new = uuid4()
        killed = update(retention_runs).where(_table.state == RUNNING, _table.started_at <= now - _LONGEST)
        self._connection.execute(killed.values(state=FAILED, finished_at=now, error=KILLED))
        values = {"id": new, "started_at": now, "actor": actor, "state": RUNNING, "counts": "{}"}
        self._connection.execute(insert(retention_runs), values)
        return new

    def end(self, run_id: UUID, counts: Mapping[str, int], now: datetime, error: str | None = None) -> None:
        """Write down what came of it."""
        over = {
            "finished_at": now,
            "state": FAILED if error else DONE,
            "counts": json.dumps(dict(counts), sort_keys=True),
            "error": error[:_ERROR] if error else None,
        }
        self._connection.execute(update(retention_runs).where(_table.id == run_id).values(over))

    def latest(self, limit: int = 10, until: datetime | None = None) -> list[RetentionRun]:
        """Return the newest runs, newest first; with `until`, none that a clock which was wrong has dated later."""
        newest = select(retention_runs).order_by(_table.started_at.desc(), _table.id.desc()).limit(limit)
        newest = newest if until is None else newest.where(_table.started_at <= until)
        return [
            RetentionRun(**{**row, "counts": json.loads(row["counts"])})
            for row in self._connection.execute(newest).mappings()
        ]

    def last_done(self, until: datetime) -> datetime | None:
        """Return when the last run that came to its end began, by then."""
        done = select(_table.started_at).where(_table.state == DONE, _table.started_at <= until)
        return self._connection.execute(done.order_by(_table.started_at.desc()).limit(1)).scalar_one_or_none()

    def forget(self, before: datetime) -> None:
        """Forget the runs that began before then."""
        self._connection.execute(delete(retention_runs).where(_table.started_at < before))
