"""Find the days that a text may mean as a birth date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from app.intake.answers.date_words import fillers, months_called, of_all_lexicons
from app.intake.answers.number_words import in_figures, number_words
from app.intake.keywords import plain
from app.intake.phrases import SHIPPED

Parts = tuple[str, str, str]  # year, month, day, as figures
# "1.990" is a year, where no date in figures comes before it.
GROUPED_YEAR = re.compile(r"(?<![\d./-])([12])[.,](\d{3})(?!\d)")


FIRST_YEAR = 1900
OLDEST = 120
CENTURIES = (1900, 2000)
MOST_READINGS = 4
# A longer text cannot be a date.
LONGEST_DATE = 200
LAST_MONTH, LAST_DAY = 12, 31
YEAR_DIGITS, SHORT_DIGITS = 4, 2
TOKEN = re.compile(r"[0-9]+|[^0-9 ]+")


class Trouble(IntEnum):
    """Name why no day can be read, the most telling reason first."""

    NO_SUCH_DAY = 1
    FUTURE = 2
    TOO_OLD = 3
    UNCLEAR = 4
    IN_PART = 5
    NOT_A_DATE = 6


class Figures(NamedTuple):
    """Hold a day as it was written. Its month may not have that day."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Found:
    """Hold the days a text may mean, or why there are none.

    There are at most four days; readings with the day before the month come first.
    """

    days: tuple[date, ...] = field(default=(), repr=False)
    trouble: Trouble = Trouble.NOT_A_DATE
    figures: Figures | None = field(default=None, repr=False)


