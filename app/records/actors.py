"""Name who did something: staff, patients, the operator, Anteroom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flask_babel import lazy_gettext as _

from app.guard.doors import role_name
from app.store import Transaction
from app.store.staff import staff
from app.store.staff.staff import Member

_OTHERS: Final[Mapping[str, str]] = {
    "patient": _("The patient"),
    "operator": _("The operator"),
    "anteroom": _("Anteroom"),
}


@dataclass(frozen=True, slots=True)
class Actors:
    """Name the actors of the trail: staff, including those who left, and patients.

    The trail and the versions keep only "staff:<id>" or "patient".
    """

    _staff: Mapping[str, Member]

    @classmethod
    def of(cls, unit: Transaction) -> Actors:
        """Return the staff as they are in this transaction."""
        return cls({f"staff:{member.id}": member for member in staff.all_members(unit.db)})

    @property
    def members(self) -> Collection[Member]:
        """The staff, including those who left."""
        return self._staff.values()

    def name(self, actor: str) -> str:
        """Return "Priya Raman, clinician", or the actor itself if nobody knows it."""
        member = self._staff.get(actor)
        if member is not None:
            return f"{member.name}, {role_name(member.role)}"
        return self.called(actor)

    def called(self, actor: str) -> str:
        """Return "Priya Raman", within a sentence, or the actor itself if nobody knows it."""
        member = self._staff.get(actor)
        if member is not None:
            return member.name
        return str(_OTHERS.get(actor, actor))
