"""How long data is kept and how much may come in, as the admins decided.

Every version is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple, Self
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, insert, select, update

from app.store.audit import Audit
from app.store.rows import Keys, Part, Rows, SealedRows, Version, Versions, one_of
from app.store.settings import CLOCK, RULES, WORKER, Milestones, NewestSettings
from app.store.tables import retention_runs


@dataclass(frozen=True, slots=True)
class Rules:
    """The days that each class of data is kept, and the limits of a day.

    A figure of 0 among the limits is no limit.
    """

    open_days: int = 365
    """Records that nobody has finished. Like those of the next two, they count from their last change."""
    done_days: int = 365
    rejected_days: int = 90
    draft_days: int = 7
    """Answers that were not sent: from the sender's last message."""
    stopped_days: int = 365
    """The bare number of a sender who wrote STOP and has no record, kept to honour the STOP."""
    alarm_days: int = 365
    """Messages that may have been cries for help: from when a member took them. Until then they stay."""
    reply_days: int = 2
    """The replies to messages, so that a repeat gets the same reply."""
    receipt_days: int = 730
    """The receipts of messages, so that a captured message is not accepted again; also deliveries, steps and refusals."""
    export_days: int = 2190
    job_days: int = 30
    tombstone_days: int = 3650
    """The tombstones of erased patients, kept as long as a backup may hold the patients."""
    audit_days: int = 2190
    sender_records: int = 10
    sender_messages: int = 500
    records_a_day: int = 5000
    storage_mb: int = 20_000
    free_disk_mb: int = 200

    @classmethod
    def load(cls, stored: Mapping[str, int]) -> Self:
        """Return the rules that any version kept; missing ones are as shipped."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: int(value) for name, value in stored.items() if name in known})


@dataclass(frozen=True, slots=True)
class KeptRules:
    """Rules as they were kept."""

    version: int
    at: datetime
    actor: str
    rules: Rules
    id: UUID
    is_genuine: bool = True
    """Whether we wrote the newest version. If not, nothing is removed: its periods may be shorter than the clinic's."""


class RetentionRules(SealedRows):
    """The rules of one transaction."""

    def __init__(self, connection: Connection, keys: Keys, newest: NewestSettings | None = None) -> None:
        super().__init__(connection, keys)
        self._newest = newest or NewestSettings(connection, keys)
        self._versions = Versions(connection, self._sealer, RULES)

    def current(self, otherwise: Rules | None = None) -> KeptRules | None:
        """Return the newest version, or None as long as nobody has written one.

        If the newest was written by hand, the newest one that was not is used, or `otherwise` if there is none.
        `KeptRules.is_genuine` is then False, and nothing may be removed by these rules.
        """
        newest = self._newest.of(RULES)
        if newest is None or newest.is_genuine:
            return _kept(newest) if newest else None
        last = next(self._versions.genuine(), None)
        rules = _kept(last).rules if last else otherwise
        if rules is None:
            return None
        return KeptRules(newest.version, newest.at, newest.actor, rules, newest.id, is_genuine=False)

    def versions(self, limit: int = 20) -> list[KeptRules]:
        """Return the versions that count, newest first."""
        return [_kept(each) for each in islice(self._versions.genuine(), limit)]

    def keep(self, after: int, rules: Rules, actor: str, now: datetime) -> bool:
        """Keep rules as the version that follows `after` (0: none)."""
        self._newest.forget()
        return self._versions.keep(after, json.dumps(asdict(rules), sort_keys=True), actor, now)

    def forged(self) -> Iterator[UUID]:
        """Yield the rows that were written by hand."""
        return self._versions.forged()


def _kept(version: Version) -> KeptRules:
    return KeptRules(version.version, version.at, version.actor, _rules(version.text), version.id)


@lru_cache(maxsize=8)  # each message asks for the newest version
def _rules(text: str) -> Rules:
    return Rules.load(json.loads(text))


# The runs of the retention rules: when, how much was removed, and what went wrong.

_table = retention_runs.c
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
KILLED: Final = "never_finished"
_ERROR: Final = 64
_LONGEST: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """One run, and how many of each class of data were removed."""

    id: UUID
    started_at: datetime
    finished_at: datetime | None
    actor: str
    state: str
    counts: Mapping[str, int]
    error: str | None


