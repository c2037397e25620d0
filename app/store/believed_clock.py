"""Whether the clock may be believed when things go for good by it: what a wrong clock erases does not come back.

Each run of the retention rule leaves when it began by the clock, and by the computer's own uptime. The next is held
against that: after many days, or when the clock has moved much further than the uptime, a person has to say that the
clock is right. However many days go by, only that ends it, or the clock being put right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from app.store.audit import Audit
from app.store.marks import CLOCK, WORKER
from app.store.milestones import Milestones
from app.store.retention_runs import RetentionRuns

if TYPE_CHECKING:
    from sqlalchemy import Connection

Uptime = tuple[str, float]
"""Which start of the computer it is, and seconds since then."""
AWAY: Final = timedelta(days=8)
"""A clinic that is closed over holidays is back by then."""
_LEAP: Final = timedelta(days=1)
"""More than a clock drifts, or a time server puts right; the rules count in days."""


class Why(StrEnum):
    """Why the clock is not believed; the value is how runs and the trail name it."""

    GAP = "after_a_gap"
    """Nothing went by the rule for many days, by this clock."""
    LEAPT = "clock_leapt"
    """The clock has moved on further than the computer's uptime."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt about the clock: since when it has not been believed, and by how much it may be ahead."""

    why: Why
    since: datetime
    ahead: timedelta


class _Believed(NamedTuple):
    at: datetime
    uptime: Uptime | None


class BelievedClock:
    """When the clock was last believed, within one transaction."""

    __slots__ = ("_audit", "_milestones", "_runs")

    def __init__(self, connection: Connection) -> None:
        self._audit = Audit(connection)
        self._milestones = Milestones(connection)
        self._runs = RetentionRuns(connection)

    def doubt(self, now: datetime, uptime: Uptime | None) -> Doubt | None:
        """Return why a person has to say first that it is `now`; None when nothing speaks against it."""
        if (last := self._last(now)) is None:
            return None
        if (leap := _leap(last, now, uptime)) is not None and leap > _LEAP:
            return Doubt(Why.LEAPT, last.at, leap)
        if now - last.at > AWAY:
            return Doubt(Why.GAP, last.at, now - last.at)
        return None

    def believe(self, now: datetime, uptime: Uptime | None) -> None:
        """Take it that it is `now`, because nothing spoke against it or a person has said so."""
        boot = "" if uptime is None else f"{uptime[0]} {uptime[1]:.0f}"
        self._milestones.mark(CLOCK, boot, now)

    def latest_written(self) -> datetime | None:
        """Return the latest time of all that was written: an entry of the trail, or a worker's sign of life."""
        heard, entry = self._milestones.get(WORKER), self._audit.latest_moment()
        return max([each for each in (entry, heard.at if heard else None) if each], default=None)

    def _last(self, now: datetime) -> _Believed | None:
        """Return when it was last believed, in the order of writing: a clock that was wrong may have dated it later.

        A database from before that was kept has its last run, or the beginning of its trail.
        """
        mark = self._milestones.get(CLOCK)
        if mark is not None:
            boot, _, seconds = mark.actor.partition(" ")
            return _Believed(mark.at, (boot, float(seconds)) if seconds.isdecimal() else None)
        since = self._runs.last_done(now) or self._audit.begun()
        return None if since is None else _Believed(since, None)


def _leap(last: _Believed, now: datetime, uptime: Uptime | None) -> timedelta | None:
    """Return by how much the clock moved on further than the uptime; None where it is another start, or computer."""
    if last.uptime is None or uptime is None or uptime[0] != last.uptime[0] or uptime[1] < last.uptime[1]:
        return None
    return now - last.at - timedelta(seconds=uptime[1] - last.uptime[1])
