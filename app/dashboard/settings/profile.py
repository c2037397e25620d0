"""Tell what differs between two versions of the clinic's profile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import BadRequest

from app.intake.phrases import SHIPPED
from app.records.vocabulary import Actors, label
from app.services import current
from app.store import ClinicProfile, Transaction, versions
from app.store.clinic_profiles import ClinicVersion
from app.web.clinic import country_name, profile_of
from app.web.feature import Words

LABELS: Final = Words(
    "fields",
    {
        "name": lazy_gettext("Clinic name"),
        "phone": lazy_gettext("Phone"),
        "emergency_number": lazy_gettext("Emergency number"),
        "languages": lazy_gettext("Languages"),
        "timezone": lazy_gettext("Time zone"),
        "consent_texts": lazy_gettext("Privacy text"),
        "export_approval": lazy_gettext("Exports need a second person"),
        "exports_per_hour": lazy_gettext("Exports per hour"),
        "reminders": lazy_gettext("Reminders"),
        "quiet_hours": lazy_gettext("Quiet hours"),
        "opening_hours": lazy_gettext("Opening hours"),
        "crisis_numbers": lazy_gettext("Crisis line"),
        "left_out": lazy_gettext("Questions left out"),
        "consent_age": lazy_gettext("Age of consent"),
        "country": lazy_gettext("Country"),
    },
)
"""Field of the profile -> how pages name it."""
GUARDED: Final = (
    "phone", "emergency_number", "crisis_numbers", "consent_age", "export_approval", "exports_per_hour",
)  # fmt: skip
"""Fields that take a fresh code: what patients are told in danger, and what keeps data from whoever has a session."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Someone else saved a version first: who, the newest version, and their changes."""

    who: str
    version: int
    now: tuple[tuple[str, str], ...]


def offered(profile: ClinicProfile) -> tuple[str, ...]:
    """Return the languages that patients choose from, in the order they see."""
    return profile.clinic.languages or tuple(SHIPPED)


def changed(before: ClinicProfile, after: ClinicProfile) -> list[str]:
    """Return the fields that are not the same, in the order of the page."""
    old, new = _seen(before), _seen(after)
    return [field for field in LABELS if old[field] != new[field]]


def version_now(unit: Transaction) -> tuple[int, ClinicProfile]:
    """Return the newest version and its profile; 0 with the operator's settings."""
    shipped = profile_of(current().settings.clinic)
    kept = versions.current(unit.db, ClinicVersion, shipped)
    return (kept.version, kept.value) if kept else (0, shipped)


def overtaken(unit: Transaction, seen: int) -> Overtaken:
    """Return what has changed since the version `seen`.

    Raises:
        BadRequest: nothing has; the form follows a version that never was.
    """
    newest = versions.current(unit.db, ClinicVersion, profile_of(current().settings.clinic))
    if newest is None or seen >= newest.version:
        raise BadRequest
    known = versions.at(unit.db, ClinicVersion, seen)
    base = known.value if known else profile_of(current().settings.clinic)
    fields = changed(base, newest.value)
    values = _seen(newest.value)
    now = tuple((str(LABELS[field]), values[field]) for field in fields)
    return Overtaken(Actors.of(unit).name(newest.actor), newest.version, now)


def _seen(profile: ClinicProfile) -> dict[str, str]:
    return {
        "name": profile.name,
        "phone": profile.phone,
        "emergency_number": profile.emergency_number,
        "languages": ", ".join(SHIPPED[code].native_name for code in offered(profile)),
        "timezone": profile.timezone or _("Not set"),
        "consent_texts": _texts(profile),
        "export_approval": _("Yes") if profile.export_approval else _("No"),
        "exports_per_hour": str(profile.exports_per_hour),
        "reminders": _("Yes") if profile.reminders else _("No"),
        "quiet_hours": f"{profile.quiet_from}–{profile.quiet_until}",
        "opening_hours": _by_language(profile.clinic.hours_in),
        "crisis_numbers": _by_language(profile.clinic.crisis_in),
        "left_out": ", ".join(map(label, profile.left_out)) or _("None"),
        "consent_age": str(profile.consent_age),
        "country": country_name(profile.country) or _("Not set"),
    }


def _by_language(told_in: Callable[[str], str]) -> str:
    told = {code: told_in(code) for code in SHIPPED}
    own = (f"{SHIPPED[code].native_name}: {words}" for code, words in told.items() if words)
    return "\n".join(own) or _("Patients are not told.")


def _texts(profile: ClinicProfile) -> str:
    own = (
        f"{SHIPPED[code].native_name}: {text}"
        for code, text in sorted(profile.consent_texts.items())
        if code in SHIPPED
    )
    return "\n\n".join(own) or _("Anteroom’s default text")
