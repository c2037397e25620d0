"""The parts of a record that are hidden until somebody has them shown: who may, and which columns each opens."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.guard.roles import May, allows
from app.intake.questions import QUESTIONS
from app.store.patient import OWN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class Part(StrEnum):
    """A part of a record; its value is what forms and the audit trail call it."""

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
AT_REST: Final = ("name", "birth_date", "extra")
"""What a page opens with everything hidden: for the initials, the age, and the flags."""


def parts_open_to(role: str) -> tuple[Part, ...]:
    """Return the parts that a role may have shown, in the order of the page."""
    return tuple(part for part in Part if allows(role, NEEDS[part]))


def columns_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return the columns to open for a page with these parts shown, and no other column."""
    answers = {
        question.key
        for question in QUESTIONS
        if question.key in OWN_COLUMNS and part_of(question.key) in parts
    }
    return (*AT_REST, *(name for name in OWN_COLUMNS if name in answers and name not in AT_REST))


def part_of(key: str) -> Part:
    """Return the part in which an answer belongs; one that is asked no more may be about health."""
    return _PART_OF.get(key, Part.HEALTH)


_PART_OF: Final = {question.key: Part.HEALTH if question.health else Part.IDENTITY for question in QUESTIONS}