def age_on(today: date, birth: date) -> int:
    """Return the completed years of age."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def is_likely_year(year: int, today: date) -> bool:
    """Return whether somebody alive may have been born in that year."""
    return max(FIRST_YEAR, today.year - OLDEST) <= year <= today.year


def find(text: str, today: date) -> Found:
    """Return the days that a text may mean as a birth date.

    A birth date is in 1900 or later, on or before `today`, and at most 120 years ago.
    """
    told = spelled(text, frozenset())
    if told is None:
        return Found()
    numbers, months = told
    readings = list(in_numbers(told))
    return _judge(readings, today) if readings else Found(trouble=_without_readings(numbers, months))


class Spelled(NamedTuple):
    """Hold the numbers of a text, and the months that its words may name."""

    numbers: list[str]
    months: frozenset[int] | None
    """None if no word names a month."""


def spelled(text: str, around: frozenset[str]) -> Spelled | None:
    """Take apart a text that is nothing but a date; None if a word is of no date.

    The words `around` may come with it too.
    """
    tokens = tokens_of(text)
    numbers = [token for token in tokens if token[0].isdecimal()]
    named = []
    for word in dict.fromkeys(token for token in tokens if not token[0].isdecimal()):
        if called := months_called(word):
            named.append(called)
        elif word not in fillers() and word not in around:
            return None  # at the first: to look for a slip in each word of what is no date takes long
    return Spelled(numbers, frozenset.intersection(*named) if named else None)


def in_numbers(told: Spelled) -> Iterator[Figures]:
    """Yield the days that a text may mean, as it is written."""
    orders = _in_figures(told.numbers) if told.months is None else _with_month(told.numbers, told.months)
    return (figures for parts in orders for figures in _in_numbers(*parts))


def tokens_of(text: str) -> list[str]:
    """Split a text into words and figures. A number in words becomes figures."""
    if len(text) > LONGEST_DATE:
        return [text]
    ungrouped = GROUPED_YEAR.sub(r"\1\2", text)
    said = f" {plain(ungrouped)} "
    if not _begin_day_words().isdisjoint(said.split()):
        for phrase, day in _day_words():
            said = said.replace(f" {phrase} ", f" {day} ")
    return TOKEN.findall(in_figures(said))


@cache
def _day_words() -> tuple[tuple[str, int], ...]:
    """Return the days of a month in words, the longest first.

    Those that are numbers are left to `in_figures`.
    """
    lists = (phrases.lexicon.day_words for phrases in SHIPPED.values())
    said = {plain(word): day for words in lists for day, word in enumerate(words, start=1)}
    found = {word: day for word, day in said.items() if not number_words().issuperset(word.split())}
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def _begin_day_words() -> frozenset[str]:
    """Return the first words of days in words. Hardly any text has one of them."""
    return frozenset(phrase.split()[0] for phrase, _ in _day_words())


def is_age(text: str) -> bool:
    """Return whether a text tells an age: "36 años", "I'm 36"."""
    tokens = tokens_of(text)
    words = {token for token in tokens if not token[0].isdecimal()}
    figures = [token for token in tokens if token[0].isdecimal()]
    is_young = len(figures) == 1 and len(figures[0]) < YEAR_DIGITS and int(figures[0]) <= OLDEST
    return is_young and bool(words & of_all_lexicons("age_words")) and words <= fillers()


def _with_month(numbers: list[str], months: Iterable[int]) -> Iterator[Parts]:
    """Read a day and a year beside a month's name.

    They come in that order unless the first can only be a year.
    """
    match numbers:
        case [year, day] if _must_be_year(year):
            yield from ((year, str(month), day) for month in months)
        case [day, year]:
            yield from ((year, str(month), day) for month in months)


def _in_figures(numbers: list[str]) -> Iterator[Parts]:
    match numbers:
        case [run] if len(run) in {YEAR_DIGITS + 4, SHORT_DIGITS + 4}:
            yield run[4:], run[2:4], run[:2]
            yield run[4:], run[:2], run[2:4]
            yield run[:-4], run[-4:-2], run[-2:]
        case [year, month, day] if _must_be_year(year):
            yield year, month, day
        case [one, other, year]:
            yield year, other, one
            yield year, one, other


def _must_be_year(figures: str) -> bool:
    return len(figures) == YEAR_DIGITS or (len(figures) == SHORT_DIGITS and int(figures) > LAST_DAY)


def _without_readings(numbers: list[str], months: frozenset[int] | None) -> Trouble:
    """Call a year alone, or a month with one figure, a part of a date."""
    in_part = len(numbers) == 1 and (bool(months) or len(numbers[0]) == YEAR_DIGITS)
    return Trouble.IN_PART if in_part else Trouble.NOT_A_DATE


def _in_numbers(year: str, month: str, day: str) -> Iterator[Figures]:
    """Turn digits into figures. A year of two digits is read in both centuries."""
    if len(month) > SHORT_DIGITS or len(day) > SHORT_DIGITS or len(year) not in {SHORT_DIGITS, YEAR_DIGITS}:
        return
    for century in CENTURIES if len(year) == SHORT_DIGITS else (0,):
        yield Figures(century + int(year), int(month), int(day))


def _judge(readings: list[Figures], today: date) -> Found:
    verdicts = [_verdict(figures, today) for figures in readings]
    days = tuple(dict.fromkeys(day for found in verdicts for day in found.days))
    if len(days) > MOST_READINGS:
        return Found(trouble=Trouble.UNCLEAR)
    return Found(days) if days else min(verdicts, key=lambda found: found.trouble)


def _verdict(figures: Figures, today: date) -> Found:
    if not (1 <= figures.month <= LAST_MONTH and 1 <= figures.day <= LAST_DAY):
        return Found()
    if figures.year < FIRST_YEAR:
        return Found(trouble=Trouble.TOO_OLD)
    if figures.year > today.year:
        return Found(trouble=Trouble.FUTURE)
    try:
        day = date(*figures)
    except ValueError:
        return Found(trouble=Trouble.NO_SUCH_DAY, figures=figures)
    if day > today:
        return Found(trouble=Trouble.FUTURE)
    return Found((day,)) if age_on(today, day) <= OLDEST else Found(trouble=Trouble.TOO_OLD)
