"""Days and moments, in the words that staff pages use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

# Not strftime's %B: that follows the machine's locale.
_MONTHS: Final = (
    "January February March April May June July August September October November December".split()
)


def day(value: date) -> str:
    """Return a date with its month in words, "3 April 1990": no order of numbers to misread.

    Raises:
        ValueError: it is a datetime without a time zone.
    """
    if isinstance(value, datetime):
        value = _in_utc(value).date()
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def moment(value: datetime, now: datetime) -> str:
    """Return a time to the minute, in UTC, as seen from `now`: "Today, 09:31", "22 Nov, 18:41", "22 Nov 2025, 18:41".

    Raises:
        ValueError: one of them has no time zone.
    """
    value, now = _in_utc(value), _in_utc(now)
    return f"{_near_day(value.date(), now.date())}, {value:%H:%M}"


def _near_day(value: date, today: date) -> str:
    match value - today:
        case timedelta(days=0):
            return "Today"
        case timedelta(days=-1):
            return "Yesterday"
        case timedelta(days=1):
            return "Tomorrow"
        case _:
            short = f"{value.day} {_MONTHS[value.month - 1][:3]}"
            return short if value.year == today.year else f"{short} {value.year}"


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without a zone: whose morning it is cannot be told")
    return value.astimezone(UTC)
