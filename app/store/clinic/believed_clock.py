"""Whether the clock can be trusted to delete by.

What a wrong clock erases does not come back. Each run of the retention rules records when it began, by the clock and by
the computer's uptime. The next run compares: after many days, or when the clock has moved much further than the uptime,
a person must confirm that the clock is right. Until then, or until the clock is corrected, nothing is removed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from app.store.clinic import milestones, retention_runs
from app.store.clinic.milestones import CLOCK, WORKER
from app.store.trail import audit

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


class Doubt(NamedTuple):
    """A doubt about the clock: since when, and by how much it may be ahead."""

    why: Why
    since: datetime
    ahead: timedelta


class Believed(NamedTuple):
    """When the clock was last believed, and the computer's uptime then."""

    at: datetime
    uptime: Uptime | None


def doubt(db: Session, now: datetime, uptime: Uptime | None) -> Doubt | None:
    """Return why a person must confirm that it is `now`, or None."""
    return doubt_since(_last(db, now), now, uptime)


def doubt_since(last: Believed | None, now: datetime, uptime: Uptime | None) -> Doubt | None:
    """Return the doubt about `now` of a clock that was last believed then, or None."""
    if last is None:
        return None
    if (leap := _leap(last, now, uptime)) is not None and leap > _LEAP:
        return Doubt(Why.LEAPT, last.at, leap)
    if now - last.at > AWAY:
        return Doubt(Why.GAP, last.at, now - last.at)
    return None


def believe(db: Session, now: datetime, uptime: Uptime | None) -> None:
    """Record `now` as the believed time.

    Call it only when there is no doubt, or when a person has confirmed the time.
    """
    boot = "" if uptime is None else f"{uptime[0]} {uptime[1]:.0f}"
    milestones.mark(db, CLOCK, boot, now)


def latest_written(db: Session) -> datetime | None:
    """Return the latest time in the trail, or of a worker's sign of life."""
    heard, entry = milestones.get(db, WORKER), audit.latest_moment(db)
    return max([each for each in (entry, heard.at if heard else None) if each], default=None)


def _last(db: Session, now: datetime) -> Believed | None:
    """Return when the clock was last believed, in the order of writing.

    A clock that was wrong may have dated it later. If a database has none on record yet, its last run counts, or the
    beginning of its trail.
    """
    mark = milestones.get(db, CLOCK)
    if mark is not None:
        return believed((mark.at, mark.actor))
    return believed(None, retention_runs.last_done(db, now) or audit.begun(db))


def believed(mark: tuple[datetime, str] | None, since: datetime | None = None) -> Believed | None:
    """Return what the milestone says, by its time and its actor.

    Without one, the clock is believed since `since`.
    """
    if mark is None:
        return None if since is None else Believed(since, None)
    at, actor = mark
    boot, _, seconds = actor.partition(" ")
    return Believed(at, (boot, float(seconds)) if seconds.isdecimal() else None)


def _leap(last: Believed, now: datetime, uptime: Uptime | None) -> timedelta | None:
    """Return by how much the clock moved further than the uptime.

    None after a restart, or on another computer.
    """
    if last.uptime is None or uptime is None or uptime[0] != last.uptime[0] or uptime[1] < last.uptime[1]:
        return None
    return now - last.at - timedelta(seconds=uptime[1] - last.uptime[1])
