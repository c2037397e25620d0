"""The parts of a record that are hidden until a member shows them, and who may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _

from app.guard.doors import May, allows
from app.intake.questionnaire import SHIPPED, Questionnaire
from app.store.patients.patient import EXTRA, OWN_COLUMNS, PARTICULARS
from app.web.questionnaire import current_questionnaire


class Part(StrEnum):
    """Name a part of a record, as forms and the audit trail call it."""

    IDENTITY = "identity"
    HEALTH = "health"
    NOTES = "notes"


LABELS: Final[Mapping[Part, str]] = {
    Part.IDENTITY: _("Who they are"),
    Part.HEALTH: _("Health answers"),
    Part.NOTES: _("Notes"),
}
NEEDS: Final[Mapping[Part, May]] = {
    Part.IDENTITY: May.SEE_PATIENTS,
    Part.HEALTH: May.READ_HEALTH,
    Part.NOTES: May.SEE_PATIENTS,
}
AT_REST: Final = ("name", "birth_date")
"""What a page opens while everything is hidden: enough for the initials and the age."""


def parts_open_to(role: str) -> tuple[Part, ...]:
    """Return the parts that a role may see, in the order of the page."""
    return tuple(part for part in Part if allows(role, NEEDS[part]))


def columns_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the columns to open for these parts, and no other."""
    return (*AT_REST, *(name for name, part in _PART_OF.items() if part in parts and name not in AT_REST))


def answer_columns(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the columns that hold the answers of these parts."""
    return tuple(name for name, part in _PART_OF.items() if part in parts)


def part_of(key: str) -> Part:
    """Return the part of an answer. One that nobody knows may be about health."""
    return _part(current_questionnaire(), key)


def _part(asked: Questionnaire, key: str) -> Part:
    return Part.IDENTITY if asked.is_open(key) else Part.HEALTH


_PART_OF: Final[Mapping[str, Part]] = {
    **{name: _part(SHIPPED, name) for name in OWN_COLUMNS},
    PARTICULARS: Part.IDENTITY,
    EXTRA: Part.HEALTH,
}
"""Column -> its part. A shipped question never changes its own."""
