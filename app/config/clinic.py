"""Read the clinic's profile, which counts until an admin saves another one."""

from __future__ import annotations

import re
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.config.settings import ClinicSettings
from app.config.variables import Reading

LONGEST_NAME: Final = 80
LONGEST_HOURS: Final = 120
PHONE: Final = re.compile(r"[+0-9][0-9 ()./-]{1,30}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")

OLDEST_CONSENT_AGE: Final = 21
MAY_BE_LEFT_OUT: Final = ("allergies", "reason")
"""The questions that a clinic need not ask, as `intake.questions` knows them."""


def read_clinic(reading: Reading) -> ClinicSettings:
    """Return the clinic's name, its numbers and the opening hours."""
    name = reading.text("CLINIC_NAME")
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        reading.note(
            f"CLINIC_NAME {'is too long or not plain text' if name else 'is missing'}. "
            f"Set it to the name that patients know, at most {LONGEST_NAME} characters."
        )
    hours = reading.text("CLINIC_HOURS")
    if len(hours) > LONGEST_HOURS or not hours.isprintable():
        reading.note(f"CLINIC_HOURS must be plain text on one line, of at most {LONGEST_HOURS} characters.")
    crisis = reading.text("CRISIS_NUMBER")
    if crisis and not PHONE.fullmatch(crisis):
        reading.note("CRISIS_NUMBER is not a number that people can call. Leave it out if you know none.")
    country = reading.text("CLINIC_COUNTRY").upper()
    if country and not _COUNTRY.fullmatch(country):
        reading.note("CLINIC_COUNTRY must be the two letters of a country (ISO 3166), such as GB or ES.")
    return ClinicSettings(
        name=name,
        phone=reading.matching("CLINIC_PHONE", PHONE, "the number that patients call"),
        emergency_number=reading.matching(
            "EMERGENCY_NUMBER", PHONE, "the emergency number where your patients live"
        ),
        hours=hours,
        crisis_number=crisis,
        consent_age=reading.number("CONSENT_AGE", 16, 0, OLDEST_CONSENT_AGE, "an age in years"),
        left_out=_left_out(reading),
        country=country,
        time_zone=_time_zone(reading),
        reminders=_reminders(reading),
    )


def _time_zone(reading: Reading) -> str:
    name = reading.text("CLINIC_TIMEZONE")
    try:
        return ZoneInfo(name).key if name else ""
    except (OSError, ValueError, ZoneInfoNotFoundError):
        reading.note("CLINIC_TIMEZONE must name a time zone, such as Europe/London or America/Mexico_City.")
        return ""


def _reminders(reading: Reading) -> bool:
    reminders = reading.text("REMINDERS").lower() or "on"
    if reminders not in {"on", "off"}:
        reading.note("REMINDERS must be on or off.")
    return reminders == "on"


def _left_out(reading: Reading) -> tuple[str, ...]:
    keys = reading.text("LEFT_OUT_QUESTIONS").replace(",", " ").split()
    if not set(keys) <= set(MAY_BE_LEFT_OUT):
        reading.note(f"LEFT_OUT_QUESTIONS may name: {', '.join(MAY_BE_LEFT_OUT)}.")
    return tuple(key for key in MAY_BE_LEFT_OUT if key in keys)
