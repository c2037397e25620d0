"""Set an earlier answer right by what a text says otherwise.

Much of it is the same: the same street with another number, the same day with another year.
"""

from __future__ import annotations

from typing import NamedTuple

from app.intake.amended.addresses import other_address
from app.intake.amended.alignment import other_spelling, swapped
from app.intake.amended.days import other_day
from app.intake.amended.lists import denies, takes_its_place
from app.intake.amended.names import other_name, other_part, with_more
from app.intake.answers import Accepted, ReaderContext
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.names import NAME
from app.intake.answers.texts import NONE_STATED, stated
from app.intake.keywords import plain
from app.intake.questions import Question
from app.intake.slip import Sign, Slip


class Amended(NamedTuple):
    """Hold the new value of an answer, or what is added to it.

    Of several values it is not clear which is meant.
    """

    values: tuple[str, ...]
    is_added: bool = False


def aligned(question: Question, earlier: str, slip: Slip, context: ReaderContext) -> Amended | None:
    """Return the answer with what the text says otherwise, if much of it is the same."""
    if question.item and not question.grows:
        return None  # a code, or a number: its words are no text of a patient
    if question.reader is BIRTH_DATE:
        value = other_day(earlier, slip, context, is_named=False)
    elif question.reader is NAME:
        value = with_more(earlier, slip) or other_part(earlier, slip)
    elif question.reader is ADDRESS and slip.signs != {Sign.MISSING}:
        value = swapped(earlier, slip, is_place=True) or other_spelling(earlier, slip)
    elif Sign.MISSING in slip.signs and not {Sign.WRONG, Sign.NOT_SO} & slip.signs:
        return None
    else:
        value = swapped(stated(earlier), slip)
    return _read(question, value, context) if value and plain(value) != plain(earlier) else None


def named(question: Question, earlier: str, slip: Slip, context: ReaderContext) -> Amended | None:
    """Return the new answer that a text holds which is known to be about it."""
    if question.many and denies(slip):
        return Amended((NONE_STATED,))
    if question.item and not question.grows:
        return _read(question, slip.addition, context)
    if found := aligned(question, earlier, slip, context):
        return found
    if question.reader is BIRTH_DATE:
        return _read(question, other_day(earlier, slip, context, is_named=True), context)
    if question.reader in {NAME, ADDRESS}:
        other = other_name if question.reader is NAME else other_address
        return _read(question, other(earlier, slip), context)
    more = Amended((slip.addition,), is_added=not takes_its_place(earlier, slip))
    return more if slip.addition else None


def _read(question: Question, value: str, context: ReaderContext) -> Amended | None:
    if question.reader is BIRTH_DATE:
        return Amended(tuple(value.split())) if value else None
    if not value:
        return None
    reading = question.reader.read(value, context)
    return Amended((reading.value,)) if isinstance(reading, Accepted) else None
