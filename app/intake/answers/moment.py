"""Read a day, a month or a year: "17/5/2024", "May 2024", "last year".

A stored one is as much of ISO 8601 as is known: "2024-05-17", "2024-05" or "2024".
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Final

from babel.dates import format_skeleton

from app.intake.answers import Accepted, Ambiguous, ReaderContext, Reading, Rejected
from app.intake.answers.choice import asked_words, fillers, of_all_answers
from app.intake.answers.date_words import in_words, month_in_words
from app.intake.answers.dates import LONGEST_DATE, Figures, Spelled, in_numbers, spelled, tokens_of
from app.intake.definition import Item
from app.intake.keywords import plain
from app.intake.phrases import SHIPPED, speak

WRITTEN: Final = re.compile(r"([0-9]{4})(?:-(0[1-9]|1[0-2])(?:-([0-9]{2}))?)?")
_FURTHEST: Final = 120
"""In years, before or after today."""
_AHEAD: Final = 20
"""A year of two figures is at most so many years ahead."""
_YEAR_DIGITS: Final = 4
_SHORT_DIGITS: Final = 2
_MOST_READINGS: Final = 4
_MONTHS: Final = 12
_MOST_AGO: Final = 3
_ONE: Final = frozenset({"a", "an", "one", "un", "una"})


def read(item: Item, text: str, context: ReaderContext) -> Reading:
    """Read the moment that a text tells."""
    words, today = context.phrases.answers, context.today
    if len(text) > LONGEST_DATE:
        return Rejected(words.no_date)
    if since := _relative(text, today):
        return _taken(since, context, is_told=True)
    told = spelled(text, _known(item))
    part = _in_part(told, text) if told else ""
    if told is None or part:
        return _judged(part, context) if part else Rejected(words.no_date)
    if (
        told.months
        and not any(len(number) == _YEAR_DIGITS for number in told.numbers)
        and not told.numbers[1:]
    ):
        return Rejected(words.which_year)
    return _of_days(list(dict.fromkeys(_nearest(in_numbers(told), today))), context)


def _of_days(figures: list[Figures], context: ReaderContext) -> Reading:
    words = context.phrases.answers
    days = [day for each in figures if (day := _day(each))]
    near = [day for day in dict.fromkeys(days) if _is_near(day.year, context.today)]
    if not days:
        return Rejected(_no_such_day(figures, context) or words.no_date)
    if len(near) == 1:
        return _taken(near[0].isoformat(), context, is_told=False)
    is_many = not near or len(near) > _MOST_READINGS
    return Rejected(words.far_date) if is_many else Ambiguous(tuple(day.isoformat() for day in near))


@cache
def _courteous() -> frozenset[str]:
    return fillers() - of_all_answers("last", "this", "next", "ago")


def _known(item: Item) -> frozenset[str]:
    """Return the words beside those of dates that may surround one."""
    return _courteous() | asked_words(item)


def _in_part(told: Spelled, text: str) -> str:
    """Return a month with its year, or a year alone, if that is what is told."""
    match told.numbers:
        case [year] if len(year) == _YEAR_DIGITS and told.months and len(told.months) == 1:
            return f"{year}-{min(told.months):02}"
        case [year] if len(year) == _YEAR_DIGITS and told.months is None:
            return year
        case [one, other] if told.months is None and _YEAR_DIGITS in {len(one), len(other)}:
            year, month = (one, other) if len(one) == _YEAR_DIGITS else (other, one)
            is_month = (
                len(month) <= _SHORT_DIGITS
                and 1 <= int(month) <= _MONTHS
                and re.search(r"\d\s*[-/.]\s*\d", text)
            )
            return f"{year}-{int(month):02}" if is_month else ""
    return ""


def _judged(part: str, context: ReaderContext) -> Reading:
    if not _is_near(int(part[:_YEAR_DIGITS]), context.today):
        return Rejected(context.phrases.answers.far_date)
    return _taken(part, context, is_told=False)


def _taken(value: str, context: ReaderContext, *, is_told: bool) -> Accepted:
    phrases = context.phrases
    read_back = phrases.read_back.format(words=show(value, phrases.code)) if is_told else phrases.is_saved
    return Accepted(value, read_back)


def _is_near(year: int, today: date) -> bool:
    return abs(year - today.year) <= _FURTHEST


def _nearest(readings: Iterator[Figures], today: date) -> Iterator[Figures]:
    """Yield the readings; of a year of two figures, the latest that is not far ahead."""
    by_end: dict[tuple[int, int, int], Figures] = {}
    for figures in readings:
        key = (figures.year % 100, figures.month, figures.day)
        if figures.year <= today.year + _AHEAD or key not in by_end:
            by_end[key] = max(by_end.get(key, figures), figures) if key in by_end else figures
    yield from by_end.values()


def _day(figures: Figures) -> date | None:
    try:
        return date(*figures)
    except ValueError:
        return None


def _no_such_day(figures: list[Figures], context: ReaderContext) -> str:
    for year, month, day in figures:
        if 1 <= month <= _MONTHS and year >= 1:
            last = monthrange(year, month)[1]
            if last < day <= 31:  # noqa: PLR2004  (a day that other months have)
                name = month_in_words(month, context.phrases)
                return context.phrases.no_such_day.format(day=day, month=name, year=year, days=last)
    return ""


def _relative(text: str, today: date) -> str:
    """Return what a text tells from today: "yesterday", "last May", "2 years ago"."""
    said = plain(text)
    if said in _days():
        return (today + timedelta(days=_days()[said])).isoformat()
    words = tokens_of(text)
    return _ago(words, today) or _named(words, today)


@cache
def _days() -> dict[str, int]:
    return {plain(word): days for phrases in SHIPPED.values() for word, days in phrases.answers.days.items()}


def _ago(words: list[str], today: date) -> str:
    numbers = [word for word in words if word.isdecimal()] or ["1" for word in words if word in _ONE][:1]
    if of_all_answers("ago").isdisjoint(words) or len(numbers) != 1 or len(numbers[0]) > _MOST_AGO:
        return ""
    count = int(numbers[0])
    unit = next((unit for unit in ("d", "wk", "mo", "a") if not _units(unit).isdisjoint(words)), "")
    match unit:
        case "d" | "wk":
            return (today - timedelta(days=count * (7 if unit == "wk" else 1))).isoformat()
        case "mo":
            months = today.year * _MONTHS + today.month - 1 - count
            return f"{months // _MONTHS}-{months % _MONTHS + 1:02}"
        case "a" if count <= _FURTHEST:
            return str(today.year - count)
    return ""


@cache
def _units(unit: str) -> frozenset[str]:
    names = (phrases.answers.units.get(unit, ()) for phrases in SHIPPED.values())
    return frozenset(plain(name) for each in names for name in each if len(name) > 1)


def _named(words: list[str], today: date) -> str:
    """Return the last, this or the next month of a name, or year."""
    step = next(
        (
            step
            for name, step in (("last", -1), ("this", 0), ("next", 1))
            if not of_all_answers(name).isdisjoint(_pairs(words))
        ),
        None,
    )
    if step is None or any(word.isdecimal() for word in words):
        return ""
    left = [word for word in words if word not in _said_of_steps()]
    if left and _units("a").issuperset(left):
        return str(today.year + step)
    if left and _units("mo").issuperset(left):
        months = today.year * _MONTHS + today.month - 1 + step
        return f"{months // _MONTHS}-{months % _MONTHS + 1:02}"
    told = spelled(" ".join(left), fillers())
    if told is None or told.months is None or len(told.months) != 1:
        return ""
    month = min(told.months)
    is_past = month < today.month
    years = {-1: 0 if is_past else -1, 0: 0, 1: 0 if month > today.month else 1}
    return f"{today.year + years[step]}-{month:02}"


def _pairs(words: list[str]) -> set[str]:
    return {*words, *(f"{one} {other}" for one, other in pairwise(words))}


@cache
def _said_of_steps() -> frozenset[str]:
    phrases = of_all_answers("last", "this", "next")
    return frozenset(word for phrase in phrases for word in phrase.split()) | (_courteous() - {"a"})


def show(value: str, language: str) -> str:
    """Write a stored moment in words: "17 May 2024", "May 2024", "2024"."""
    told, phrases = WRITTEN.fullmatch(value), speak(language)
    if told is None or told[2] is None:
        return value
    try:
        day = date(int(told[1]), int(told[2]), int(told[3] or 1))
    except ValueError:
        return value
    return in_words(day, phrases) if told[3] else format_skeleton("yMMMM", day, locale=phrases.locales[0])
