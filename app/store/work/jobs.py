"""Jobs: work done apart from the request that asked for it.

They are written in the transaction that needs them, and claimed by one worker at a time. A worker that claims a job holds
it for a while, and reports now and then that it is alive. One that stays silent loses the job to another. A job is thus
done at least once, so its handler must be able to start again.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final, Protocol
from uuid import UUID, uuid4

from sqlalchemy import (
    ColumnElement,
    Index,
    Interval,
    Select,
    Update,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.clinic import milestones
from app.store.clinic.milestones import WORKER
from app.store.engine.database import ShortText, UtcDateTime, upsert_into
from app.store.model import Expiry, Model, Seal, connection_of, keys_of, ours, table_of
from app.store.trail import audit
from app.store.trail.recorded import ROW_FORGED
from app.store.vouched import Vouched

_OPEN: Final = text("state IN ('queued', 'running')")
_UNTRIED: Final = text("state = 'queued' AND error IS NULL")
_UNTRIED_ALONE: Final = text("state = 'queued' AND error IS NULL AND subject_id IS NULL")


class Job(Model):
    """A job: ids and codes only, no word of a patient's, ever.

    `state` is `queued`, `running`, `done`, `failed` (given up) or `cancelled`.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index("ix_jobs_open", "not_before", "id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index(
            "uq_jobs_untried",
            *("kind", "subject_id"),
            unique=True,
            sqlite_where=_UNTRIED,
            postgresql_where=_UNTRIED,
        ),
        # Two NULLs are not equal.
        Index(
            "uq_jobs_untried_alone",
            "kind",
            unique=True,
            sqlite_where=_UNTRIED_ALONE,
            postgresql_where=_UNTRIED_ALONE,
        ),
        Index(None, "created_at", "id"),
        Index(None, "state", "finished_at", "id"),
    )

    kind: Mapped[str] = mapped_column(ShortText(32))
    subject_id: Mapped[UUID | None]
    """What it is about; each kind says of which table. What it names may be gone."""
    state: Mapped[str] = mapped_column(ShortText(16))
    attempts: Mapped[int]
    """How many times it was begun."""
    not_before: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    """Until when its worker is believed to be alive."""
    lease_token: Mapped[UUID | None]
    progress: Mapped[int]
    total: Mapped[int | None]
    cancel_asked: Mapped[bool]
    error: Mapped[str | None] = mapped_column(ShortText(64))
    """The code of what last went wrong."""
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    actor: Mapped[str] = mapped_column(ShortText(64))
    announced_at: Mapped[datetime | None]
    """When Celery was told of it, if nobody has taken it since."""

    seal = Seal("kind", "subject_id", "actor", "created_at")
    expires = (Expiry("job", "finished_at", lambda: Job.state.in_(("done", "cancelled")), shows="id"),)

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


log = logging.getLogger("anteroom.jobs")
_jobs: Final = table_of(Job)
_table: Final = _jobs.c
_vouched: Final = Vouched(_jobs)
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


