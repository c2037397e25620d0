"""Jobs: work done apart from the request that asked for it.

They hold ids and codes, never what a patient said.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Interval,
    Row,
    Select,
    Update,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from app.store.audit import Audit
from app.store.database import UtcDateTime, upsert_into
from app.store.recorded import ROW_FORGED
from app.store.rows import SealedRows, all_of, columns_of, of_columns
from app.store.settings import WORKER, Milestones
from app.store.tables import jobs
from app.store.vouched import Vouched


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it was read.

    `state` is `queued`, `running`, `done`, `failed` (given up) or `cancelled`.
    """

    id: UUID
    kind: str
    subject_id: UUID | None
    """What it is about; each kind says of which table."""
    state: str
    attempts: int
    """How many times it was begun."""
    not_before: datetime
    lease_until: datetime | None
    """Until when its worker is believed to be alive."""
    lease_token: UUID | None
    progress: int
    total: int | None
    cancel_asked: bool
    error: str | None
    """The code of what last went wrong."""
    created_at: datetime
    finished_at: datetime | None
    actor: str

    @property
    def over(self) -> bool:
        """Whether it needs no more work."""
        return self.state not in {"queued", "running"}


class Beat(Protocol):
    """What a handler calls as it goes along, at least every half minute."""

    def __call__(self, progress: int, total: int | None = None) -> bool:
        """Report progress.

        Return False when the job is no longer this handler's, or no longer wanted. The handler must then return at once.
        """


class Hopeless(Exception):
    """The job cannot be done, however often it is tried.

    `code` says why, never in a patient's words.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Delayed(Exception):
    """The job could not be done now.

    `delay` is the least time to wait, if the other side named one. `counts` says whether this was one of the job's
    attempts: it was not if the job only had to wait for another.
    """

    def __init__(self, code: str, delay: timedelta | None = None, *, counts: bool = True) -> None:
        super().__init__(code)
        self.code = code
        self.delay = delay
        self.counts = counts


# The outbox: jobs, written in the transaction that needs them, and claimed by one worker at a time.
#
# A worker that claims a job holds it for a while, and reports now and then that it is alive. One that stays
# silent loses the job to another. A job is thus done at least once, so its handler must be able to start again.

log = logging.getLogger("anteroom.jobs")
_table = jobs.c
_JOB: Final = columns_of(Job, jobs)
_vouched: Final = Vouched(jobs)
FORGED: Final = "forged"
"""The code of a job that something other than Anteroom has written. It is never begun."""
_NO_LEASE: Final[dict[str, Any]] = {"lease_until": None, "lease_token": None}
_ERROR: Final = 64
ATTEMPTS: Final = 8
"""How often a job is tried before it is given up."""
SILENT: Final = timedelta(minutes=5)
"""A worker that was not heard of for this long is taken to be gone."""
Place = tuple["datetime", UUID]
"""A job's position in the list: `created_at` and `id`."""


