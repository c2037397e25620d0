"""The time that a report is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """A number of the clinic's days, of which `last` is the last."""

    days: int
    last: date
    zone: ZoneInfo

    @property
    def dates(self) -> list[date]:
        """Return every day, the first one first."""
        return [self.last - timedelta(days=before) for before in reversed(range(self.days))]

    @property
    def since(self) -> datetime:
        """Return when it begins."""
        return self._midnight(self.dates[0])

    @property
    def until(self) -> datetime:
        """Return when it is over: the midnight after."""
        return self._midnight(self.last + timedelta(days=1))

    @property
    def before(self) -> Period:
        """Return as many days before it."""
        return replace(self, last=self.last - timedelta(days=self.days))

    @property
    def weeks(self) -> list[date]:
        """Return the Monday of each week that it touches."""
        first = self.dates[0] - timedelta(days=self.dates[0].weekday())
        return [first + timedelta(days=day) for day in range(0, (self.last - first).days + 1, _WEEK)]

    @property
    def edges(self) -> list[datetime]:
        """Return when each of its weeks begins within it, and when it is over."""
        return [self.since, *map(self._midnight, self.weeks[1:]), self.until]

    def day_of(self, moment: datetime) -> date:
        """Return the clinic's day of a moment."""
        return moment.astimezone(self.zone).date()

    def week_of(self, moment: datetime) -> date:
        """Return the Monday of a moment's week."""
        day = self.day_of(moment)
        return day - timedelta(days=day.weekday())

    def holds(self, moment: datetime) -> bool:
        """Return whether a moment is in it."""
        return self.since <= moment < self.until

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)
