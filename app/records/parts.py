"""The parts of a record that are hidden until a member shows them, and who may."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _

from app.guard.doors import May, allows
from app.intake.questions import QUESTIONS
from app.store.patients.patient import EXTRA, OWN_COLUMNS


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
    """Return the columns to open for these parts, and no other.

    `extra` may hold health answers.
    """
    own = (name for name in OWN_COLUMNS if part_of(name) in parts and name not in AT_REST)
    return (*AT_REST, *own, *([EXTRA] if Part.HEALTH in parts else []))


def part_of(key: str) -> Part:
    """Return the part of an answer. One that is no longer asked may be about health."""
    return _PART_OF.get(key, Part.HEALTH)


_PART_OF: Final = {question.key: Part.HEALTH if question.health else Part.IDENTITY for question in QUESTIONS}