class Outbox(SealedRows):
    """The jobs of one transaction."""

    def add(
        self,
        kind: str,
        subject_id: UUID | None,
        actor: str,
        now: datetime,
        not_before: datetime | None = None,
    ) -> UUID:
        """Queue a job, to be done once the transaction is committed; return its id.

        Only one job of a kind and subject waits for its first attempt. If there is one already, its id is returned. One that
        we did not write is ours then.
        """
        values = {
            "id": uuid4(),
            "kind": kind,
            "subject_id": subject_id,
            "state": "queued",
            "attempts": 0,
            "not_before": not_before or now,
            "progress": 0,
            "cancel_asked": False,
            "created_at": now,
            "actor": actor,
        }
        added = upsert_into(self._connection.dialect.name, jobs).values(
            values | _vouched.by(self._sealer, values)
        )
        fresh = added.on_conflict_do_nothing().returning(_table.id)
        while True:  # the job that was in the way may be claimed before it is read
            found: UUID | None = self._connection.execute(fresh).scalar_one_or_none() or self._waiting(values)
            if found is not None:
                return found

    def _waiting(self, values: Mapping[str, Any]) -> UUID | None:
        """Return the sealed job of a kind and subject that waits for its first attempt."""
        same = _table.subject_id.is_not_distinct_from(values["subject_id"])
        this = (_table.kind == values["kind"], same, _table.state == "queued", _table.error.is_(None))
        row = self._connection.execute(select(*_vouched.read).where(*this)).first()
        if row is None or _vouched.is_genuine(self._sealer, row):
            return None if row is None else row.id
        asked = {name: values[name] for name in ("actor", "created_at")}
        ours = _vouched.by(self._sealer, {**values, "id": row.id}, **asked)
        taken = update(jobs).where(*this, _table.id == row.id).values(ours).returning(_table.id)
        found: UUID | None = self._connection.execute(taken).scalar_one_or_none()
        return found

    def is_due(self, now: datetime, kinds: Collection[str], again: timedelta | None = None) -> bool:
        """Return whether `claim` would find a job, or `announce` with `again`."""
        due = self._due(now, kinds)
        due = due if again is None else due.where(self._unannounced(now, again))
        return self._connection.execute(due.limit(1)).first() is not None

    def announce(self, now: datetime, again: timedelta, kinds: Collection[str], limit: int) -> list[UUID]:
        """Mark due jobs as announced, and return their ids; the longest waiting first.

        A job that was announced so long ago or longer, and that nobody took, is announced again. It is one statement:
        callers that announce at once get different jobs.
        """
        due = self._due(now, kinds).where(self._unannounced(now, again))
        longest = due.order_by(_table.not_before, _table.id).limit(limit)
        found = longest.with_for_update(skip_locked=True).cte("due")
        marked = (
            update(jobs)
            .where(_table.id.in_(select(found.c.id)))
            .values(announced_at=self._clock(now))
            .returning(_table.id)
        )
        return list(self._connection.execute(marked).scalars())

    def claim(self, now: datetime, lease: timedelta, kinds: Collection[str]) -> Job | None:
        """Claim the job of these kinds that has waited longest; None if none is due.

        The job is held for the lease. If its holder falls silent for that long, it is due again. It is one statement:
        two workers that claim at once get two jobs. One that was written by hand is given up, and the next is claimed.
        """
        return self._hold(self._due(now, kinds), now, lease)

    def take(self, job_id: UUID, now: datetime, lease: timedelta, kinds: Collection[str]) -> Job | None:
        """Claim the job of this id, as `claim` does; None if it is not due, or another's."""
        return self._hold(self._due(now, kinds).where(_table.id == job_id), now, lease)

    def _hold(self, due: Select[UUID], now: datetime, lease: timedelta) -> Job | None:
        while (row := self._held_row(due, now, lease)) is not None:
            if _vouched.is_genuine(self._sealer, row):
                return of_columns(Job, row, _JOB)
            if self.fail(row.id, row.lease_token, now, FORGED):
                log.error("job not written by Anteroom, not begun: run flask doctor")
                details = {"table": jobs.name, "row": row.id.hex}
                Audit(self._connection).record("anteroom", ROW_FORGED, details=details, at=now)
        return None

    def _held_row(self, due: Select[UUID], now: datetime, lease: timedelta) -> Row[Any] | None:
        longest = due.order_by(_table.not_before, _table.id).limit(1)
        held = longest.with_for_update(skip_locked=True).scalar_subquery()
        claimed = (
            update(jobs)
            .where(_table.id == held)
            .values(
                state="running",
                attempts=_table.attempts + 1,
                lease_until=self._clock(now, lease),
                lease_token=uuid4(),
                announced_at=None,
            )
            .returning(*_JOB, _table.seal)
        )
        return self._connection.execute(claimed).first()

    def others_run(self, job_id: UUID, kinds: Collection[str], now: datetime) -> bool:
        """Return whether another job of these kinds is held by a live worker."""
        held = (_table.state == "running", _table.lease_until > self._clock(now), _table.id != job_id)
        found = select(_table.id).where(_table.kind.in_(kinds), *held).limit(1)
        return self._connection.execute(found).first() is not None

    def is_open(self, kind: str) -> bool:
        """Return whether a job of this kind is still to be done."""
        found = select(_table.id).where(_table.kind == kind, _table.state.in_(("queued", "running")))
        return self._connection.execute(found.limit(1)).first() is not None

    def asked_again(self, job: Job) -> datetime | None:
        """Return when the next job of its kind and subject was asked for, or None."""
        same = _table.kind == job.kind, _table.subject_id.is_not_distinct_from(job.subject_id)
        later = select(func.min(_table.created_at)).where(*same, _table.created_at > job.created_at)
        found: datetime | None = self._connection.execute(later).scalar_one()
        return found

    def is_held(self, now: datetime, but: str = "") -> bool:
        """Return whether a worker that is believed to be alive holds a job.

        Jobs of the kind `but` do not count.
        """
        held = select(_table.id).where(
            _table.state == "running", _table.lease_until > self._clock(now), _table.kind != but
        )
        return self._connection.execute(held.limit(1)).first() is not None

    def is_worked(self, now: datetime, within: timedelta = SILENT) -> bool:
        """Return whether a worker was heard of lately, or holds a job."""
        heard = Milestones(self._connection).get(WORKER)
        return (heard is not None and now - heard.at <= within) or self.is_held(now)

    def beat(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        job_id: UUID,
        token: UUID | None,
        now: datetime,
        lease: timedelta,
        progress: int,
        total: int | None = None,
    ) -> bool:
        """Report that the holder is alive, and its progress.

        Return False when the job is another's by now, or no longer wanted.
        """
        alive = _held(job_id, token).where(_table.cancel_asked.is_(False))
        return self._hit(alive.values(lease_until=self._clock(now, lease), progress=progress, total=total))

    def hold(self, job_id: UUID, token: UUID | None) -> bool:
        """Return whether the job is the holder's, and wanted.

        It stays so until the transaction ends.
        """
        ours = _held(job_id, token).where(_table.cancel_asked.is_(False))
        return self._hit(ours.values(lease_token=token))

    def dismiss(self, job_id: UUID, now: datetime) -> bool:
        """Dismiss a job that was given up, and return whether it had been."""
        given_up = _this(job_id).where(_table.state == "failed")
        return self._hit(given_up.values(state="cancelled", finished_at=now))

    def done(self, job_id: UUID, token: UUID | None, now: datetime) -> bool:
        """Mark the job done, and return whether it was still the holder's."""
        return self._close(job_id, token, now, "done", error=None)

    def retry(
        self,
        job_id: UUID,
        token: UUID | None,
        now: datetime,
        delay: timedelta,
        error: str,
        *,
        counts: bool = True,
    ) -> bool:
        """Queue the job again after a delay, unless it is no longer wanted.

        `counts` says whether this was one of its attempts. Return whether the job was still the holder's.
        """
        if self.stopped(job_id, token, now):
            return True
        again = {"state": "queued", "not_before": now + delay, "error": error[:_ERROR], **_NO_LEASE}
        attempts = _table.attempts if counts else _table.attempts - 1
        return self._hit(_held(job_id, token).values(again | {"attempts": attempts}))

    def fail(self, job_id: UUID, token: UUID | None, now: datetime, error: str) -> bool:
        """Give the job up: somebody has to look at it."""
        return self._close(job_id, token, now, "failed", error=error[:_ERROR])

    def stopped(self, job_id: UUID, token: UUID | None, now: datetime) -> bool:
        """Mark the job cancelled if somebody asked for that, and return whether so."""
        left = _held(job_id, token).where(_table.cancel_asked)
        return self._hit(left.values(state="cancelled", finished_at=now, **_NO_LEASE))

    def cancel(self, job_id: UUID, now: datetime) -> bool:
        """Cancel a job, and return whether it was not over yet.

        A running one stops at its next beat.
        """
        unbegun = _this(job_id).where(self._nobodys(now))
        running = _this(job_id).where(_table.state == "running")
        return self._hit(
            unbegun.values(state="cancelled", cancel_asked=True, finished_at=now, **_NO_LEASE)
        ) or self._hit(running.values(cancel_asked=True))

    def again(self, job_id: UUID, now: datetime) -> bool:
        """Queue again a job that was given up, and return whether it had been.

        It keeps the code of what went wrong.
        """
        given_up = _this(job_id).where(_table.state == "failed")
        fresh = {"state": "queued", "attempts": 0, "not_before": now, "finished_at": None}
        return self._hit(given_up.values(**fresh, progress=0, total=None, cancel_asked=False))

    def get(self, job_id: UUID) -> Job | None:
        """Return the job, or None when there is none of this id."""
        found = self._read(select(*_JOB).where(_table.id == job_id))
        return found[0] if found else None

    def page(self, limit: int, before: Place | None = None) -> list[Job]:
        """Return jobs, newest first; those before a place, if it is given."""
        place = (_table.created_at, _table.id)
        newest = select(*_JOB).order_by(*(column.desc() for column in place)).limit(limit)
        return self._read(newest if before is None else newest.where(tuple_(*place) < before))

    def dead(self, limit: int = 100) -> list[Job]:
        """Return the jobs that were given up, the latest first."""
        latest = select(*_JOB).where(_table.state == "failed")
        return self._read(latest.order_by(_table.finished_at.desc(), _table.id.desc()).limit(limit))

    def count_dead(self) -> int:
        """Return how many were given up."""
        counted = select(func.count()).where(_table.state == "failed")
        return int(self._connection.execute(counted).scalar_one())

    def purge(self, before: datetime, kind: str | None = None) -> int:
        """Delete the jobs that were over by `before`, of one kind or all, and count them.

        Those that were given up stay until somebody has looked at them.
        """
        over = delete(jobs).where(_table.state.in_(("done", "cancelled")), _table.finished_at < before)
        old = over if kind is None else over.where(_table.kind == kind)
        return len(self._connection.execute(old.returning(_table.id)).all())

    def _close(self, job_id: UUID, token: UUID | None, now: datetime, state: str, error: str | None) -> bool:
        closed = {"state": state, "finished_at": now, "error": error, **_NO_LEASE}
        return self._hit(_held(job_id, token).values(closed))

    def _clock(self, now: datetime, plus: timedelta = timedelta()) -> ColumnElement[datetime]:
        """Return the moment by which leases and announcements go, or one as much later.

        It is the database's, where machines share one: by their own clocks, one that is ahead would take over what the
        others hold. `now` is the clock of the only computer that has an SQLite.
        """
        if self._connection.dialect.name == "sqlite":
            return literal(now + plus, UtcDateTime())
        return func.statement_timestamp(type_=UtcDateTime()) + literal(plus, Interval())

    def _nobodys(self, now: datetime) -> ColumnElement[bool]:
        """Return the condition that nobody holds a job that is not over."""
        lapsed = and_(_table.state == "running", _table.lease_until <= self._clock(now))
        return or_(_table.state == "queued", lapsed)

    def _due(self, now: datetime, kinds: Collection[str]) -> Select[UUID]:
        """Return a SELECT of the jobs that wait to be claimed."""
        # The states are named once more: only then does the planner see that the index of open jobs will do.
        open_ones = _table.state.in_(("queued", "running"))
        return select(_table.id).where(
            _table.kind.in_(kinds), open_ones, self._nobodys(now), _table.not_before <= now
        )

    def _unannounced(self, now: datetime, again: timedelta) -> ColumnElement[bool]:
        return or_(_table.announced_at.is_(None), _table.announced_at <= self._clock(now, -again))

    def _hit(self, change: Update) -> bool:
        return self._connection.execute(change.returning(_table.id)).first() is not None

    def _read(self, listed: Select[*tuple[Any, ...]]) -> list[Job]:
        return all_of(Job, self._connection.execute(listed))


def _this(job_id: UUID) -> Update:
    return update(jobs).where(_table.id == job_id)


def _held(job_id: UUID, token: UUID | None) -> Update:
    is_held: ColumnElement[bool] = and_(_table.state == "running", _table.lease_token == token)
    return _this(job_id).where(is_held)
