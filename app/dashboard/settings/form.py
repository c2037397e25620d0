"""Read the clinic's settings as they are typed, and say what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import Final, Self
from zoneinfo import available_timezones

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from app.config.clinic import LONGEST_HOURS, LONGEST_NAME, OLDEST_CONSENT_AGE, PHONE
from app.dashboard.settings.profile import offered
from app.intake.keywords import is_blank
from app.intake.phrases import SHIPPED
from app.intake.questions import REMOVABLE
from app.store import ClinicProfile
from app.store.clinic_profiles import QUIET_FROM, QUIET_UNTIL
from app.web.clinic import country_name
from app.web.phone import countries

_EMERGENCY: Final = re.compile(r"[0-9]{2,15}")
_VERSION: Final = re.compile(r"[0-9]{1,9}")
_LONGEST_TYPED: Final = 200
_TYPED: Final = (
    "name", "phone", "emergency_number", "timezone", "exports_per_hour", "consent_age", "country",
)  # fmt: skip
_TIME: Final = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_AGE: Final = re.compile(r"[0-9]{1,2}")
_EXPORTS: Final = re.compile(r"[1-9][0-9]?|100")
"""The values of exports per hour. 0 is not one: it would turn exports off by a setting that does not say so."""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """The typed fields. `version` is the one on the page when the typing began."""

    version: int
    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...]
    timezone: str
    export_approval: bool
    exports_per_hour: str
    reminders: bool
    quiet_from: str
    quiet_until: str
    opening_hours: Mapping[str, str]
    """By language."""
    crisis_numbers: Mapping[str, str]
    """By language."""
    asked: tuple[str, ...]
    """Of the questions that may be left out, those that patients are asked."""
    consent_age: str
    country: str
    """The country of numbers without a country code; "" to take that of the clinic's phone."""

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Self:
        """Return what was posted.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        name, phone, emergency_number, timezone, exports_per_hour, consent_age, country = (
            form.get(field, "")[:_LONGEST_TYPED].strip() for field in _TYPED
        )
        ticked = {code[:_LONGEST_TYPED] for code in form.getlist("languages")[:_LONGEST_TYPED]}
        known = [code for code in SHIPPED if code in ticked]
        languages = (*known, *sorted(ticked.difference(SHIPPED)))
        return cls(
            version_in(form),
            name,
            phone,
            emergency_number,
            languages,
            timezone,
            export_approval=form.get("export_approval", "") == "yes",
            exports_per_hour=exports_per_hour,
            reminders=form.get("reminders", "yes") == "yes",
            quiet_from=form.get("quiet_from", QUIET_FROM)[:_LONGEST_TYPED].strip(),
            quiet_until=form.get("quiet_until", QUIET_UNTIL)[:_LONGEST_TYPED].strip(),
            opening_hours=_typed_by_language(form, "hours"),
            crisis_numbers=_typed_by_language(form, "crisis"),
            asked=tuple(key for key in REMOVABLE if form.get(f"ask_{key}", "") == "yes"),
            consent_age=consent_age,
            country=country,
        )

    @classmethod
    def of(cls, version: int, profile: ClinicProfile) -> Self:
        """Return the form that shows a profile."""
        return cls(
            version,
            profile.name,
            profile.phone,
            profile.emergency_number,
            offered(profile),
            profile.timezone,
            export_approval=profile.export_approval,
            exports_per_hour=str(profile.exports_per_hour),
            reminders=profile.reminders,
            quiet_from=profile.quiet_from,
            quiet_until=profile.quiet_until,
            opening_hours={code: profile.clinic.hours_in(code) for code in SHIPPED},
            crisis_numbers={code: profile.clinic.crisis_in(code) for code in SHIPPED},
            asked=tuple(key for key in REMOVABLE if key not in profile.left_out),
            consent_age=str(profile.consent_age),
            country=profile.country,
        )

    def over(self, profile: ClinicProfile) -> ClinicProfile:
        """Return the profile with the valid fields typed, except the privacy text."""
        return replace(
            profile,
            name=self.name,
            phone=self.phone,
            emergency_number=self.emergency_number,
            languages=self.languages,
            timezone=self.timezone,
            export_approval=self.export_approval,
            exports_per_hour=int(self.exports_per_hour),
            reminders=self.reminders,
            quiet_from=self.quiet_from,
            quiet_until=self.quiet_until,
            opening_hours={code: hours for code, hours in self.opening_hours.items() if hours},
            crisis_numbers={code: number for code, number in self.crisis_numbers.items() if number},
            left_out=tuple(key for key in REMOVABLE if key not in self.asked),
            consent_age=int(self.consent_age),
            country=self.country,
        )

    def problems(self) -> dict[str, str]:
        """Return what is wrong, by field."""
        found = {
            "name": _name_problem(self.name),
            "phone": None
            if PHONE.fullmatch(self.phone)
            else _(
                "Write the number that patients call, for example 01632 960 555: digits, blanks and ( ) . / - only."
            ),
            "emergency_number": None
            if _EMERGENCY.fullmatch(self.emergency_number)
            else _("Write the emergency number using 2 to 15 digits only, for example 112."),
            "languages": _languages_problem(self.languages),
            "country": None if self.country in {"", *countries()} else _("Choose a country from the list."),
            "timezone": None if self.timezone in time_zones() else _("Choose a time zone from the list."),
            "exports_per_hour": None
            if _EXPORTS.fullmatch(self.exports_per_hour)
            else _("Write how many exports one person may start in an hour, 1 to 100."),
            **{
                name: None if _TIME.fullmatch(typed) else _("Write a time of day, for example 20:00.")
                for name, typed in (("quiet_from", self.quiet_from), ("quiet_until", self.quiet_until))
            },
            "consent_age": None
            if _AGE.fullmatch(self.consent_age) and int(self.consent_age) <= OLDEST_CONSENT_AGE
            else _("Write an age in years, 0 to 21."),
            **{f"hours_{code}": _hours_problem(hours) for code, hours in self.opening_hours.items()},
            **{f"crisis_{code}": _crisis_problem(number) for code, number in self.crisis_numbers.items()},
        }
        return {field: problem for field, problem in found.items() if problem}


def _typed_by_language(form: MultiDict[str, str], field: str) -> dict[str, str]:
    return {code: form.get(f"{field}_{code}", "")[:_LONGEST_TYPED].strip() for code in SHIPPED}


def version_in(form: MultiDict[str, str]) -> int:
    """Return the version that a posted form follows.

    Raises:
        BadRequest: it names none.
    """
    written = form.get("version", "")
    if not _VERSION.fullmatch(written):
        raise BadRequest
    return int(written)


def country_names() -> list[tuple[str, str]]:
    """Return the countries to choose from, by their names in the page's language."""
    return sorted(((code, country_name(code)) for code in countries()), key=lambda each: each[1])


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones to choose from: those named after a place, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return ("UTC", *sorted(places))


