"""The clinic's settings as they are typed: reading the form, and what is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Final, Self
from zoneinfo import available_timezones

from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from app.config.clinic import LONGEST_NAME, PHONE
from app.dashboard.settings.profile_changes import offered
from app.intake.answers.text import is_blank
from app.intake.phrases import SHIPPED

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from app.store import ClinicProfile

_EMERGENCY: Final = re.compile(r"[0-9]{2,15}")
_VERSION: Final = re.compile(r"[0-9]{1,9}")
_LONGEST_TYPED: Final = 200
_EXPORTS: Final = re.compile(r"[1-9][0-9]?|100")
"""How many exports a person may be allowed in an hour: none would shut the door by a setting that says nothing of it."""


@dataclass(frozen=True, slots=True)
class SettingsForm:
    """What stands in the fields. `version` is the one that was on the page when the typing began."""

    version: int
    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...]
    timezone: str
    export_approval: bool
    exports_per_hour: str

    @classmethod
    def read(cls, form: MultiDict[str, str]) -> Self:
        """Return what was posted.

        Raises:
            BadRequest: it does not say which version it follows.
        """
        name, phone, emergency_number, timezone, exports_per_hour = (
            form.get(field, "")[:_LONGEST_TYPED].strip()
            for field in ("name", "phone", "emergency_number", "timezone", "exports_per_hour")
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
        )

    def over(self, profile: ClinicProfile) -> ClinicProfile:
        """Return the profile with what was typed, where nothing is wrong with it; the privacy text has a page of its own."""
        return replace(
            profile,
            name=self.name,
            phone=self.phone,
            emergency_number=self.emergency_number,
            languages=self.languages,
            timezone=self.timezone,
            export_approval=self.export_approval,
            exports_per_hour=int(self.exports_per_hour),
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
            else _("Write the emergency number in 2 to 15 digits and nothing else, for example 112."),
            "languages": _languages_problem(self.languages),
            "timezone": None if self.timezone in time_zones() else _("Choose a time zone from the list."),
            "exports_per_hour": None
            if _EXPORTS.fullmatch(self.exports_per_hour)
            else _("Write how many exports one person may begin in an hour, 1 to 100."),
        }
        return {field: problem for field, problem in found.items() if problem}


def version_in(form: MultiDict[str, str]) -> int:
    """Return the version that a posted form follows.

    Raises:
        BadRequest: it names none.
    """
    written = form.get("version", "")
    if not _VERSION.fullmatch(written):
        raise BadRequest
    return int(written)


@cache
def time_zones() -> tuple[str, ...]:
    """Return the zones to choose from: those named after a place, and UTC."""
    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return ("UTC", *sorted(places))


@cache
def time_zones_by_area() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the same zones by area; UTC, which is nowhere, has none."""
    areas = groupby(time_zones(), key=lambda zone: zone.partition("/")[0] if "/" in zone else "")
    return tuple((area, tuple(zones)) for area, zones in areas)


def _name_problem(name: str) -> str | None:
    if is_blank(name):
        return str(_("Write the name that patients know."))
    if len(name) > LONGEST_NAME:
        return str(
            _(
                "The name has %(length)s characters; at most %(most)s fit.",
                length=len(name),
                most=LONGEST_NAME,
            )
        )
    if not name.isprintable():
        return str(_("The name has a character that cannot be shown. Type it anew instead of pasting it."))
    return None


def _languages_problem(languages: tuple[str, ...]) -> str | None:
    if not languages:
        return str(_("Choose at least one language: patients could not go on without."))
    return None if SHIPPED.keys() >= {*languages} else str(_("Choose from the languages on this page."))
