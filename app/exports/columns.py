"""What may leave as a column, and in which order. Every question is one, and a new one needs nothing here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from flask_babel import lazy_gettext as _

from app.guard.roles import May, allows
from app.intake.questions import QUESTIONS
from app.records.answer_labels import label
from app.records.parts import NEEDS, Part, part_of
from app.store.patient import OWN_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from app.intake.questions import Question


class Group(StrEnum):
    """What a column tells of a patient; its value is what forms and the audit trail call it."""

    RECORD = "record"
    IDENTITY = "identity"
    HEALTH = "health"


GROUP_NAMES: Final[Mapping[Group, str]] = {
    Group.RECORD: _("Record"),
    Group.IDENTITY: _("Who they are"),
    Group.HEALTH: _("Health"),
}
_NEEDS: Final[Mapping[Group, May]] = {
    Group.RECORD: May.EXPORT,
    Group.IDENTITY: NEEDS[Part.IDENTITY],
    Group.HEALTH: NEEDS[Part.HEALTH],
}
_LABELS: Final[Mapping[str, str]] = {
    "record_id": _("Reference"),
    "received": _("Received"),
    "status": _("Status"),
    "language": _("Language"),
    "number": _("WhatsApp number"),
}


class NoSuchColumn(ValueError):
    """A column is asked for that there is not, or that this role may not take out."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what its heading says in every file, what it tells, and what of the record has to be opened for it.

    `source` is empty where nothing has.
    """

    key: str
    group: Group
    source: str = ""

    @property
    def label(self) -> str:
        """What a page calls it, in the page's language."""
        return str(_LABELS[self.key]) if self.key in _LABELS else label(self.key)


RECORD_ID: Final = Column("record_id", Group.RECORD)
"""Always the first: by it a second export finds the rows of the first again."""


def _answer(question: Question) -> Column:
    group = Group(part_of(question.key))
    return Column(question.key, group, question.key if question.key in OWN_COLUMNS else "extra")


_ANSWERS: Final = tuple(map(_answer, QUESTIONS))
_OWN: Final = tuple(column for column in _ANSWERS if column.source == column.key)

COLUMNS: Final = (
    RECORD_ID,
    Column("received", Group.RECORD),
    Column("status", Group.RECORD),
    Column("language", Group.RECORD),
    *(column for column in _OWN if column.group is Group.IDENTITY),
    Column("number", Group.IDENTITY, "number"),
    *(column for column in _OWN if column.group is Group.HEALTH),
    *(column for column in _ANSWERS if column not in _OWN),
)
"""What is asked anew comes last, so that other programs find the rest where it was."""
WITHOUT_IDENTIFIERS: Final = tuple(column for column in COLUMNS if column.group is not Group.IDENTITY)
"""No identifiers: nothing that says whose the answers are, as far as patients keep it out of them."""


def allowed(role: str) -> tuple[Column, ...]:
    """Return the columns that a role may take out, in their order. Who may not export takes none."""
    if not allows(role, May.EXPORT):
        return ()
    return tuple(column for column in COLUMNS if allows(role, _NEEDS[column.group]))


def read_columns(keys: Collection[str], among: Collection[Column] = COLUMNS) -> tuple[Column, ...]:
    """Return the columns of these keys, in the order of `among` and the reference first; none asked for are the default.

    Raises:
        NoSuchColumn: one of them is not among those that may be taken out.
    """
    found = {column.key: column for column in among}
    if not found.keys() >= {RECORD_ID.key, *keys}:
        raise NoSuchColumn
    wanted = {RECORD_ID.key, *(keys or (column.key for column in WITHOUT_IDENTIFIERS))}
    return tuple(column for column in among if column.key in wanted)
