"""Tell what differs between two versions of the clinic's settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.exceptions import BadRequest

from app.intake.clinic import N_, SETTINGS, Clinic
from app.intake.phrases import SHIPPED
from app.records.actors import Actors
from app.records.vocabulary import label
from app.services import current
from app.store import Transaction
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.web.clinic import country_name
from app.web.feature import Words

_LISTED: Final = {name: each for name, each in SETTINGS.items() if each.label}
LABELS: Final = Words(
    "fields", {each.part_of or name: lazy_gettext(each.label) for name, each in _LISTED.items()}
)
"""Setting -> how pages and the trail name it."""
GUARDED: Final = tuple(name for name, each in SETTINGS.items() if each.guarded)
"""Settings that take a fresh code: what patients are told in danger, and what keeps data from whoever has a session."""


class Overtaken(NamedTuple):
    """Someone else saved a version first: who, the newest version, and their changes."""

    who: str
    version: int
    now: tuple[tuple[str, str], ...]


def offered(clinic: Clinic) -> tuple[str, ...]:
    """Return the languages that patients choose from, in the order they see."""
    return clinic.languages or tuple(SHIPPED)


def changed(before: Clinic, after: Clinic) -> list[str]:
    """Return the fields that are not the same, in the order of the page."""
    old, new = in_words(before), in_words(after)
    return [field for field in LABELS if old[field] != new[field]]


def version_now(unit: Transaction) -> tuple[int, Clinic]:
    """Return the newest version and its clinic; 0 with the operator's settings."""
    shipped = current().settings.clinic
    kept = versions.current(unit.db, ClinicVersion, shipped)
    return (kept.version, kept.value) if kept else (0, shipped)


def overtaken(unit: Transaction, seen: int) -> Overtaken:
    """Return what has changed since the version `seen`.

    Raises:
        BadRequest: nothing has; the form follows a version that never was.
    """
    newest = versions.current(unit.db, ClinicVersion, current().settings.clinic)
    if newest is None or seen >= newest.version:
        raise BadRequest
    known = versions.at(unit.db, ClinicVersion, seen)
    base = known.value if known else current().settings.clinic
    fields = changed(base, newest.value)
    values = in_words(newest.value)
    now = tuple((str(LABELS[field]), values[field]) for field in fields)
    return Overtaken(Actors.of(unit).name(newest.actor), newest.version, now)


def in_words(clinic: Clinic) -> dict[str, str]:
    """Return what each of LABELS says, in the page's words."""
    found: dict[str, str] = {}
    for name, each in _LISTED.items():
        said, of = _said(name, getattr(clinic, name), clinic), each.part_of or name
        found[of] = f"{found[of]}–{said}" if of in found else said
    return found


def _said(name: str, value: Any, clinic: Clinic) -> str:
    """Return a value in the page's words."""
    match name:
        case "languages":
            return ", ".join(SHIPPED[code].native_name for code in offered(clinic))
        case "consent_texts":
            return _texts(clinic)
        case "left_out":
            return ", ".join(map(label, value)) or _("None")
        case "country":
            return country_name(value) or _("Not set")
    if isinstance(value, Mapping):
        return _by_language(value)
    if isinstance(value, bool):
        yes, no = SETTINGS[name].words or (N_("Yes"), N_("No"))
        value = _(yes if value else no)
    return str(value) or _("Not set")


def _by_language(value: Mapping[str, str]) -> str:
    told = {code: value.get(code) or value.get("", "") for code in SHIPPED}
    own = (f"{SHIPPED[code].native_name}: {words}" for code, words in told.items() if words)
    return "\n".join(own) or _("Patients are not told.")


def _texts(clinic: Clinic) -> str:
    own = (
        f"{SHIPPED[code].native_name}: {text}"
        for code, text in sorted(clinic.consent_texts.items())
        if code in SHIPPED
    )
    return "\n\n".join(own) or _("Anteroom’s default text")