@cache
def time_zones_by_area() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the same zones by area. The area of UTC is ""."""
    areas = groupby(time_zones(), key=lambda zone: zone.partition("/")[0] if "/" in zone else "")
    return tuple((area, tuple(zones)) for area, zones in areas)


def _name_problem(name: str) -> str | None:
    if is_blank(name):
        return str(_("Write the name that patients know."))
    if len(name) > LONGEST_NAME:
        return str(
            _(
                "The name has %(length)s characters; at most %(most)s are allowed.",
                length=len(name),
                most=LONGEST_NAME,
            )
        )
    if not name.isprintable():
        return str(_("The name has a character that cannot be shown. Type it instead of pasting it."))
    return None


def _hours_problem(hours: str) -> str | None:
    if len(hours) <= LONGEST_HOURS and hours.isprintable():
        return None
    return str(_("Write the opening hours on one line, in at most %(most)s characters.", most=LONGEST_HOURS))


def _crisis_problem(number: str) -> str | None:
    if not number or PHONE.fullmatch(number):
        return None
    return str(_("Write the number of a crisis line, for example 116 123, or leave it empty."))


def _languages_problem(languages: tuple[str, ...]) -> str | None:
    if not languages:
        return str(_("Choose at least one language, or patients could not continue."))
    return None if SHIPPED.keys() >= {*languages} else str(_("Choose from the languages on this page."))
