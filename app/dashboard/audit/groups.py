"""What the trail can be narrowed to: every action is in one of these groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Group:
    """What the page calls some actions, and how these begin."""

    label: str
    beginnings: tuple[str, ...]


GROUPS: Final[Mapping[str, Group]] = {
    "sign_in": Group(_("Sign-ins"), ("sign_in.", "sign_out", "session.")),
    "account": Group(_("Their own account"), ("password.", "recovery_codes.", "code.", "devices.")),
    "staff": Group(_("Staff changes"), ("staff.",)),
    "patient": Group(_("Patients"), ("patient.", "patients.")),
    "request": Group(_("Requests of patients"), ("request.", "requests.")),
    "consent": Group(_("Consent"), ("consent.",)),
    "conversation": Group(_("Conversations"), ("conversation.", "conversations.")),
    "report": Group(_("Report"), ("report.",)),
    "export": Group(_("Exports"), ("export.", "preset.", "job.")),
    "backup": Group(_("Backups"), ("backup.",)),
    "settings": Group(_("Settings"), ("settings.", "consent_text.", "setup.")),
    "retention": Group(_("Retention"), ("retention.", "audit.")),
    "breach": Group(_("Breaches of data"), ("breach.",)),
    "keys": Group(_("Keys"), ("keys.",)),
    "webhook": Group(_("Refused requests"), ("webhook.",)),
    "door": Group(_("Closed doors"), ("door.",)),
}
"""What the address says -> the group."""
