"""Describe a record's answers as form fields: which are correctable, how long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from app.intake.answers import (
    Accepted,
    Ambiguous,
    Doubtful,
    ReaderContext,
    Reading,
    Rejected,
    Unknown,
    clean,
    dates,
)
from app.intake.answers.birth_date import read_year_or_age
from app.intake.answers.choice import label_of as label_in
from app.intake.answers.kinds import DECLINED, MAY_BE_NOTHING
from app.intake.answers.texts import NONE_STATED, NOT_KNOWN, TEXT
from app.intake.definition import AnswerKind
from app.intake.keywords import is_blank
from app.intake.phrases import speak
from app.intake.questions import Question
from app.records.parts import Part, answer_columns, part_of
from app.records.vocabulary import label, shown_of
from app.store.patients.patient import EXTRA, OWN_COLUMNS, PARTICULARS, Patient, others_in
from app.web.clinic import current_clinic
from app.web.languages import page_language
from app.web.questionnaire import current_questionnaire

_ONE_LINE: Final = ("name", "birth_date")
_SHORT_KINDS: Final = (AnswerKind.DATE, AnswerKind.NUMBER)
_MANY_LINES: Final = 1000
CELLS: Final = " | "
"""What stands between the cells of a row."""
_IN_PLACE: Final = frozenset({NONE_STATED, NOT_KNOWN, DECLINED})
"""What may be said in place of a choice where an answer is not required."""


@dataclass(frozen=True, slots=True)
class AnswerField:
    """One answer in a form. `lines` is how high its box is; 1 is a box of one line."""

    question: Question
    label: str
    lines: int

    @property
    def key(self) -> str:
        """The answer's key, which is also the field's name."""
        return self.question.key

    @property
    def choices(self) -> dict[str, str]:
        """What can be chosen, by code, where the answer is chosen and not written."""
        item = self.question.item
        if item is None or not item.codes:
            return {}
        instead = [code for code in sorted(_IN_PLACE) if code != NONE_STATED or item.kind in MAY_BE_NOTHING]
        codes = item.codes if item.required else (*item.codes, *instead)
        return {code: self.show(code) for code in codes}

    @property
    def takes_many(self) -> bool:
        """Whether several of the choices may be ticked."""
        return self.question.item is not None and self.question.item.kind is AnswerKind.SEVERAL

    @property
    def hint(self) -> str:
        """What the box takes, where its label does not say."""
        item = self.question.item
        if item is None:
            return ""
        if item.kind is AnswerKind.LIST:
            named = CELLS.join(label_in(each.labels, page_language(), each.key) for each in item.columns)
            return str(_("One row a line: %(columns)s", columns=named))
        return label_in(item.unit_labels, page_language(), item.unit)

    def show(self, value: str) -> str:
        """Return the box's text for a stored value, in words."""
        return shown_of(self.question, value)

    def text_of(self, value: str) -> str:
        """Return what the form holds for a stored value: a choice by its code."""
        is_list = self.question.item is not None and self.question.item.kind is AnswerKind.LIST
        return value if self.choices or (is_list and CELLS in value) else self.show(value)


