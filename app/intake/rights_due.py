"""By when a request under somebody's rights has to be answered."""

from __future__ import annotations

from calendar import monthrange
from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_LONGEST_MONTH: Final = timedelta(days=31)


def due_on(asked_on: date, within: timedelta) -> date:
    """Return the last day to answer: so many days after, and no later than a month after.

    GDPR Art 12(3) gives a month, which ends on the same date of the next, or on its last day where it has none
    (Regulation 1182/71 Art 3): thirty days from 31 January are too many. More than a month is another law's, and counts.
    """
    by_days = asked_on + within
    return by_days if within > _LONGEST_MONTH else min(by_days, _a_month_after(asked_on))


def _a_month_after(day: date) -> date:
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
