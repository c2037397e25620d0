"""Read what someone wants to export, and find what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Self

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict

from app.exports.targets import Target, all_targets, find_target
from app.guard.doors import May, allows
from app.guard.session import current_session
from app.intake.keywords import is_blank
from app.intake.questions import QUESTIONS, Question
from app.records.filters import Asked, read_asked
from app.records.vocabulary import NEEDS, Part, label, part_of
from app.store.patient import OWN_COLUMNS
from app.web.clinic import clinic_zone

# The columns that can be exported, in order. Every question is one; a new question needs nothing here.


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


@dataclass(frozen=True, slots=True)
class ExportColumn:
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


LONGEST_REASON: Final = 200


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """An export as the form asks for it.

    Its `repr` has neither the reason nor the options, which may hold a passphrase.
    """

    target: Target
    asked: Asked
    columns: tuple[ExportColumn, ...]
    reason: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    """All that the form says: a target reads its own options from it."""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is wrong with it. `read` finds problems of filters and columns, `validated` all others."""

    @classmethod
    def read(cls, target: str, form: MultiDict[str, str]) -> Self:
        """Return what was posted."""
        session = current_session()
        asked = read_asked(form, session.member.id, clinic_zone())
        problems = dict(asked.problems)
        chosen = find_target(target)
        if chosen is None:
            problems["target"] = gettext("Choose where the export goes.")
            chosen = next(iter(all_targets().values()))
        mine = [column for column in allowed(session.member.role) if chosen.takes(column)]
        try:
            columns = read_columns(form.getlist("columns"), mine)
        except NoSuchColumn:
            columns = tuple(column for column in WITHOUT_IDENTIFIERS if column in mine)
            problems["columns"] = gettext("Choose from the columns on this page.")
        return cls(
            target=chosen,
            asked=asked,
            columns=columns,
            reason=form.get("reason", "").strip(),
            options=form.to_dict(),
            problems=problems,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns by their keys."""
        return tuple(column.key for column in self.columns)

    def validated(self) -> Self:
        """Return the request with all its problems."""
        misplaced = {
            name: str(sentence)
            for target in all_targets().values()
            for name, sentence in target.refused_elsewhere.items()
            if target is not self.target and self.options.get(name)
        }
        reason = _reason_problem(self.reason)
        found = ({"reason": reason} if reason else {}) | misplaced | self.target.problems(self.options)
        return replace(self, problems={**self.problems, **found})


def read_form() -> ExportRequest:
    """Return the request in the posted form.

    The address or a field names the target.
    """
    target = str((request.view_args or {}).get("target") or request.form.get("target", ""))
    return ExportRequest.read(target, request.form)


def _reason_problem(reason: str) -> str | None:
    if is_blank(reason):
        return str(gettext("Enter what the copy is for."))
    if len(reason) > LONGEST_REASON:
        return str(
            gettext(
                "The reason has %(length)s characters; the limit is %(most)s.",
                length=len(reason),
                most=LONGEST_REASON,
            )
        )
    if not reason.isprintable():
        return str(
            gettext("The reason contains a character that can’t be shown. Type it instead of pasting it.")
        )
    return None
