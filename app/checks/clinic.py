"""Checks of the clinic's country, time zone and emergency number."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.checks import Check, Finding, State, ok
from app.intake.clinic import Clinic
from app.services import Services
from app.web.clinic import clinic_in, country_in
from app.web.place import emergency_number_of, is_emergency_number, is_in, zones_of
from app.web.quiet import waits_for_zone

_NAME: Final = "clinic"
_FIRST: Final = "An admin says it in the browser, at /setup/first"
_CHANGED: Final = "An admin changes it in the browser, at /settings"
_NAMED: Final = 3


def clinic(services: Services) -> list[Finding]:
    """Return what is missing or unlikely in the clinic's country, zone and numbers.

    Raises:
        StoreUnavailable, WrongKeys: what admins saved cannot be read.
    """
    settings = services.settings
    with services.store.read() as unit:
        known = clinic_in(unit, settings.clinic)
    country = country_in(known, settings)
    found = [
        *_zone(known, country, is_real=settings.production),
        *_country(country),
        *_emergency_number(known.emergency_number, country),
    ]
    return found or [ok(_NAME, f"in {country}, {known.timezone}; emergency number {known.emergency_number}")]


CLINIC_CHECK = Check("clinic", clinic, position=280)


def _zone(known: Clinic, country: str, *, is_real: bool) -> Iterator[Finding]:
    if not known.timezone:
        waits = "Reminders and invitations wait, because" if waits_for_zone(known) else "Times are UTC, and"
        yield Finding(
            _NAME,
            State.BAD if is_real else State.WARN,
            "nobody has said in which time zone the clinic is",
            f"{waits} Anteroom does not know when it is night for patients.",
            f"{_FIRST}; or set CLINIC_TIMEZONE in .env, such as Europe/London, and restart Anteroom.",
        )
    elif country and not is_in(known.timezone, country):
        there = ", ".join(zones_of(country)[:_NAMED])
        yield Finding(
            _NAME,
            State.WARN,
            f"the time zone is {known.timezone}, which is none of {country} ({there})",
            "Reminders and invitations may come at night, and every page shows another time than the clinic's clock.",
            f"{_CHANGED}. Until somebody has saved that page, CLINIC_TIMEZONE in .env counts.",
        )


def _country(country: str) -> Iterator[Finding]:
    if not country:
        yield Finding(
            _NAME,
            State.WARN,
            "nobody has said in which country the clinic is",
            "A phone number that staff type without its country code is not understood.",
            f"{_FIRST}; or set CLINIC_COUNTRY in .env to two letters, such as GB, and restart Anteroom.",
        )


def _emergency_number(number: str, country: str) -> Iterator[Finding]:
    if is_emergency_number(number, country) is False:
        usual = emergency_number_of(country)
        yield Finding(
            _NAME,
            State.WARN,
            f"{number} is not known as an emergency number in {country}" + (f"; {usual} is" if usual else ""),
            "Patients in danger are told to call it.",
            f"{_CHANGED}. Until somebody has saved that page, EMERGENCY_NUMBER in .env counts.",
        )
