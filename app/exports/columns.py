"""List the columns that can be exported, in order.

Every question that was ever asked is one, as long as its answers may be on record. A new question needs nothing here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Final, NamedTuple

from flask import g
from flask_babel import lazy_gettext as _

from app.guard.doors import May, allows
from app.intake.definition import AnswerKind, Definition, Score
from app.intake.questionnaire import SHIPPED, Questionnaire
from app.intake.questions import QUESTIONS, Question
from app.records.parts import NEEDS, Part
from app.records.scores import label_of as score_label
from app.records.vocabulary import label_of
from app.services import current
from app.store import Transaction
from app.store.clinic import questionnaires
from app.store.patients.patient import EXTRA, OWN_COLUMNS, PARTICULARS
from app.web.languages import page_language
from app.web.questionnaire import questionnaire_in


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


_CODED: Final = frozenset({AnswerKind.ONE, AnswerKind.SEVERAL, AnswerKind.YES_NO, AnswerKind.LIST})


class ExportColumn(NamedTuple):
    """A column: its heading, its group, and the part of the record to open for it.

    `source` is empty if nothing has to be opened.
    """

    key: str
    group: Group
    source: str = ""
    question: Question | None = None
    """The question, if it is an answer: as it is worded now."""
    score: tuple[Definition, Score] | None = None
    """The score, if it is one, and the questions that it counts."""

    @property
    def label(self) -> str:
        """The name that a page shows, in its language."""
        if self.question is not None:
            return label_of(self.question)
        return score_label(self.score[1], page_language()) if self.score else str(_LABELS[self.key])

    @property
    def sources(self) -> tuple[str, ...]:
        """The columns of the record to open."""
        is_shared = self.source in {EXTRA, PARTICULARS}
        # What a carer says of themselves was among the answers about health, and a score may count open answers.
        if is_shared and (self.score or (self.question and self.question.of_carer)):
            return (EXTRA, PARTICULARS)
        return (self.source,) if self.source else ()

    @property
    def is_coded(self) -> bool:
        """Whether its cells are codes or rows, which people get in words."""
        return self.kind in _CODED

    @property
    def kind(self) -> AnswerKind:
        """What its cells are: text, where they are nothing that a spreadsheet counts."""
        if self.score:
            return AnswerKind.NUMBER
        return self.question.item.kind if self.question and self.question.item else AnswerKind.TEXT


RECORD_ID: Final = ExportColumn("record_id", Group.RECORD)
"""Always the first column. A later export finds the rows of an earlier one by it."""


@lru_cache(maxsize=8)
def columns_of(asked: Questionnaire, own: tuple[str, ...]) -> tuple[ExportColumn, ...]:
    """Return the columns in order.

    New questions and scores come last, in the order of `own`. So other programs find all columns in their old places.
    """
    shipped = [_answer(question, asked) for each in QUESTIONS if (question := asked.question(each.key))]
    with_column = [column for column in shipped if column.source == column.key]
    scores = {score.key: score for score in asked.definition.scores}
    return (
        RECORD_ID,
        ExportColumn("received", Group.RECORD),
        ExportColumn("status", Group.RECORD),
        ExportColumn("language", Group.RECORD),
        *(column for column in with_column if column.group is Group.IDENTITY),
        ExportColumn("number", Group.IDENTITY, "number"),
        *(column for column in with_column if column.group is Group.HEALTH),
        *(column for column in shipped if column not in with_column),
        *(
            _answer(question, asked)
            if (question := asked.question(key))
            else ExportColumn(key, Group.HEALTH, EXTRA, score=(asked.definition, scores[key]))
            for key in own
            if asked.question(key) or key in scores
        ),
    )


def _answer(question: Question, asked: Questionnaire) -> ExportColumn:
    is_open = asked.is_open(question.key)
    shared = PARTICULARS if is_open else EXTRA
    return ExportColumn(
        question.key,
        Group.IDENTITY if is_open else Group.HEALTH,
        question.key if question.key in OWN_COLUMNS else shared,
        question,
    )


COLUMNS: Final = columns_of(SHIPPED, ())
"""The columns of a clinic that has no questions of its own."""


def columns_in(unit: Transaction) -> tuple[ExportColumn, ...]:
    """Return the columns of every answer that may be on record."""
    return columns_of(questionnaire_in(unit), questionnaires.own_keys(unit.db))


def current_columns() -> tuple[ExportColumn, ...]:
    """Return the same, read once a request or command."""
    columns: tuple[ExportColumn, ...] | None = g.get("export_columns")
    if columns is None:
        with current().store.read() as unit:
            columns = g.export_columns = columns_in(unit)
    return columns


def without_identifiers(columns: Iterable[ExportColumn]) -> tuple[ExportColumn, ...]:
    """Return the columns that do not say whose the answers are.

    Patients may have written it in an answer.
    """
    return tuple(column for column in columns if column.group is not Group.IDENTITY)


def allowed(role: str, columns: Iterable[ExportColumn]) -> tuple[ExportColumn, ...]:
    """Return those that a role may export, in order; () without that right."""
    if not allows(role, May.EXPORT):
        return ()
    return tuple(column for column in columns if allows(role, _NEEDS[column.group]))


def read_columns(keys: Collection[str], among: Collection[ExportColumn]) -> tuple[ExportColumn, ...]:
    """Return the columns with these keys, in the order of `among`.

    The reference comes first. Without keys, it is the default choice.

    Raises:
        NoSuchColumn: one of the keys is not among them.
    """
    found = {column.key: column for column in among}
    if not found.keys() >= {RECORD_ID.key, *keys}:
        raise NoSuchColumn
    wanted = {RECORD_ID.key, *(keys or (column.key for column in without_identifiers(among)))}
    return tuple(column for column in among if column.key in wanted)
