"""List the columns that can be exported, in order.

Every question is one. A new question needs nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from flask_babel import lazy_gettext as _

from app.guard.doors import May, allows
from app.intake.questions import QUESTIONS, Question
from app.records.parts import NEEDS, Part, part_of
from app.records.vocabulary import label
from app.store.patients.patient import OWN_COLUMNS


class Group(StrEnum):
    """What a column tells about a patient; forms and the audit trail use its value."""

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
    """A requested column does not exist, or this role may not export it."""


class ExportColumn(NamedTuple):
    """A column: its heading, its group, and the part of the record to open for it.

    `source` is empty if nothing has to be opened.
    """

    key: str
    group: Group
    source: str = ""

    @property
    def label(self) -> str:
        """The name that a page shows, in its language."""
        return str(_LABELS[self.key]) if self.key in _LABELS else label(self.key)


RECORD_ID: Final = ExportColumn("record_id", Group.RECORD)
"""Always the first column. A later export finds the rows of an earlier one by it."""


def _answer(question: Question) -> ExportColumn:
    group = Group(part_of(question.key))
    return ExportColumn(question.key, group, question.key if question.key in OWN_COLUMNS else "extra")


_ANSWERS: Final = tuple(map(_answer, QUESTIONS))
_OWN: Final = tuple(column for column in _ANSWERS if column.source == column.key)

COLUMNS: Final = (
    RECORD_ID,
    ExportColumn("received", Group.RECORD),
    ExportColumn("status", Group.RECORD),
    ExportColumn("language", Group.RECORD),
    *(column for column in _OWN if column.group is Group.IDENTITY),
    ExportColumn("number", Group.IDENTITY, "number"),
    *(column for column in _OWN if column.group is Group.HEALTH),
    *(column for column in _ANSWERS if column not in _OWN),
)
"""New questions come last, so that other programs find all columns in their old places."""
WITHOUT_IDENTIFIERS: Final = tuple(column for column in COLUMNS if column.group is not Group.IDENTITY)
"""The columns that do not say whose the answers are, unless patients wrote it in an answer."""


def allowed(role: str) -> tuple[ExportColumn, ...]:
    """Return the columns that a role may export, in order; () without that right."""
    if not allows(role, May.EXPORT):
        return ()
    return tuple(column for column in COLUMNS if allows(role, _NEEDS[column.group]))


def read_columns(
    keys: Collection[str], among: Collection[ExportColumn] = COLUMNS
) -> tuple[ExportColumn, ...]:
    """Return the columns with these keys, in the order of `among`.

    The reference comes first. Without keys, it is the default choice.

    Raises:
        NoSuchColumn: one of the keys is not among them.
    """
    found = {column.key: column for column in among}
    if not found.keys() >= {RECORD_ID.key, *keys}:
        raise NoSuchColumn
    wanted = {RECORD_ID.key, *(keys or (column.key for column in WITHOUT_IDENTIFIERS))}
    return tuple(column for column in among if column.key in wanted)
