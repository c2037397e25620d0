"""Show a stored answer as people read it, or as what it is: a number, a day, rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from app.intake.answers import birth_date, rows
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.kinds import is_code
from app.intake.answers.moment import WRITTEN
from app.intake.answers.texts import NONE_STATED, stated
from app.intake.definition import NO, YES, AnswerKind
from app.intake.questions import Question

Typed = str | bool | Decimal | date | tuple[str, ...] | tuple[tuple[str, ...], ...] | None


def show(question: Question, value: str, language: str) -> str:
    """Write a stored answer as people read it."""
    return question.reader.show(value, language)


def typed(question: Question, value: str) -> Typed:
    """Return what a stored answer is.

    One of several is its code, and several are a tuple of them; a list is a tuple of rows, each a tuple of cells. A day is
    a date; a month or a year stays a text, as does what is stored and cannot be read. None: nothing is told, it is not
    known, or it was declined. Of several, and of a list, nothing is an empty tuple.
    """
    item = question.item
    if item is None:
        is_day = question.reader is BIRTH_DATE and birth_date.is_whole(value)
        return _day(value) if is_day else stated(value) or None
    if is_code(item, value):
        return () if value == NONE_STATED and item.kind in {AnswerKind.SEVERAL, AnswerKind.LIST} else None
    return _TYPED.get(item.kind, str)(value)


def _number(value: str) -> Decimal | str:
    try:
        return Decimal(value)
    except InvalidOperation:
        return value


def _day(value: str) -> date | str:
    told = WRITTEN.fullmatch(value)
    try:
        return date.fromisoformat(value) if told and told[3] else value
    except ValueError:
        return value


def _agreed(value: str) -> bool | str:
    return value == YES if value in {YES, NO} else value


def _chosen(value: str) -> tuple[str, ...]:
    return tuple(value.split("\n"))


_TYPED: Final[Mapping[AnswerKind, Callable[[str], Typed]]] = {
    AnswerKind.YES_NO: _agreed,
    AnswerKind.SEVERAL: _chosen,
    AnswerKind.LIST: rows.rows_of,
    AnswerKind.NUMBER: _number,
    AnswerKind.DATE: _day,
}
