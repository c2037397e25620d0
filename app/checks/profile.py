"""The compliance profile line by line: in force, chosen by whom, allowed or not."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from app.checks import Check, Finding, State, ok
from app.config.compliance import allows, in_force
from app.config.profiles import SETTING, Rule
from app.retention.rules import longest, version_in
from app.services import Services
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.clinic.retention_rules import Rules

_NAME: Final = "profile"
_SAVED_ON: Final = "/retention"
_CONSENT_AGE: Final = "CONSENT_AGE"


class Origin(StrEnum):
    """Where the value that is in force comes from."""

    PROFILE = "profile"
    OPERATOR = "operator"
    ADMIN = "admin"
    """Saved on the page for it, which counts from then on."""
    SETTINGS = "settings"
    """Saved with the clinic's other settings."""


_SET_BY: Final = {
    Origin.PROFILE: "the profile's default",
    Origin.OPERATOR: "set by the operator",
    Origin.ADMIN: f"saved on {_SAVED_ON}",
    Origin.SETTINGS: "saved on /settings",
}


class Line(NamedTuple):
    """A rule of the profile, and how it is kept."""

    rule: Rule
    value: int | str
    origin: Origin
    is_allowed: bool


def lines(services: Services) -> list[Line]:
    """Return the rules of the chosen profile; none without one.

    Raises:
        StoreUnavailable, WrongKeys: what admins saved cannot be read.
    """
    settings = services.settings
    with services.store.read() as unit:
        version, rules = version_in(unit, settings.retention)
        clinic = versions.current(unit.db, ClinicVersion)
    saved = _saved(rules) if version else {}
    if clinic:
        saved[_CONSENT_AGE] = clinic.value.consent_age
    found = []
    for rule in settings.compliance.profile.rules:
        if rule.setting in saved:
            value: int | str = saved[rule.setting]
            origin = Origin.SETTINGS if rule.setting == _CONSENT_AGE else Origin.ADMIN
        else:
            value = in_force(rule.setting, settings)
            is_own = rule.setting in settings.compliance.own
            origin = Origin.OPERATOR if is_own else Origin.PROFILE
        found.append(Line(rule, value, origin, allows(rule, value, settings)))
    return found


def _saved(rules: Rules) -> dict[str, int]:
    """Return the saved figures by setting; for records, the longest period."""
    return {
        "RETENTION_DAYS": longest(rules),
        "AUDIT_RETENTION_DAYS": rules.audit_days,
    }


def profile(services: Services) -> Iterator[Finding]:
    """Yield a finding for each rule of the profile."""
    chosen = services.settings.compliance.profile
    if not chosen.rules:
        yield ok(_NAME, f"none: no law's figures are checked ({SETTING})")
    for line in lines(services):
        rule = line.rule
        about = "; ".join(filter(None, (_SET_BY[line.origin], rule.limit, rule.source)))
        said = f"{chosen.name}: {rule.setting} is {line.value} ({about})"
        if line.is_allowed:
            yield ok(_NAME, said)
        else:
            mend = f"An admin changes it on {_SAVED_ON}."
            yield Finding(_NAME, State.BAD, said, f"The law does not allow it: {rule.why}.", mend)


PROFILE_CHECK = Check("profile", profile, position=290)
