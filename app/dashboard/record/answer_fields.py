"""Describe a record's answers as form fields: which are correctable, how long."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import ngettext

from app.dashboard.record.answers import in_words
from app.intake.answers import Accepted, Ambiguous, Doubtful, ReaderContext, clean, dates
from app.intake.answers.birth_date import read_year_or_age
from app.intake.answers.texts import TEXT
from app.intake.keywords import is_blank
from app.intake.phrases import speak
from app.intake.questions import QUESTIONS, Question
from app.records.parts import Part, part_of
from app.records.vocabulary import label
from app.store.patients.patient import EXTRA, OWN_COLUMNS, Patient, load_others
from app.web.languages import page_language

_ONE_LINE: Final = ("name", "birth_date")
_MANY_LINES: Final = 1000
_ASKED: Final = {question.key: question for question in QUESTIONS}


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

    def show(self, value: str) -> str:
        """Return the box's text for a stored value, in words."""
        return in_words(self.key, value)


def columns_of(parts: Collection[Part]) -> tuple[str, ...]:
    """Return only the columns to open for these parts: `extra` may hold health."""
    own = tuple(key for key in OWN_COLUMNS if part_of(key) in parts)
    return (*own, EXTRA) if Part.HEALTH in parts else own


def keys_of(parts: Collection[Part], answers: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of a form's answers: the questions asked now, and any others."""
    asked = (question.key for question in QUESTIONS if not question.of_carer)
    return tuple(key for key in dict.fromkeys((*asked, *answers)) if part_of(key) in parts)


def answers_of(patient: Patient, parts: Collection[Part]) -> dict[str, str]:
    """Return the answers of these parts that could be opened; "" when not given."""
    values = {name: getattr(patient, name) for name in columns_of(parts)}
    return _answers({name: text for name, text in values.items() if isinstance(text, str)}, parts)


def answers_in(snapshot: Mapping[str, str], parts: Collection[Part]) -> dict[str, str]:
    """Return the answers of these parts in a kept version."""
    return _answers({name: text for name, text in snapshot.items() if name in columns_of(parts)}, parts)


def field_of(key: str) -> AnswerField:
    """Return the field of an answer, whether or not it is still asked."""
    question = _ASKED.get(key) or Question(key, TEXT, limit=4000, optional=True, health=True)
    lines = 1 if key in _ONE_LINE else 3 if question.limit < _MANY_LINES else 6
    return AnswerField(question, label(key), lines)


def _answers(values: Mapping[str, str], parts: Collection[Part]) -> dict[str, str]:
    found = {name: value for name, value in values.items() if name != EXTRA}
    if EXTRA in values:
        others = load_others(values[EXTRA])
        found |= {key: "" for key in keys_of(parts, others) if key not in OWN_COLUMNS} | others
    return found


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
