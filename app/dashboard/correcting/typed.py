"""What a member typed into a form of answers, read by the rules by which a patient's answers are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app.guard.language import page_language
from app.intake.answers import dates
from app.intake.answers.birthdate import read_year_or_age
from app.intake.answers.reading import Asking, Doubtful, Taken
from app.intake.answers.text import clean, is_blank
from app.intake.phrases import speak

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from app.dashboard.correcting.answer_fields import AnswerField


@dataclass(frozen=True, slots=True)
class Value:
    """An answer to keep."""

    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why it cannot be kept, and the days that it may mean, when it may mean several."""

    sentence: str
    days: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Typing:
    """What a reading depends on besides the text: the clinic's today, and the day that was chosen of several."""

    today: date
    chosen_day: str = field(default="", repr=False)

    def read(self, box: AnswerField, text: str, known: Collection[str]) -> Value | Problem:
        """Return the answer that a text is.

        What a box was filled with when the form was drawn comes back as the value it was drawn from: `known` are the
        values that it may have been, and only what somebody typed is held to the rules.
        """
        typed = clean(text)
        for value in known:
            if typed in {clean(value), clean(box.show(value))}:
                return Value(value)
        if is_blank(typed):
            return Problem(_("A record needs a name.")) if box.key == "name" else Value("")
        if len(typed) > box.question.limit:
            return Problem(_too_long(box, len(typed)))
        return self._judge(box, typed)

    def _judge(self, box: AnswerField, typed: str) -> Value | Problem:
        asking = Asking(speak(page_language()), self.today, box.question.limit)
        reading = box.question.reader.read(typed, asking)
        if isinstance(reading, Taken):
            return Value(reading.value)
        if isinstance(reading, Doubtful):
            if self.chosen_day in reading.values:
                return Value(self.chosen_day)
            return Problem(
                _("This date can be read in more than one way. Choose the right day."), reading.values
            )
        if box.key == "birth_date":
            return self._year_alone(typed, asking) or Problem(_why_no_date(dates.find(typed, self.today)))
        return Problem(_why_not(box))

    def _year_alone(self, typed: str, asking: Asking) -> Value | None:
        """Read a year. An age is not read: a slip of the finger would be one."""
        if dates.find(typed, self.today).trouble is not dates.Trouble.IN_PART:
            return None
        reading = read_year_or_age(typed, asking)
        return Value(reading.value) if isinstance(reading, Taken) and reading.value.isdecimal() else None


def _too_long(box: AnswerField, length: int) -> str:
    over = length - box.question.limit
    return str(
        ngettext(
            "%(label)s is %(num)s character too long: %(limit)s fit.",
            "%(label)s is %(num)s characters too long: %(limit)s fit.",
            over,
            label=box.label,
            limit=box.question.limit,
        )
    )


def _why_not(box: AnswerField) -> str:
    if box.key == "name":
        return str(
            _("Write a name: with letters, on one line. A link, a greeting, a yes or a question is none.")
        )
    return str(_("Write an address: with letters. A figure or a yes alone is none."))


def _why_no_date(found: dates.Found) -> str:
    if found.figures:
        return str(_("There is no such day: that month is shorter."))
    return str(
        {
            dates.Trouble.FUTURE: _("That day is still to come. Look at the year again."),
            dates.Trouble.TOO_OLD: _("That day is too long ago. Look at the year again."),
            dates.Trouble.UNCLEAR: _("That can be many days. Write the month as a word."),
            dates.Trouble.IN_PART: _("Write the day, the month and the year."),
        }.get(found.trouble, _("Write a date, for example 4 March 1980 or 1980-03-04."))
    )
