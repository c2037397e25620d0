"""The clinic: its settings, its zone, and how it writes dates and figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from flask import g
from flask_babel import get_locale
from flask_babel import gettext as _

from app.config import SANDBOX, Price, Settings
from app.intake.clinic import Clinic
from app.services import current
from app.store import Transaction
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.web.phone import country_of

_NO_SUCH_FILE: Final = (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError)


def clinic_in(unit: Transaction, settings: Clinic) -> Clinic:
    """Return the clinic as it is set up within this transaction."""
    return versions.in_force(unit.db, ClinicVersion, settings)


def current_clinic() -> Clinic:
    """Return the clinic, read once a request."""
    clinic: Clinic | None = g.get("clinic")
    if clinic is None:
        services = current()
        with services.store.read() as unit:
            clinic = g.clinic = clinic_in(unit, services.settings.clinic)
            g.newest_versions = versions.newest_of_all(unit.db)
    return clinic


def use_versions_of_request(unit: Transaction) -> None:
    """Have a transaction use the settings that this request has read, if it has."""
    if "newest_versions" in g:
        versions.use(unit.db, g.newest_versions)


def clinic_within(unit: Transaction) -> Clinic:
    """Return the clinic as this transaction reads it, for the whole request."""
    use_versions_of_request(unit)
    clinic: Clinic = g.setdefault("clinic", clinic_in(unit, current().settings.clinic))
    g.setdefault("newest_versions", versions.newest_of_all(unit.db))
    return clinic


def clinic_country() -> str:
    """Return the country of numbers without a country code (ISO 3166), or ""."""
    return country_in(current_clinic(), current().settings)


def told_country(phone: str) -> str:
    """Return the country of the clinic's phone number, or else of our own numbers."""
    return country_of(phone, *own_numbers(current().settings))


def country_in(clinic: Clinic, settings: Settings) -> str:
    """Return the country of numbers without a country code (ISO 3166), or ""."""
    return clinic.country or country_of(clinic.phone, *own_numbers(settings))


def own_countries() -> frozenset[str]:
    """Return the countries of the clinic, its phone and its own numbers (ISO 3166)."""
    numbers = own_numbers(current().settings)
    return frozenset({clinic_country(), *map(country_of, numbers)} - {""})


def own_numbers(settings: Settings) -> list[str]:
    """Return the numbers that we send from, without the sandbox's."""
    return [each for each in settings.twilio.senders if not each.endswith(SANDBOX)]


def clinic_zone() -> ZoneInfo:
    """Return the zone in which the clinic's staff read times."""
    return zone_of(current_clinic())


def zone_of(clinic: Clinic) -> ZoneInfo:
    """Return the zone in which a clinic reads times.

    It is UTC where this computer does not know it, or nobody has said which it is.

    Raises:
        OSError: it cannot be read just now. Another zone in its place would record a wrong day.
    """
    try:
        return ZoneInfo(clinic.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, *_NO_SUCH_FILE):
        return ZoneInfo("UTC")


def use_static_clinic() -> None:
    """Use the operator's settings in this request: the database may have just failed."""
    g.setdefault("clinic", current().settings.clinic)


# Word dates, times and figures in the page's language and the clinic's zone.

_SIZES: Final[Mapping[int, str]] = {1: "digital-kilobyte", 2: "digital-megabyte", 3: "digital-gigabyte"}
"""Power of a thousand bytes -> the unit."""
# Babel's plain English writes the month first, and its abbreviations differ.
_WRITTEN_AS: Final[Mapping[str, str]] = {"en": "en_GB"}


def day(value: date) -> str:
    """Return a date with its month in words, "3 April 1990", so no order is misread.

    Raises:
        ValueError: it is a datetime without a time zone.
    """
    if isinstance(value, datetime):
        value = to_clinic_time(value).date()
    return format_date(value, "long", _locale())


def month_and_year(value: date) -> str:
    """Return the month of a date in words, "April 1990"."""
    return str(format_skeleton("yMMMM", value, locale=_locale()))


def moment(value: datetime, now: datetime, *, begins: bool = True) -> str:
    """Return a time as seen from `now`: "Today, 09:31", "22 Nov 2025, 18:41".

    Within a sentence (`begins` false) it is "today, 09:31".

    Raises:
        ValueError: one of them has no time zone.
    """
    zone = clinic_zone()
    here = _in_zone(value, zone)
    words = _near_day(here.date(), _in_zone(now, zone).date(), _locale())
    return f"{words if begins else words[0].lower() + words[1:]}, {here:%H:%M}"


def near_day(value: date, now: datetime) -> str:
    """Return a day as seen from `now`, within a sentence: "today", "22 Nov"."""
    words = _near_day(value, to_clinic_time(now).date(), _locale())
    return words[0].lower() + words[1:]


def time_of_day(value: datetime) -> str:
    """Return the time alone, "14:20".

    Raises:
        ValueError: it has no time zone.
    """
    return f"{to_clinic_time(value):%H:%M}"


def number(value: int) -> str:
    """Return a number with its thousands separated, "1,284"."""
    return _figures(value, _locale())


@lru_cache(maxsize=1000)  # most counts of a page are small
def _figures(value: int, locale: str) -> str:
    return format_decimal(value, locale=locale)


def cost(price: Price | None, count: int = 1) -> str:
    """Return what `count` messages cost, "US$0.005", or "" if that is not known."""
    if price is None:
        return ""
    exact = price.amount * count
    return format_currency(exact, price.currency, locale=_locale(), decimal_quantization=False)


def size(value: int) -> str:
    """Return a size in bytes as people read it, "18.3 kB"."""
    power = next((power for power in (3, 2) if value >= 1000**power), 1)
    return format_unit(round(value / 1000**power, 1), _SIZES[power], length="short", locale=_locale())


def country_name(code: str) -> str:
    """Return the name of a country by its code (ISO 3166); "" for none."""
    return str(Locale.parse(_locale()).territories.get(code, code))


def language(code: str) -> str:
    """Return the name of a language as within a sentence, or its code."""
    return _language_in(_locale(), code)


@lru_cache
def _language_in(locale: str, code: str) -> str:
    return str(Locale.parse(locale).languages.get(code, code))


def reference(record: UUID) -> str:
    """Return a record's readable name: eight hex digits of its id, safe to log."""
    return f"{record.hex[:4]}-{record.hex[4:8]}"


def clinics_today() -> date:
    """Return the day that it is at the clinic."""
    return to_clinic_time(current().clock()).date()


def to_clinic_time(value: datetime) -> datetime:
    """Return the same time in the clinic's zone.

    Raises:
        ValueError: it has no time zone.
    """
    return _in_zone(value, clinic_zone())


def _in_zone(value: datetime, zone: ZoneInfo) -> datetime:
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be turned into the clinic's time")
    return value.astimezone(zone)


@lru_cache(maxsize=1000)  # a list has many times of few days
def _near_day(value: date, today: date, locale: str) -> str:
    """Return a day as seen from today. `locale` is that of the page."""
    match value - today:
        case timedelta(days=0):
            return str(_("Today"))
        case timedelta(days=-1):
            return str(_("Yesterday"))
        case timedelta(days=1):
            return str(_("Tomorrow"))
        case _other:
            form = "MMMd" if value.year == today.year else "yMMMd"
            return str(format_skeleton(form, value, locale=locale))


def _locale() -> str:
    page = str(get_locale() or "en")
    return _WRITTEN_AS.get(page, page)
