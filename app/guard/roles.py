"""Who may do what: the one table (ASVS 8.1.1). Doors ask it, pages show it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class May(StrEnum):
    """Something that a door asks for; its value is how pages and the audit trail name it."""

    SIGN_IN = "sign in"
    SEE_PATIENTS = "see patients"
    READ_AUDIT = "read the audit trail"
    MANAGE_STAFF = "manage staff"


ROLES: Final[Mapping[str, frozenset[May]]] = {
    "reception": frozenset({May.SIGN_IN, May.SEE_PATIENTS}),
    "clinician": frozenset({May.SIGN_IN, May.SEE_PATIENTS}),
    "admin": frozenset({May.SIGN_IN, May.SEE_PATIENTS, May.READ_AUDIT, May.MANAGE_STAFF}),
    "auditor": frozenset({May.SIGN_IN, May.READ_AUDIT}),
}

WHAT_FOR: Final[Mapping[str, str]] = {
    "reception": "Sees who has written",
    "clinician": "Sees who has written",
    "admin": "All that, the trail, and staff",
    "auditor": "The trail, no patients",
}


def allows(role: str, act: May) -> bool:
    """Tell whether a role may do something. A role that is not in the table may do nothing."""
    return act in ROLES.get(role, frozenset())
