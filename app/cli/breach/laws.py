"""Who has to be told of a breach, and by when: pure functions, from the moment that the clinic became aware of it.

Where a rule can be read in two ways, the earlier deadline is given. Not legal advice: a lawyer decides whether there is
a duty at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Callable

_SATURDAY: Final = 5
_BRAZIL: Final = ZoneInfo("America/Sao_Paulo")
_UNITED_STATES: Final = ZoneInfo("America/New_York")
"""Where a day of the United States ends first."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Somebody to be told. `by` returns the last moment, or None where the law says no number."""

    law: str
    """As it is given to a command."""
    name: str
    whom: str
    rule: str
    source: str
    by: Callable[[datetime], datetime | None]


def hours(count: int) -> Callable[[datetime], datetime]:
    """Return the rule of so many hours, nights and holidays included."""
    return lambda aware: aware.astimezone(UTC) + timedelta(hours=count)


def days(count: int, zone: ZoneInfo) -> Callable[[datetime], datetime]:
    """Return the rule of so many calendar days, to the end of the last; the day of becoming aware is not counted."""
    return lambda aware: _end_of(aware.astimezone(zone).date() + timedelta(days=count), zone)


def business_days(count: int, zone: ZoneInfo) -> Callable[[datetime], datetime]:
    """Return the rule of so many business days, to the end of the last; the day of becoming aware is not counted.

    Saturdays and Sundays are no business days. Holidays are counted as if they were: so no deadline comes too late.
    """

    def by(aware: datetime) -> datetime:
        day, left = aware.astimezone(zone).date(), count
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < _SATURDAY
        return _end_of(day, zone)

    return by


def at_once(_aware: datetime) -> None:
    """Return no moment: the law says “without delay”, and no number."""


def after_the_year(count: int, zone: ZoneInfo) -> Callable[[datetime], datetime]:
    """Return the rule of so many calendar days after the end of the year of becoming aware."""
    return lambda aware: _end_of(date(aware.astimezone(zone).year, 12, 31) + timedelta(days=count), zone)


DUTIES: Final = (
    Duty("gdpr", "GDPR, UK GDPR", "the authority", "72 hours", "Art. 33(1)", hours(72)),
    Duty("gdpr", "GDPR, UK GDPR", "the people, if their risk is high", "without undue delay", "Art. 34(1)", at_once),
    Duty("hipaa", "HIPAA", "the people", "60 days at most", "45 CFR 164.404(b)", days(60, _UNITED_STATES)),
    Duty("hipaa", "HIPAA", "HHS and, in a state with 500 or more, the media", "60 days at most", "45 CFR 164.406, 164.408(b)", days(60, _UNITED_STATES)),
    Duty("hipaa", "HIPAA", "HHS, of fewer than 500 people", "60 days after the year", "45 CFR 164.408(c)", after_the_year(60, _UNITED_STATES)),
    Duty("dpdp", "DPDP (India)", "the Board and each of the people", "without delay", "DPDP Rules 2025, 7(1)", at_once),
    Duty("dpdp", "DPDP (India)", "the Board, in detail", "72 hours", "DPDP Rules 2025, 7(2)(b)", hours(72)),
    Duty("lgpd", "LGPD (Brazil)", "ANPD and the people", "3 business days", "Resolution CD/ANPD 15/2024, 6, 9", business_days(3, _BRAZIL)),
    Duty("lgpd", "LGPD (Brazil)", "ANPD, what was missing", "20 business days", "Resolution CD/ANPD 15/2024, 6", business_days(20, _BRAZIL)),
    Duty("popia", "POPIA (South Africa)", "the Regulator and the people", "as soon as reasonably possible", "s. 22(2)", at_once),
)  # fmt: skip
"""In the order of the laws. Earlier than all of them may be what a contract with a partner says."""
LAWS: Final = tuple(dict.fromkeys(duty.law for duty in DUTIES))


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the last minute of a day."""
    return datetime.combine(day, time(23, 59), zone).astimezone(UTC)
