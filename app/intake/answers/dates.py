"""From a text to the days that it may mean: every reading that is a real and likely birthday."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from app.intake.answers.calendar import fillers, months_called
from app.intake.spelling import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Parts = tuple[str, str, str]  # year, month, day, as figures

FIRST_YEAR = 1900
OLDEST = 120
CENTURIES = (1900, 2000)
MOST_READINGS = 4
LAST_MONTH, LAST_DAY = 12, 31
YEAR, SHORT = 4, 2
TOKEN = re.compile(r"[0-9]+|[^0-9 ]+")


class Trouble(IntEnum):
    """Why no day can be read, the most telling reason first."""

    NO_SUCH_DAY = 1
    FUTURE = 2
    TOO_OLD = 3
    UNCLEAR = 4
    IN_PART = 5
    NOT_A_DATE = 6


class Figures(NamedTuple):
    """A day as it was written, which its month may not have."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Found:
    """The days a text may mean, at most four, the day written first before the month; or, with none, the trouble."""

    days: tuple[date, ...] = field(default=(), repr=False)
    trouble: Trouble = Trouble.NOT_A_DATE
    figures: Figures | None = field(default=None, repr=False)


def age_on(today: date, birth: date) -> int:
    """The completed years of a life."""
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def is_likely_year(year: int, today: date) -> bool:
    """Whether somebody alive may have been born in that year."""
    return max(FIRST_YEAR, today.year - OLDEST) <= year <= today.year


def find(text: str, today: date) -> Found:
    """The days that a text may mean for somebody born since 1900, on or before `today`, and at most 120 years old."""
    tokens = TOKEN.findall(plain(text))
    numbers = [token for token in tokens if token[0].isdecimal()]
    words = [token for token in tokens if not token[0].isdecimal()]
    named = [months for word in words if (months := months_called(word))]
    if any(word not in fillers() and not months_called(word) for word in words):
        return Found()
    months = frozenset.intersection(*named) if named else frozenset()
    orders = _with_month(numbers, months) if named else _in_figures(numbers)
    readings = [figures for parts in orders for figures in _in_numbers(*parts)]
    return _judge(readings, today) if readings else Found(trouble=_without_readings(numbers, months))


def _with_month(numbers: list[str], months: Iterable[int]) -> Iterator[Parts]:
    """Beside a month stand a day and a year, in that order unless the first can only be a year."""
    match numbers:
        case [year, day] if _must_be_year(year):
            yield from ((year, str(month), day) for month in months)
        case [day, year]:
            yield from ((year, str(month), day) for month in months)


def _in_figures(numbers: list[str]) -> Iterator[Parts]:
    match numbers:
        case [run] if len(run) in {YEAR + 4, SHORT + 4}:
            yield run[4:], run[2:4], run[:2]
            yield run[4:], run[:2], run[2:4]
            yield run[:-4], run[-4:-2], run[-2:]
        case [year, month, day] if _must_be_year(year):
            yield year, month, day
        case [one, other, year]:
            yield year, other, one
            yield year, one, other


def _must_be_year(figures: str) -> bool:
    return len(figures) == YEAR or (len(figures) == SHORT and int(figures) > LAST_DAY)


def _without_readings(numbers: list[str], months: Iterable[int]) -> Trouble:
    """A year alone, or a month with one figure, is a part of a date."""
    in_part = len(numbers) == 1 and (bool(months) or len(numbers[0]) == YEAR)
    return Trouble.IN_PART if in_part else Trouble.NOT_A_DATE


def _in_numbers(year: str, month: str, day: str) -> Iterator[Figures]:
    """A year of two figures is read in both centuries."""
    if len(month) > SHORT or len(day) > SHORT or len(year) not in {SHORT, YEAR}:
        return
    for century in CENTURIES if len(year) == SHORT else (0,):
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
