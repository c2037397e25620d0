"""What differs between two versions of the clinic's profile, and what somebody else changed in the meantime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import BadRequest

from app.guard.clinic import profile_of
from app.intake.phrases import SHIPPED
from app.records.actors import Actors
from app.services import current

if TYPE_CHECKING:
    from app.store import ClinicProfile, Unit

LABELS: Final = {
    "name": lazy_gettext("Clinic name"),
    "phone": lazy_gettext("Phone"),
    "emergency_number": lazy_gettext("Emergency number"),
    "languages": lazy_gettext("Languages"),
    "timezone": lazy_gettext("Time zone"),
    "consent_texts": lazy_gettext("Privacy text"),
    "export_approval": lazy_gettext("Exports need a second person"),
    "exports_per_hour": lazy_gettext("Exports an hour"),
}
"""Field of the profile -> how pages name it."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else kept a version first: who, which one is the newest now, and what each changed field is now."""

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


def version_now(unit: Unit) -> tuple[int, ClinicProfile]:
    """Return the newest version and its profile; 0 with what the operator has set, until there is one."""
    shipped = profile_of(current().settings.clinic)
    kept = unit.clinic.current(shipped)
    return (kept.version, kept.profile) if kept else (0, shipped)


def overtaken(unit: Unit, seen: int) -> Overtaken:
    """Return what has changed since the version `seen`.

    Raises:
        BadRequest: nothing has; the form follows a version that never was.
    """
    newest = unit.clinic.current(profile_of(current().settings.clinic))
    if newest is None or seen >= newest.version:
        raise BadRequest
    known = unit.clinic.at(seen)
    base = known.profile if known else profile_of(current().settings.clinic)
    fields = changed(base, newest.profile)
    values = _seen(newest.profile)
    now = tuple((str(LABELS[field]), values[field]) for field in fields)
    return Overtaken(Actors.of(unit).name(newest.actor), newest.version, now)


def _seen(profile: ClinicProfile) -> dict[str, str]:
    return {
        "name": profile.name,
        "phone": profile.phone,
        "emergency_number": profile.emergency_number,
        "languages": ", ".join(SHIPPED[code].native_name for code in offered(profile)),
        "timezone": profile.timezone,
        "consent_texts": _texts(profile),
        "export_approval": _("Yes") if profile.export_approval else _("No"),
        "exports_per_hour": str(profile.exports_per_hour),
    }


def _texts(profile: ClinicProfile) -> str:
    own = (
        f"{SHIPPED[code].native_name}: {text}"
        for code, text in sorted(profile.consent_texts.items())
        if code in SHIPPED
    )
    return "\n\n".join(own) or _("the text that ships with Anteroom")
