"""Quiet hours: when reminders and invitations wait, in the clinic's zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from app.store import ClinicProfile
from app.web.clinic import zone_of

_A_DAY = timedelta(days=1)


def quiet_until(profile: ClinicProfile, now: datetime) -> datetime | None:
    """Return when the quiet hours end that it is in now; None when it is in none."""
    begins, ends = time.fromisoformat(profile.quiet_from), time.fromisoformat(profile.quiet_until)
    there = now.astimezone(zone_of(profile))
    clock = there.time().replace(tzinfo=None)
    over_night = begins > ends
    is_quiet = (clock >= begins or clock < ends) if over_night else begins <= clock < ends
    if not is_quiet:
        return None
    day = there.date() + (_A_DAY if over_night and clock >= begins else timedelta())
    return datetime.combine(day, ends, there.tzinfo).astimezone(now.tzinfo)
