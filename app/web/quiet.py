"""Quiet hours: when reminders and invitations wait, in the clinic's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.intake.clinic import Clinic
from app.web.clinic import zone_of

_A_DAY = timedelta(days=1)
_AGAIN = timedelta(minutes=15)


def waits_for_zone(profile: Clinic) -> bool:
    """Return whether there are quiet hours, and nobody has said in which time zone."""
    return not profile.timezone and profile.quiet_from != profile.quiet_until


def quiet_until(profile: Clinic, now: datetime) -> datetime | None:
    """Return when the current quiet hours end, or None outside quiet hours.

    While nobody has said in which zone the clinic is, it may be night there. Whatever waits then is looked at again soon.
    """
    if waits_for_zone(profile):
        return now + _AGAIN
    begins, ends = time.fromisoformat(profile.quiet_from), time.fromisoformat(profile.quiet_until)
    first = _first_day(profile, now)
    return (
        None
        if first is None
        else _there(profile, first + (_A_DAY if begins > ends else timedelta()), ends, now)
    )


def quiet_since(profile: Clinic, now: datetime) -> datetime | None:
    """Return when the current quiet hours began, or None outside quiet hours.

    It is None as well while nobody has said in which zone the clinic is.
    """
    first = _first_day(profile, now)
    return None if first is None else _there(profile, first, time.fromisoformat(profile.quiet_from), now)


def _first_day(profile: Clinic, now: datetime) -> date | None:
    """Return the day on which the current quiet hours began, or None outside them."""
    if waits_for_zone(profile):
        return None
    begins, ends = time.fromisoformat(profile.quiet_from), time.fromisoformat(profile.quiet_until)
    there = now.astimezone(zone_of(profile))
    clock = there.time().replace(tzinfo=None)
    if begins <= ends:
        return there.date() if begins <= clock < ends else None
    if clock >= begins:
        return there.date()
    return there.date() - _A_DAY if clock < ends else None


def _there(profile: Clinic, day: date, clock: time, now: datetime) -> datetime:
    return datetime.combine(day, clock, zone_of(profile)).astimezone(now.tzinfo)
