"""Count what operations watch: jobs, messages, alarms, the trail, workers."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN, WORKER, Milestone
from app.store.engine.connection import begin
from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of
from app.store.trail.audit_chain import unlinked
from app.store.work import alarm_takings
from app.store.work.alarms import WAITS, Alarm
from app.store.work.jobs import Job

_MOST: Final = 200
"""The most rows of a list. There are fewer kinds and machines, unless somebody wrote others by hand."""
_RECENT: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Queue:
    """The jobs of one kind that are not over."""

    waiting: int
    due: int
    """How many of them could be done now."""
    oldest: timedelta
    """How long the first of these has been due."""
    failed: int
    """How many were given up, and wait for somebody to look at them."""


@dataclass(frozen=True, slots=True)
class Operations:
    """What operations watch, at one moment."""

    queues: dict[str, Queue]
    """By kind."""
    outbound: dict[str, int]
    """Our own messages of the last day, by state."""
    alarms: int
    """Those that nobody has taken."""
    oldest_alarm: timedelta
    taken: dict[str, timedelta]
    """Within what time half and all of the last day's alarms were taken; empty if there were none."""
    closed: dict[str, timedelta]
    """The same until it was said how they ended."""
    unlinked: int
    """Entries of the audit trail that wait for their link, among the newest."""
    oldest_unlinked: timedelta
    backup: datetime | None
    rehearsal: datetime | None
    workers: dict[str, timedelta]
    """Machine -> the time since a worker on it was heard of."""
    latency: float
    """Seconds that these queries took."""


def operations(engine: Engine, now: datetime) -> Operations:
    """Return what operations watch, as of one transaction.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    began = time.perf_counter()
    with begin(engine, read_only=True) as connection:
        waiting, raised = connection.execute(
            select(func.count(), func.min(Alarm.raised_at)).where(WAITS)
        ).one()
        entries, since = unlinked(connection)
        marked = select(Milestone.name, Milestone.at).where(
            Milestone.name.in_([BACKUP_TAKEN, BACKUP_REHEARSED])
        )
        done: dict[str, datetime] = dict(connection.execute(marked).all())
        return Operations(
            queues=_queues(connection, now),
            outbound=_outbound(connection, now),
            alarms=waiting,
            oldest_alarm=_age(raised, now),
            taken=_halves(alarm_takings.times(connection, now - _RECENT, now)),
            closed=_halves(alarm_takings.endings(connection, now - _RECENT, now)),
            unlinked=entries,
            oldest_unlinked=_age(since, now),
            backup=done.get(BACKUP_TAKEN),
            rehearsal=done.get(BACKUP_REHEARSED),
            workers=_workers(connection, now),
            latency=time.perf_counter() - began,
        )


def _halves(times: Iterable[tuple[datetime, datetime]]) -> dict[str, timedelta]:
    waits = sorted(at - since for since, at in times)
    return {"half": waits[(len(waits) - 1) // 2], "all": waits[-1]} if waits else {}


def _queues(connection: Connection, now: datetime) -> dict[str, Queue]:
    columns = table_of(Job).c
    # Three short ranges of two indexes, however many jobs are over.
    is_open = columns.state.in_(("queued", "running"))
    is_due = (is_open & (columns.not_before <= now) & columns.lease_until.is_(None)) | (
        is_open & (columns.lease_until <= now)
    )
    open_ones = (
        select(columns.kind, func.count(), func.count().filter(is_due))
        .add_columns(func.min(columns.not_before).filter(is_due))
        .where(is_open)
        .group_by(columns.kind)
        .limit(_MOST)
    )
    failed = (
        select(columns.kind, func.count())
        .where(columns.state == "failed")
        .group_by(columns.kind)
        .limit(_MOST)
    )
    given_up: dict[str, int] = dict(connection.execute(failed).all())
    found = {
        kind: Queue(waiting, due, _age(oldest, now), given_up.pop(kind, 0))
        for kind, waiting, due, oldest in connection.execute(open_ones)
    }
    return found | {kind: Queue(0, 0, timedelta(), count) for kind, count in given_up.items()}


def _outbound(connection: Connection, now: datetime) -> dict[str, int]:
    columns = table_of(OutboundMessage).c
    counted = (
        select(columns.state, func.count())
        .where(columns.created_at > now - _RECENT)
        .group_by(columns.state)
        .limit(_MOST)
    )
    return dict(connection.execute(counted).all())


def _workers(connection: Connection, now: datetime) -> dict[str, timedelta]:
    """Return how long ago a worker was heard of on each machine.

    A server that leaves the jobs to Celery is heard of too, though it is no worker. So no machine counts as heard of
    later than the last worker.
    """
    db = Session(connection)
    if (last := milestones.get(db, WORKER)) is None:
        return {}
    heard = sorted(milestones.machines(db), key=lambda each: each.at)[-_MOST:]
    return {each.machine: _age(min(each.at, last.at), now) for each in heard}


def _age(since: datetime | None, now: datetime) -> timedelta:
    return timedelta() if since is None else max(now - since, timedelta())
