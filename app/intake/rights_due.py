"""Work out when a request under a patient's rights is due."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

_LONGEST_MONTH: Final = timedelta(days=31)


def due_on(asked_on: date, within: timedelta) -> date:
    """Return the last day to answer: `within` later, but no more than a month later.

    GDPR Art 12(3) gives a month. It ends on the same date of the next month, or on the last day of a shorter one
    (Regulation 1182/71 Art 3), so thirty days from 31 January would be too long. If `within` is longer than a month,
    another law applies, and it counts as it is.
    """
    by_days = asked_on + within
    return by_days if within > _LONGEST_MONTH else min(by_days, _a_month_after(asked_on))


def _a_month_after(day: date) -> date:
    year, month = day.year + day.month // 12, day.month % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
