"""Say which role may do what (ASVS 8.1.1). Doors check this table, pages show it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _


class May(StrEnum):
    """Name an act that a door allows, as doors and the audit trail name it."""

    SIGN_IN = "sign in"
    SEE_PATIENTS = "see patients"
    WORK_ON_PATIENTS = "work on patients"
    READ_HEALTH = "read health answers"
    ERASE_PATIENTS = "erase a patient"
    SEE_REPORT = "see the report"
    EXPORT = "export patients"
    READ_AUDIT = "read the audit trail"
    MANAGE_STAFF = "manage staff"
    CHANGE_SETTINGS = "change the settings"


_RECEPTION: Final = frozenset({May.SIGN_IN, May.SEE_PATIENTS, May.WORK_ON_PATIENTS})
_CLINICIAN: Final = _RECEPTION | {May.READ_HEALTH, May.ERASE_PATIENTS, May.SEE_REPORT, May.EXPORT}

ROLES: Final[Mapping[str, frozenset[May]]] = {
    "reception": _RECEPTION,
    "clinician": _CLINICIAN,
    "admin": _CLINICIAN | {May.READ_AUDIT, May.MANAGE_STAFF, May.CHANGE_SETTINGS},
    "auditor": frozenset({May.SIGN_IN, May.READ_AUDIT}),
}

ROLE_NAMES: Final[Mapping[str, str]] = {
    "reception": _("reception"),
    "clinician": _("clinician"),
    "admin": _("admin"),
    "auditor": _("auditor"),
}

WHAT_FOR: Final[Mapping[str, str]] = {
    "reception": _("Finds and calls patients"),
    "clinician": _("Reads and reviews answers"),
    "admin": _("Everything, including the audit trail, staff and settings"),
    "auditor": _("The audit trail, no patients"),
}

MAY_NAMES: Final[Mapping[May, str]] = {
    May.SIGN_IN: _("sign in"),
    May.SEE_PATIENTS: _("see patients"),
    May.WORK_ON_PATIENTS: _("work on patients"),
    May.READ_HEALTH: _("read health answers"),
    May.ERASE_PATIENTS: _("erase a patient"),
    May.SEE_REPORT: _("see the report"),
    May.EXPORT: _("export patients"),
    May.READ_AUDIT: _("read the audit trail"),
    May.MANAGE_STAFF: _("manage staff"),
    May.CHANGE_SETTINGS: _("change the settings"),
}


INCLUDES: Final[Mapping[May, str]] = {
    May.SEE_PATIENTS: _(
        "the list, searching, names for a reason, alarms, unfinished intakes, patient requests"
    ),
    May.WORK_ON_PATIENTS: _(
        "status, notes, corrections, calls, printing, requests, restricting a record, invitations"
    ),
    May.READ_HEALTH: _("clinical notes, and what a patient wrote in an alarm"),
    May.ERASE_PATIENTS: _("holds"),
    May.EXPORT: _("copies for a patient, approving a colleague’s export"),
    May.READ_AUDIT: _("the retention rules"),
    May.MANAGE_STAFF: _("invitations, roles, resetting and disabling sign-ins"),
    May.CHANGE_SETTINGS: _("changing the retention rules, the privacy text, failed jobs, set-up"),
}
"""What else an act's doors open, for the page that shows the table."""


def allows(role: str, act: May) -> bool:
    """Return whether a role may do something. An unknown role may do nothing."""
    return act in ROLES.get(role, frozenset())


def role_name(role: str) -> str:
    """Return what pages call a role, within a sentence."""
    return str(ROLE_NAMES.get(role, role))