def keys_of(parts: Collection[Part], answers: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of a form's answers: the questions asked now, and any others."""
    asked = (question.key for question in current_questionnaire().questions if not question.of_carer)
    return tuple(key for key in dict.fromkeys((*asked, *answers)) if part_of(key) in parts)


def answers_of(patient: Patient, parts: Collection[Part]) -> dict[str, str]:
    """Return the answers of these parts that could be opened; "" when not given."""
    values = {name: getattr(patient, name) for name in answer_columns(parts)}
    shut = {name for name, text in values.items() if not isinstance(text, str | None)}
    return _answers({name: text for name, text in values.items() if isinstance(text, str)}, shut, parts)


def answers_in(snapshot: Mapping[str, str], parts: Collection[Part]) -> dict[str, str]:
    """Return the answers of these parts in a kept version."""
    columns = answer_columns(parts)
    shut = {EXTRA} - snapshot.keys()  # nothing was among the particulars before there were any
    return _answers({name: text for name, text in snapshot.items() if name in columns}, shut, parts)


def field_of(key: str) -> AnswerField:
    """Return the field of an answer, whether or not it is still asked."""
    question = current_questionnaire().question(key) or Question(
        key, TEXT, limit=4000, optional=True, health=True
    )
    short = key in _ONE_LINE or (question.item is not None and question.item.kind in _SHORT_KINDS)
    lines = 1 if short else 3 if question.limit < _MANY_LINES else 6
    return AnswerField(question, label(key), lines)


def _answers(values: Mapping[str, str], shut: Collection[str], parts: Collection[Part]) -> dict[str, str]:
    """Return the answers in these columns.

    All others that the columns may hold are "".
    """
    own = {name: value for name, value in values.items() if name in OWN_COLUMNS}
    others = others_in(values)
    known = (question.key for question in current_questionnaire().known)
    keys = [key for key in dict.fromkeys((*known, *others)) if part_of(key) in parts]
    return own | {
        key: others.get(key, "")
        for key in keys
        if key not in OWN_COLUMNS and (key in others or _SHARED_BY[part_of(key)] not in shut)
    }


_SHARED_BY: Final = {Part.HEALTH: EXTRA, Part.IDENTITY: PARTICULARS}


@dataclass(frozen=True, slots=True)
class Value:
    """An answer to keep."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it cannot be kept, and the days that it may mean, when it may mean several.

    `asks_for_carer` is whether it can be kept once a parent or carer agrees.
    """

    sentence: str
    days: tuple[str, ...] = field(default=(), repr=False)
    asks_for_carer: bool = False


@dataclass(frozen=True, slots=True)
class Typing:
    """What a reading depends on besides the text: the clinic's today, a chosen day."""

    today: date
    chosen_day: str = field(default="", repr=False)

    def read(self, box: AnswerField, text: str, known: Collection[str]) -> Value | Problem:
        """Return the answer that a text is.

        `known` are the values that the box may have been filled with. If its text still shows one of them, that value is
        returned. Only a text that somebody typed has to obey the rules.
        """
        typed = clean(text)
        for value in known:
            if typed in {clean(value), clean(box.show(value))}:
                return Value(value)
        if is_blank(typed):
            return Problem(_("Enter a name.")) if box.key == "name" else Value("")
        if box.choices:
            return _chosen(box, typed)
        if len(typed) > box.question.limit:
            return Problem(_too_long(box, len(typed)))
        return self._judge(box, typed)

    def _judge(self, box: AnswerField, typed: str) -> Value | Problem:
        context = ReaderContext(speak(page_language()), self.today, box.question.limit)
        reading = box.question.reader.read(typed, context)
        if isinstance(reading, Accepted):
            # What a member typed is kept whole, titles and all.
            return Value(reading.as_typed or reading.value)
        if isinstance(reading, Doubtful):
            return Value(reading.value)
        if box.question.item is not None:
            return _without_answer(box, reading)
        return self._in_doubt(box, typed, context, reading)

    def _in_doubt(
        self, box: AnswerField, typed: str, context: ReaderContext, reading: Reading
    ) -> Value | Problem:
        if isinstance(reading, Ambiguous):
            if self.chosen_day in reading.values:
                return Value(self.chosen_day)
            return Problem(
                _("This date can be read in more than one way. Choose the right day."), reading.values
            )
        if box.key == "birth_date":
            return self._year_alone(typed, context) or Problem(_why_no_date(dates.find(typed, self.today)))
        return Problem(_why_not(box))

    def _year_alone(self, typed: str, context: ReaderContext) -> Value | None:
        """Read a year. Ages are not read, because a slip of the finger could be one."""
        if dates.find(typed, self.today).trouble is not dates.Trouble.IN_PART:
            return None
        reading = read_year_or_age(typed, context)
        return Value(reading.value) if isinstance(reading, Accepted) and reading.value.isdecimal() else None


def _chosen(box: AnswerField, typed: str) -> Value | Problem:
    """Return what was chosen, in the order of the choices."""
    codes = typed.splitlines()
    if not box.choices.keys() >= {*codes}:
        return Problem(str(_("That is not one of the choices.")))
    alone = not box.takes_many or not _IN_PLACE.isdisjoint(codes)
    if len(codes) > 1 and alone:
        return Problem(str(_("Choose one of them, or only answers that go together.")))
    return Value("\n".join(code for code in box.choices if code in codes))


def answered_too_young(age: int) -> Problem:
    """Return the problem with a birth date by which a child answered alone."""
    sentence = ngettext(
        "By this date they answered for themselves at %(num)s year old. Ask a parent or carer whether they agree, and tick the box.",
        "By this date they answered for themselves at %(num)s years old. Ask a parent or carer whether they agree, and tick the box.",
        age,
    )
    return Problem(str(sentence), asks_for_carer=True)


def _too_long(box: AnswerField, length: int) -> str:
    over = length - box.question.limit
    return str(
        ngettext(
            "%(label)s is %(num)s character too long: at most %(limit)s.",
            "%(label)s is %(num)s characters too long: at most %(limit)s.",
            over,
            label=box.label,
            limit=box.question.limit,
        )
    )


def _without_answer(box: AnswerField, reading: Reading) -> Value | Problem:
    """Return what a text is that does not answer a question of the clinic's own."""
    match reading:
        case Rejected(because):
            return Problem(current_clinic().fill(because))
        case Ambiguous():
            return Problem(str(_("That could be several dates. Write the month as a word.")))
        case Unknown() if box.question.optional:
            return Value(NOT_KNOWN)
        case _:
            return Problem(box.hint or str(_("%(label)s: an answer is needed.", label=box.label)))


def _why_not(box: AnswerField) -> str:
    if box.key == "name":
        return str(_("That doesn’t look like a name. Write it with letters, on one line."))
    return str(_("That doesn’t look like an address. Write it with letters."))


def _why_no_date(found: dates.Found) -> str:
    if found.figures:
        return str(_("That date doesn’t exist: the month is shorter."))
    return str(
        {
            dates.Trouble.FUTURE: _("That date is in the future. Check the year."),
            dates.Trouble.TOO_OLD: _("That date is too long ago. Check the year."),
            dates.Trouble.UNCLEAR: _("That could be several dates. Write the month as a word."),
            dates.Trouble.IN_PART: _("Write the day, the month and the year."),
        }.get(found.trouble, _("Write a date, for example 4 March 1980 or 1980-03-04."))
    )
