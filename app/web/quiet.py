"""Quiet hours: when reminders and invitations wait, in the clinic's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.intake.clinic import Clinic
from app.web.clinic import zone_of

_A_DAY = timedelta(days=1)
_AGAIN = timedelta(minutes=15)


def waits_for_zone(clinic: Clinic) -> bool:
    """Return whether there are quiet hours, and nobody has said in which time zone."""
    return not clinic.timezone and clinic.quiet_from != clinic.quiet_until


def quiet_until(clinic: Clinic, now: datetime) -> datetime | None:
    """Return when the current quiet hours end, or None outside quiet hours.

    While nobody has said in which zone the clinic is, it may be night there. Whatever waits then is looked at again soon.
    """
    if waits_for_zone(clinic):
        return now + _AGAIN
    begins, ends = time.fromisoformat(clinic.quiet_from), time.fromisoformat(clinic.quiet_until)
    first = _first_day(clinic, now)
    return (
        None
        if first is None
        else _there(clinic, first + (_A_DAY if begins > ends else timedelta()), ends, now)
    )


def quiet_since(clinic: Clinic, now: datetime) -> datetime | None:
    """Return when the current quiet hours began, or None outside quiet hours.

    It is None as well while nobody has said in which zone the clinic is.
    """
    first = _first_day(clinic, now)
    return None if first is None else _there(clinic, first, time.fromisoformat(clinic.quiet_from), now)


def _first_day(clinic: Clinic, now: datetime) -> date | None:
    """Return the day on which the current quiet hours began, or None outside them."""
    if waits_for_zone(clinic):
        return None
    begins, ends = time.fromisoformat(clinic.quiet_from), time.fromisoformat(clinic.quiet_until)
    there = now.astimezone(zone_of(clinic))
    clock = there.time().replace(tzinfo=None)
    if begins <= ends:
        return there.date() if begins <= clock < ends else None
    if clock >= begins:
        return there.date()
    return there.date() - _A_DAY if clock < ends else None


def _there(clinic: Clinic, day: date, clock: time, now: datetime) -> datetime:
    return datetime.combine(day, clock, zone_of(clinic)).astimezone(now.tzinfo)
