"""Put the compliance profile into words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.checks.profile import Line, Origin
from app.config import IntakeMode
from app.config.profiles import Rule

WHAT: Final[Mapping[str, str]] = {
    "INTAKE_MODE": _l("Where patients answer"),
    "RETENTION_DAYS": _l("How long records are kept, at most"),
    "AUDIT_RETENTION_DAYS": _l("How long the audit trail is kept"),
    "RIGHTS_DUE_DAYS": _l("Time to answer a patient’s request"),
    "CONSENT_AGE": _l("Age below which a parent or carer answers"),
    "SESSION_IDLE_MINUTES": _l("Inactivity until sign-out"),
}
"""Setting -> what it decides."""
_MODES: Final[Mapping[str, str]] = {
    IntakeMode.CHAT: _l("In the chat"),
    IntakeMode.LINK: _l("On our own page, through a link"),
    IntakeMode.ASK: _l("Where the patient chooses"),
}
_SET_BY: Final[Mapping[Origin, str]] = {
    Origin.PROFILE: _l("Profile"),
    Origin.OPERATOR: _l("Operator"),
    Origin.ADMIN: _l("Admin, under Retention"),
    Origin.SETTINGS: _l("Admin, under Settings"),
}


class LawRow(NamedTuple):
    """One line of the table."""

    what: str
    setting: str
    value: str
    set_by: str
    allowed: str
    source: str
    is_allowed: bool


def law_row(line: Line) -> LawRow:
    """Return a rule of the profile as the page words it."""
    rule = line.rule
    return LawRow(
        str(WHAT[rule.setting]),
        rule.setting,
        _value(rule, line.value),
        str(_SET_BY[line.origin]),
        _allowed(rule),
        rule.source,
        line.is_allowed,
    )


def _value(rule: Rule, value: int | str) -> str:
    if isinstance(value, str):
        return str(_MODES[value])
    if rule.setting.endswith("_MINUTES"):
        return str(ngettext("one minute", "%(num)d minutes", value))
    if rule.setting == "CONSENT_AGE":
        return str(ngettext("one year", "%(num)d years", value))
    return str(ngettext("one day", "%(num)d days", value))


def _allowed(rule: Rule) -> str:
    if rule.over_whatsapp:
        modes = ", ".join(_value(rule, each) for each in rule.over_whatsapp)
        return str(_("Over WhatsApp only: %(modes)s", modes=modes))
    least, most = (None if edge is None else _value(rule, edge) for edge in (rule.least, rule.most))
    if least and most:
        return str(_("From %(least)s to %(most)s", least=least, most=most))
    if least:
        return str(_("At least %(span)s", span=least))
    return str(_("At most %(span)s", span=most)) if most else str(_("Any value"))
