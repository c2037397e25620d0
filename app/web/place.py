"""Where a clinic is: its country, and the time zones and numbers there.

What is known without asking is a guess, which a person confirms.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final, NamedTuple
from zoneinfo import available_timezones

from babel.core import get_global

from app.config import Settings
from app.intake.clinic import Clinic
from app.web.clinic import country_in

# `phonenumbers` is imported on first use, as in `app/web/phone.py`.

_USUAL: Final = ("112", "999", "911")
"""The numbers to suggest, where the country's list has one of them."""
_NORTH_AMERICA: Final = 1
_AMBULANCE: Final[Mapping[str, str]] = {
    "AE": "998",
    "AU": "000",
    "BR": "192",
    "CL": "131",
    "CN": "120",
    "CO": "123",
    "GB": "999",
    "IE": "999",
    "IL": "101",
    "JP": "119",
    "KE": "999",
    "KR": "119",
    "NZ": "111",
    "PH": "911",
    "SG": "995",
    "TW": "119",
    "VN": "115",
}
"""Country -> the number for an ambulance, where the usual ones call somebody else or are less known."""


_CRISIS: Final[Mapping[str, str]] = {
    "AT": "142",
    "AU": "13 11 14",
    "BE": "1813",
    "BR": "188",
    "CA": "988",
    "CH": "143",
    "DE": "0800 111 0 111",
    "ES": "024",
    "FR": "3114",
    "GB": "116 123",
    "IE": "116 123",
    "IN": "14416",
    "KR": "109",
    "MX": "800 911 2000",
    "NL": "113",
    "NO": "116 123",
    "NZ": "1737",
    "PL": "116 123",
    "US": "988",
}
"""Country -> a line for people who may harm themselves that is called from all over it."""


class Place(NamedTuple):
    """A country (ISO 3166), its time zone (IANA) and numbers; "" if unknown."""

    country: str
    zone: str
    emergency_number: str
    crisis_number: str


def guess(clinic: Clinic, settings: Settings, machine_zone: str) -> Place:
    """Return where the clinic is likely to be, by its settings, numbers and server."""
    country = country_in(clinic, settings) or country_of_zone(clinic.timezone or machine_zone)
    number = clinic.emergency_number
    if is_emergency_number(number, country) is False:
        number = emergency_number_of(country) or number
    zone = clinic.timezone or _zone_of(country, machine_zone)
    return Place(country, zone, number, crisis_number_of(country))


def _zone_of(country: str, machine_zone: str) -> str:
    zones = zones_of(country)
    if machine_zone in zones:
        return machine_zone
    return zones[0] if len(zones) == 1 else ""


def zones_of(country: str) -> tuple[str, ...]:
    """Return the time zones of a country; none if there is no such country."""
    return _zones_by_country().get(country, ())


@cache
def _zones_by_country() -> Mapping[str, tuple[str, ...]]:
    known: Mapping[str, str] = get_global("zone_territories")
    found: dict[str, list[str]] = {}
    for zone in sorted(known.keys() & available_timezones()):
        found.setdefault(known[zone], []).append(zone)
    return {country: tuple(zones) for country, zones in found.items()}


def country_of_zone(zone: str) -> str:
    """Return the country that a time zone is in; "" for UTC and the like."""
    known: Mapping[str, str] = get_global("zone_territories")
    current: Mapping[str, str] = get_global("zone_aliases")
    country = known.get(zone) or known.get(current.get(zone, ""), "")
    return "" if country == "ZZ" else country


def is_in(zone: str, country: str) -> bool:
    """Return whether a time zone is one of a country's, or nothing is known of that."""
    return not zones_of(country) or country_of_zone(zone) == country


def is_emergency_number(number: str, country: str) -> bool | None:
    """Return whether a number calls help in a country; None if that is not known."""
    from phonenumbers import shortnumberinfo  # noqa: PLC0415  (see above)

    known = country in shortnumberinfo.SUPPORTED_SHORT_REGIONS
    return bool(shortnumberinfo.is_emergency_number(number, country)) if known else None


def crisis_number_of(country: str) -> str:
    """Return the number of a crisis line of a country; "" if it is not known."""
    return _CRISIS.get(country, "")


def emergency_number_of(country: str) -> str:
    """Return the number for an ambulance in a country; "" if it is not known."""
    if country in _AMBULANCE:
        return _AMBULANCE[country]
    from phonenumbers import shortnumberinfo  # noqa: PLC0415  (see above)

    return _usual_number(country) if country in shortnumberinfo.SUPPORTED_SHORT_REGIONS else ""


@cache  # of known countries alone: one that is posted may be any text
def _usual_number(country: str) -> str:
    import phonenumbers  # noqa: PLC0415  (see above)

    is_american = phonenumbers.country_code_for_region(country) == _NORTH_AMERICA
    usual = reversed(_USUAL) if is_american else _USUAL
    return next((number for number in usual if is_emergency_number(number, country)), "")
