"""Who did something, by name: the audit trail and the versions keep only "staff:<id>" or "patient"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.guard.roles import role_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.store import Member, Unit

_OTHERS: Final[Mapping[str, str]] = {
    "patient": _("The patient, over WhatsApp"),
    "operator": _("The operator"),
    "anteroom": _("Anteroom"),
}


@dataclass(frozen=True, slots=True)
class Actors:
    """The clinic's staff, those who have left included, by what the trail calls them."""

    _staff: Mapping[str, Member]

    @classmethod
    def of(cls, unit: Unit) -> Actors:
        """Return them as they are in this transaction."""
        return cls({f"staff:{member.id}": member for member in unit.staff.list()})

    def name(self, actor: str) -> str:
        """Return "Priya Raman, clinician", "The patient, over WhatsApp"; the actor as it is when nobody knows it."""
        member = self._staff.get(actor)
        if member is not None:
            return f"{member.name}, {role_name(member.role)}"
        return str(_OTHERS.get(actor, actor))
