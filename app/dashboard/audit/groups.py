"""Group the events of the trail, for its filter. Every action is in one group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _


@dataclass(frozen=True, slots=True)
class Group:
    """What the page calls a group of actions, and how their names begin."""

    label: str
    beginnings: tuple[str, ...]


GROUPS: Final[Mapping[str, Group]] = {
    "sign_in": Group(_("Sign-ins"), ("sign_in.", "sign_out", "session.")),
    "account": Group(_("Their own account"), ("password.", "recovery_codes.", "code.", "devices.")),
    "staff": Group(_("Staff changes"), ("staff.",)),
    "patient": Group(_("Patients"), ("patient.", "patients.", "news.")),
    "alarm": Group(_("Alarms"), ("alarm.", "alarms.", "alerts.")),
    "request": Group(_("Patient requests"), ("request.", "requests.", "callback.")),
    "consent": Group(_("Consent"), ("consent.",)),
    "conversation": Group(_("Conversations"), ("conversation.", "conversations.")),
    "form": Group(_("Secure form"), ("form.",)),
    "invitation": Group(_("Invitations"), ("invitations.",)),
    "report": Group(_("Report"), ("report.",)),
    "export": Group(_("Exports"), ("export.", "preset.", "job.")),
    "backup": Group(_("Backups"), ("backup.",)),
    "settings": Group(_("Settings"), ("settings.", "consent_text.", "content.", "setup.", "saved_reply.")),
    "maintenance": Group(_("Maintenance"), ("maintenance.",)),
    "retention": Group(_("Retention"), ("retention.", "audit.let_go")),
    "audit": Group(_("Audit trail"), ("audit.downloaded",)),
    "breach": Group(_("Breaches of data"), ("breach.",)),
    "keys": Group(_("Keys"), ("keys.",)),
    "webhook": Group(_("Refused requests"), ("webhook.",)),
    "door": Group(_("Access refused"), ("door.", "rows.")),
}
"""Value in the address -> the group."""