class RetentionRuns(Rows):
    """The runs of one transaction."""

    def begin(self, actor: str, now: datetime) -> UUID:
        """Record that a run begins, and return its id.

        A run that was killed long ago is recorded as failed.
        """
        new = uuid4()
        killed = update(retention_runs).where(_table.state == RUNNING, _table.started_at <= now - _LONGEST)
        self._connection.execute(killed.values(state=FAILED, finished_at=now, error=KILLED))
        values = {"id": new, "started_at": now, "actor": actor, "state": RUNNING, "counts": "{}"}
        self._connection.execute(insert(retention_runs), values)
        return new

    def end(self, run_id: UUID, counts: Mapping[str, int], now: datetime, error: str | None = None) -> None:
        """Record that a run has ended, and what it removed."""
        over = {
            "finished_at": now,
            "state": FAILED if error else DONE,
            "counts": json.dumps(dict(counts), sort_keys=True),
            "error": error[:_ERROR] if error else None,
        }
        self._connection.execute(update(retention_runs).where(_table.id == run_id).values(over))

    def latest(self, limit: int = 10, until: datetime | None = None) -> list[RetentionRun]:
        """Return the newest runs, newest first.

        With `until`, runs that a wrong clock dated later are left out.
        """
        newest = select(retention_runs).order_by(_table.started_at.desc(), _table.id.desc()).limit(limit)
        newest = newest if until is None else newest.where(_table.started_at <= until)
        rows = self._connection.execute(newest)
        return [one_of(RetentionRun, row, counts=json.loads(row.counts)) for row in rows]

    def last_done(self, until: datetime) -> datetime | None:
        """Return when the last finished run began, of those begun by `until`."""
        done = select(_table.started_at).where(_table.state == DONE, _table.started_at <= until)
        return self._connection.execute(done.order_by(_table.started_at.desc()).limit(1)).scalar_one_or_none()

    def forget(self, before: datetime) -> None:
        """Forget the runs that began before `before`."""
        self._connection.execute(delete(retention_runs).where(_table.started_at < before))


# Whether the clock can be trusted to delete by: what a wrong clock erases does not come back.
#
# Each run of the retention rules records when it began, by the clock and by the computer's uptime. The next
# run compares: after many days, or when the clock has moved much further than the uptime, a person must
# confirm that the clock is right. Until then, or until the clock is corrected, nothing is removed.

Uptime = tuple[str, float]
"""Which start of the computer it is, and seconds since then."""
AWAY: Final = timedelta(days=8)
"""The longest gap that needs no confirmation: a clinic that was closed over holidays is back by then."""
_LEAP: Final = timedelta(days=1)
"""A leap larger than what a clock drifts or a time server corrects. The rules count in days."""


class Why(StrEnum):
    """Why the clock is not believed; the value is how runs and the trail name it."""

    GAP = "after_a_gap"
    """By this clock, the rules have not run for many days."""
    LEAPT = "clock_leapt"
    """The clock has moved on further than the computer's uptime."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about the clock: since when, and by how much it may be ahead."""

    why: Why
    since: datetime
    ahead: timedelta


class _Believed(NamedTuple):
    at: datetime
    uptime: Uptime | None


class BelievedClock(SealedRows):
    """When the clock was last believed, within one transaction."""

    _audit = Part(Audit)
    _milestones = Part(Milestones)
    _runs = Part(RetentionRuns)

    def doubt(self, now: datetime, uptime: Uptime | None) -> Doubt | None:
        """Return why a person must confirm that it is `now`, or None."""
        if (last := self._last(now)) is None:
            return None
        if (leap := _leap(last, now, uptime)) is not None and leap > _LEAP:
            return Doubt(Why.LEAPT, last.at, leap)
        if now - last.at > AWAY:
            return Doubt(Why.GAP, last.at, now - last.at)
        return None

    def believe(self, now: datetime, uptime: Uptime | None) -> None:
        """Record `now` as the believed time.

        Call it only when there is no doubt, or when a person has confirmed the time.
        """
        boot = "" if uptime is None else f"{uptime[0]} {uptime[1]:.0f}"
        self._milestones.mark(CLOCK, boot, now)

    def latest_written(self) -> datetime | None:
        """Return the latest time in the trail, or of a worker's sign of life."""
        heard, entry = self._milestones.get(WORKER), self._audit.latest_moment()
        return max([each for each in (entry, heard.at if heard else None) if each], default=None)

    def _last(self, now: datetime) -> _Believed | None:
        """Return when the clock was last believed, in the order of writing.

        A clock that was wrong may have dated it later. If a database has none on record yet, its last run counts, or the
        beginning of its trail.
        """
        mark = self._milestones.get(CLOCK)
        if mark is not None:
            boot, _, seconds = mark.actor.partition(" ")
            return _Believed(mark.at, (boot, float(seconds)) if seconds.isdecimal() else None)
        since = self._runs.last_done(now) or self._audit.begun()
        return None if since is None else _Believed(since, None)


def _leap(last: _Believed, now: datetime, uptime: Uptime | None) -> timedelta | None:
    """Return by how much the clock moved further than the uptime.

    None after a restart, or on another computer.
    """
    if last.uptime is None or uptime is None or uptime[0] != last.uptime[0] or uptime[1] < last.uptime[1]:
        return None
    return now - last.at - timedelta(seconds=uptime[1] - last.uptime[1])
