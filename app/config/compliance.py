"""Hold settings against the law of their compliance profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Final

from app.config.profiles import SETTING, Rule
from app.config.settings import Settings

_WHATSAPP: Final = "whatsapp:"
_IN_FORCE: Final[Mapping[str, Callable[[Settings], int | str]]] = {
    "INTAKE_MODE": lambda settings: settings.intake_mode.value,
    "RETENTION_DAYS": lambda settings: settings.retention.record_days,
    "AUDIT_RETENTION_DAYS": lambda settings: settings.retention.audit_days,
    "RIGHTS_DUE_DAYS": lambda settings: settings.rights_due.days,
    "CONSENT_AGE": lambda settings: settings.clinic.consent_age,
    "SESSION_IDLE_MINUTES": lambda settings: settings.sessions.idle // timedelta(minutes=1),
}


def in_force(setting: str, settings: Settings) -> int | str:
    """Return the value that a setting of the profile has."""
    return _IN_FORCE[setting](settings)


def _has_whatsapp(settings: Settings) -> bool:
    """Return whether a number of ours is on WhatsApp."""
    return any(sender.startswith(_WHATSAPP) for sender in settings.twilio.senders)


def allows(rule: Rule, value: int | str, settings: Settings) -> bool:
    """Return whether the law allows a value."""
    if isinstance(value, str):
        is_open = not rule.over_whatsapp or not _has_whatsapp(settings)
        return is_open or value in rule.over_whatsapp
    return rule.bound.least <= value <= rule.bound.most


def breaches(settings: Settings) -> Iterator[str]:
    """Yield what the law of the profile does not allow, and which setting to change."""
    profile = settings.compliance.profile
    for rule in profile.rules:
        value = in_force(rule.setting, settings)
        if not allows(rule, value, settings):
            asked = f"{SETTING}={profile.code} asks for {rule.limit} ({rule.source}): {rule.why}."
            yield f"{rule.setting} is {value}, but {asked} {_mended(rule)}"


def _mended(rule: Rule) -> str:
    if rule.over_whatsapp:
        return f"Set {rule.setting}={rule.over_whatsapp[0]}, or list only numbers that send SMS in TWILIO_SENDERS."
    return f"Change {rule.setting}, or leave it out for {rule.default}."