def add(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
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
    connection = connection_of(db)
    added = upsert_into(connection.dialect.name, _jobs).values(
        values | _vouched.by(keys_of(db).sealer, values)
    )
    fresh = added.on_conflict_do_nothing().returning(_table.id)
    while True:  # the job that was in the way may be claimed before it is read
        found: UUID | None = connection.execute(fresh).scalar_one_or_none() or _waiting(db, values)
        if found is not None:
            return found


def _waiting(db: Session, values: Mapping[str, Any]) -> UUID | None:
    """Return the sealed job of a kind and subject that waits for its first attempt."""
    same = _table.subject_id.is_not_distinct_from(values["subject_id"])
    this = (_table.kind == values["kind"], same, _table.state == "queued", _table.error.is_(None))
    row = db.execute(select(*_vouched.read).where(*this)).first()
    if row is None or _vouched.is_genuine(keys_of(db).sealer, row):
        return None if row is None else row.id
    asked = {name: values[name] for name in ("actor", "created_at")}
    ours = _vouched.by(keys_of(db).sealer, {**values, "id": row.id}, **asked)
    taken = update(_jobs).where(*this, _table.id == row.id).values(ours).returning(_table.id)
    found: UUID | None = db.execute(taken).scalar_one_or_none()
    return found


def is_due(db: Session, now: datetime, kinds: Collection[str], again: timedelta | None = None) -> bool:
    """Return whether `claim` would find a job, or `announce` with `again`."""
    due = _due(db, now, kinds)
    due = due if again is None else due.where(_unannounced(db, now, again))
    return db.execute(due.limit(1)).first() is not None


def announce(db: Session, now: datetime, again: timedelta, kinds: Collection[str], limit: int) -> list[UUID]:
    """Mark due jobs as announced, and return their ids; the longest waiting first.

    A job that was announced so long ago or longer, and that nobody took, is announced again. It is one statement:
    callers that announce at once get different jobs.
    """
    due = _due(db, now, kinds).where(_unannounced(db, now, again))
    longest = due.order_by(_table.not_before, _table.id).limit(limit)
    found = longest.with_for_update(skip_locked=True).cte("due")
    marked = (
        update(_jobs)
        .where(_table.id.in_(select(found.c.id)))
        .values(announced_at=_clock(db, now))
        .returning(_table.id)
    )
    return list(db.execute(marked).scalars())


def claim(db: Session, now: datetime, lease: timedelta, kinds: Collection[str]) -> Job | None:
    """Claim the job of these kinds that has waited longest; None if none is due.

    The job is held for the lease. If its holder falls silent for that long, it is due again. It is one statement:
    two workers that claim at once get two jobs. One that was written by hand is given up, and the next is claimed.
    """
    return _hold(db, _due(db, now, kinds), now, lease)


def take(db: Session, job_id: UUID, now: datetime, lease: timedelta, kinds: Collection[str]) -> Job | None:
    """Claim the job of this id, as `claim` does; None if it is not due, or another's."""
    return _hold(db, _due(db, now, kinds).where(_table.id == job_id), now, lease)


def _hold(db: Session, due: Select[UUID], now: datetime, lease: timedelta) -> Job | None:
    while (job := _next(db, due, now, lease)) is not None:
        if ours([job]):
            return job
        if fail(db, job.id, job.lease_token, now, FORGED):
            log.error("job not written by Anteroom, not begun: run flask doctor")
            details = {"table": Job.__tablename__, "row": job.id.hex}
            audit.record(db, "anteroom", ROW_FORGED, details=details, at=now)
    return None


def _next(db: Session, due: Select[UUID], now: datetime, lease: timedelta) -> Job | None:
    longest = due.order_by(_table.not_before, _table.id).limit(1)
    held = longest.with_for_update(skip_locked=True).scalar_subquery()
    claimed = (
        update(Job)
        .where(Job.id == held)
        .values(
            state="running",
            attempts=Job.attempts + 1,
            lease_until=_clock(db, now, lease),
            lease_token=uuid4(),
            announced_at=None,
        )
        .returning(Job)
        .execution_options(populate_existing=True)
    )
    return db.execute(claimed).scalar_one_or_none()


def others_run(db: Session, job_id: UUID, kinds: Collection[str], now: datetime) -> bool:
    """Return whether another job of these kinds is held by a live worker."""
    held = (_table.state == "running", _table.lease_until > _clock(db, now), _table.id != job_id)
    found = select(_table.id).where(_table.kind.in_(kinds), *held).limit(1)
    return db.execute(found).first() is not None


def is_open(db: Session, kind: str) -> bool:
    """Return whether a job of this kind is still to be done."""
    found = select(_table.id).where(_table.kind == kind, _table.state.in_(("queued", "running")))
    return db.execute(found.limit(1)).first() is not None


def last_asked(db: Session, kind: str, now: datetime) -> datetime | None:
    """Return when a job of this kind was last asked for; None if there is none.

    One dated later comes from a wrong clock.
    """
    last = select(func.max(_table.created_at)).where(_table.kind == kind, _table.created_at <= now)
    found: datetime | None = db.execute(last).scalar_one()
    return found


def asked_again(db: Session, job: Job) -> datetime | None:
    """Return when the next job of its kind and subject was asked for, or None."""
    same = _table.kind == job.kind, _table.subject_id.is_not_distinct_from(job.subject_id)
    later = select(func.min(_table.created_at)).where(*same, _table.created_at > job.created_at)
    found: datetime | None = db.execute(later).scalar_one()
    return found


def is_held(db: Session, now: datetime, but: str = "") -> bool:
    """Return whether a worker that is believed to be alive holds a job.

    Jobs of the kind `but` do not count.
    """
    connection = connection_of(db)
    held = a_held(connection.dialect.name)
    return connection.execute(held, {"now": now, "but": but}).first() is not None


def is_worked(db: Session, now: datetime, within: timedelta = SILENT) -> bool:
    """Return whether a worker was heard of lately, or holds a job."""
    heard = milestones.get(db, WORKER)
    return (heard is not None and now - heard.at <= within) or is_held(db, now)


def beat(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
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
    return _hit(db, alive.values(lease_until=_clock(db, now, lease), progress=progress, total=total))


def hold(db: Session, job_id: UUID, token: UUID | None) -> bool:
    """Return whether the job is the holder's, and wanted.

    It stays so until the transaction ends.
    """
    ours = _held(job_id, token).where(_table.cancel_asked.is_(False))
    return _hit(db, ours.values(lease_token=token))


def dismiss(db: Session, job_id: UUID, now: datetime) -> bool:
    """Dismiss a job that was given up, and return whether it had been."""
    given_up = _this(job_id).where(_table.state == "failed")
    return _hit(db, given_up.values(state="cancelled", finished_at=now))


def done(db: Session, job_id: UUID, token: UUID | None, now: datetime) -> bool:
    """Mark the job done, and return whether it was still the holder's."""
    return _close(db, job_id, token, now, "done", error=None)


def retry(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session,
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
    if stopped(db, job_id, token, now):
        return True
    again = {"state": "queued", "not_before": now + delay, "error": error[:_ERROR], **_NO_LEASE}
    attempts = _table.attempts if counts else _table.attempts - 1
    return _hit(db, _held(job_id, token).values(again | {"attempts": attempts}))


def fail(db: Session, job_id: UUID, token: UUID | None, now: datetime, error: str) -> bool:
    """Give the job up: somebody has to look at it."""
    return _close(db, job_id, token, now, "failed", error=error[:_ERROR])


def stopped(db: Session, job_id: UUID, token: UUID | None, now: datetime) -> bool:
    """Mark the job cancelled if somebody asked for that, and return whether so."""
    left = _held(job_id, token).where(_table.cancel_asked)
    return _hit(db, left.values(state="cancelled", finished_at=now, **_NO_LEASE))


def cancel(db: Session, job_id: UUID, now: datetime) -> bool:
    """Cancel a job, and return whether it was not over yet.

    A running one stops at its next beat.
    """
    unbegun = _this(job_id).where(_nobodys(db, now))
    running = _this(job_id).where(_table.state == "running")
    return _hit(
        db, unbegun.values(state="cancelled", cancel_asked=True, finished_at=now, **_NO_LEASE)
    ) or _hit(db, running.values(cancel_asked=True))


def again(db: Session, job_id: UUID, now: datetime) -> bool:
    """Queue again a job that was given up, and return whether it had been.

    It keeps the code of what went wrong.
    """
    given_up = _this(job_id).where(_table.state == "failed")
    fresh = {"state": "queued", "attempts": 0, "not_before": now, "finished_at": None}
    return _hit(db, given_up.values(**fresh, progress=0, total=None, cancel_asked=False))


def get(db: Session, job_id: UUID) -> Job | None:
    found = _read(db, select(Job).where(_table.id == job_id))
    return found[0] if found else None


def page(db: Session, limit: int, before: Place | None = None) -> list[Job]:
    """Return jobs, newest first; those before a place, if it is given."""
    place = (_table.created_at, _table.id)
    newest = select(Job).order_by(*(column.desc() for column in place)).limit(limit)
    return _read(db, newest if before is None else newest.where(tuple_(*place) < before))


def dead(db: Session, limit: int = 100) -> list[Job]:
    """Return the jobs that were given up, the latest first."""
    latest = select(Job).where(_table.state == "failed")
    return _read(db, latest.order_by(_table.finished_at.desc(), _table.id.desc()).limit(limit))


def count_dead(db: Session) -> int:
    """Return how many were given up."""
    return connection_of(db).execute(DEAD).scalar_one()


def purge(db: Session, before: datetime, kind: str | None = None) -> int:
    """Delete the jobs that were over by `before`, of one kind or all, and count them.

    Those that were given up stay until somebody has looked at them.
    """
    over = delete(_jobs).where(_table.state.in_(("done", "cancelled")), _table.finished_at < before)
    old = over if kind is None else over.where(_table.kind == kind)
    return len(db.execute(old.returning(_table.id)).all())


def _close(  # noqa: PLR0917  (the values, in the order of their columns)
    db: Session, job_id: UUID, token: UUID | None, now: datetime, state: str, error: str | None
) -> bool:
    closed = {"state": state, "finished_at": now, "error": error, **_NO_LEASE}
    return _hit(db, _held(job_id, token).values(closed))


def _clock(db: Session, now: datetime, plus: timedelta = timedelta()) -> ColumnElement[datetime]:
    """Return the moment by which leases and announcements go, or one as much later.

    It is the database's, where machines share one: by their own clocks, one that is ahead would take over what the
    others hold. `now` is the clock of the only computer that has an SQLite.
    """
    if connection_of(db).dialect.name == "sqlite":
        return literal(now + plus, UtcDateTime())
    return _SERVERS_CLOCK + literal(plus, Interval())


_SERVERS_CLOCK: Final = func.statement_timestamp(type_=UtcDateTime())
DEAD: Final = select(func.count()).where(_table.state == "failed")


@cache
def a_held(dialect: str) -> Select[UUID]:
    clock = bindparam("now", type_=UtcDateTime) if dialect == "sqlite" else _SERVERS_CLOCK
    held = (_table.state == "running", _table.lease_until > clock, _table.kind != bindparam("but"))
    return select(_table.id).where(*held).limit(1)


def _nobodys(db: Session, now: datetime) -> ColumnElement[bool]:
    """Return the condition that nobody holds a job that is not over."""
    lapsed = and_(_table.state == "running", _table.lease_until <= _clock(db, now))
    return or_(_table.state == "queued", lapsed)


def _due(db: Session, now: datetime, kinds: Collection[str]) -> Select[UUID]:
    """Return a SELECT of the jobs that wait to be claimed."""
    # The states are named once more: only then does the planner see that the index of open jobs will do.
    open_ones = _table.state.in_(("queued", "running"))
    return select(_table.id).where(
        _table.kind.in_(kinds), open_ones, _nobodys(db, now), _table.not_before <= now
    )


def _unannounced(db: Session, now: datetime, again: timedelta) -> ColumnElement[bool]:
    return or_(_table.announced_at.is_(None), _table.announced_at <= _clock(db, now, -again))


def _hit(db: Session, change: Update) -> bool:
    return db.execute(change.returning(_table.id)).first() is not None


def _read(db: Session, listed: Select[Job]) -> list[Job]:
    return list(db.scalars(listed, execution_options={"populate_existing": True}))


def _this(job_id: UUID) -> Update:
    return update(_jobs).where(_table.id == job_id)


def _held(job_id: UUID, token: UUID | None) -> Update:
    is_held: ColumnElement[bool] = and_(_table.state == "running", _table.lease_token == token)
    return _this(job_id).where(is_held)
