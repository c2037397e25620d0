"""Return the clinic's profile: what admins last saved, else the operator's."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import g

from app.config import ClinicSettings
from app.services import current
from app.store import ClinicProfile, Transaction
from app.web.phone import country_of

_NO_SUCH_FILE: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


@lru_cache(maxsize=8)  # a process has one set of settings, and each message asks
def profile_of(settings: ClinicSettings) -> ClinicProfile:
    """Return the operator's profile, which counts until an admin saves one."""
    return ClinicProfile(
        settings.name,
        settings.phone,
        settings.emergency_number,
        opening_hours={"": settings.hours} if settings.hours else {},
        crisis_numbers={"": settings.crisis_number} if settings.crisis_number else {},
        left_out=settings.left_out,
        consent_age=settings.consent_age,
        reminders=settings.reminders,
        country=settings.country,
    )


def profile_in(unit: Transaction, settings: ClinicSettings) -> ClinicProfile:
    """Return the profile that counts within this transaction."""
    shipped = profile_of(settings)
    kept = unit.clinic.current(shipped)
    return kept.profile if kept else shipped


def clinic_profile() -> ClinicProfile:
    """Return the profile, read once a request."""
    if "clinic_profile" not in g:
        services = current()
        with services.store.read() as unit:
            g.clinic_profile = profile_in(unit, services.settings.clinic)
    return cast("ClinicProfile", g.clinic_profile)


def clinic_country() -> str:
    """Return the country of numbers without a country code (ISO 3166), or ""."""
    profile = clinic_profile()
    return profile.country or told_country(profile.phone)


def told_country(phone: str) -> str:
    """Return the country that the clinic's phone tells, or else our own numbers."""
    return country_of(phone, *current().settings.twilio.senders)


def clinic_zone() -> ZoneInfo:
    """Return the zone in which the clinic's staff read times."""
    return zone_of(clinic_profile())


def zone_of(profile: ClinicProfile) -> ZoneInfo:
    """Return the zone of a profile; UTC when this computer does not know it.

    Raises:
        OSError: it cannot be read just now. With another in its place a wrong day would be written down.
    """
    try:
        return ZoneInfo(profile.timezone)
    except (ZoneInfoNotFoundError, ValueError, *_NO_SUCH_FILE):
        return ZoneInfo("UTC")


def use_static_profile() -> None:
    """Use the operator's profile in this request: the database may have just failed."""
    g.setdefault("clinic_profile", profile_of(current().settings.clinic))
