"""Quiet hours: when reminders and invitations wait, in the clinic's zone."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from app.store import ClinicProfile

_A_DAY = timedelta(days=1)


def quiet_until(profile: ClinicProfile, now: datetime) -> datetime | None:
    """Return when the current quiet hours end, or None outside quiet hours."""
    begins, ends = time.fromisoformat(profile.quiet_from), time.fromisoformat(profile.quiet_until)
    first = _first_day(profile, now)
    return (
        None
        if first is None
        else _there(profile, first + (_A_DAY if begins > ends else timedelta()), ends, now)
    )


def quiet_since(profile: ClinicProfile, now: datetime) -> datetime | None:
    """Return when the current quiet hours began, or None outside quiet hours."""
    first = _first_day(profile, now)
    return None if first is None else _there(profile, first, time.fromisoformat(profile.quiet_from), now)


def _first_day(profile: ClinicProfile, now: datetime) -> date | None:
    """Return the day on which the current quiet hours began, or None outside them."""
    begins, ends = time.fromisoformat(profile.quiet_from), time.fromisoformat(profile.quiet_until)
    there = now.astimezone(profile.zone)
    clock = there.time().replace(tzinfo=None)
    if begins <= ends:
        return there.date() if begins <= clock < ends else None
    if clock >= begins:
        return there.date()
    return there.date() - _A_DAY if clock < ends else None


def _there(profile: ClinicProfile, day: date, clock: time, now: datetime) -> datetime:
    return datetime.combine(day, clock, profile.zone).astimezone(now.tzinfo)
