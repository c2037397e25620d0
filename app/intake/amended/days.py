"""Set a birth date right, whole or in part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from app.intake.answers import ReaderContext
from app.intake.answers.birth_date import is_whole
from app.intake.answers.date_words import months_called
from app.intake.answers.dates import LAST_DAY, find, is_likely_year
from app.intake.ear import of_all
from app.intake.slip import Slip, Word

_LONGEST_DATE: Final = 8
_YEAR, _SHORT_YEAR = 4, 2
_CENTURY: Final = 100


def other_day(earlier: str, slip: Slip, context: ReaderContext, *, is_named: bool) -> str:
    """Return the birth date that a text tells, whole or in part."""
    was = date.fromisoformat(earlier) if is_whole(earlier) else None
    if days := _whole_days(slip, context.today):
        others = [day for day in days if day != was]
        is_meant = is_named or any(was and _shared(day, was) > 1 for day in others)
        return " ".join(day.isoformat() for day in others) if is_meant else ""
    if was is None or not (is_named or slip.signs):
        return ""
    return _in_part(was, slip, context.today, is_named=is_named)


def _shared(one: date, other: date) -> int:
    return sum((one.year == other.year, one.month == other.month, one.day == other.day))


def _whole_days(slip: Slip, today: date) -> list[date]:
    """Return the days that the last words which are a date may mean."""
    words = slip.words
    for end in range(len(words), 0, -1):
        for start in range(max(0, end - _LONGEST_DATE), end):
            span = words[start:end]
            if span[0].is_wrong or not any(word.is_figure for word in span):
                continue
            if days := find(slip.text[span[0].start : span[-1].end], today).days:
                return list(days)
    return []


def _in_part(was: date, slip: Slip, today: date, *, is_named: bool) -> str:
    """Return the birth date with another year, month or day."""
    if not of_all("address_words").isdisjoint(word.plain for word in slip.words):  # "Calle 72 No. 10-34"
        return ""
    if not is_named and any(
        word.tells and not _is_of_dates(word) for word in slip.words
    ):  # "ramipril is 10 not 5"
        return ""
    years = {word.plain[-2:] for word in slip.words if word.is_figure} & {f"{was.year % _CENTURY:02}"}
    months = [month for word in slip.right if len(found := months_called(word.plain)) == 1 for month in found]
    named_wrong = {month for word in slip.wrong for month in months_called(word.plain)}
    figures = [word.plain for word in slip.right if word.plain.isdecimal()]
    year = next(filter(None, (_year(each, was, today) for each in figures)), None)
    is_sure = is_named and any(len(each) == _YEAR for each in figures)
    if year and (is_sure or years):
        return _replaced(was, today, year=year)
    days = [int(each) for each in figures if len(each) <= _SHORT_YEAR and 0 < int(each) <= LAST_DAY]
    if len(set(months)) == 1 and (is_named or was.month in named_wrong):
        return _replaced(was, today, month=months[0], day=days[0] if len(days) == 1 else was.day)
    is_day_wrong = any(word.is_figure and word.plain.lstrip("0") == str(was.day) for word in slip.words)
    others = [day for day in days if day != was.day]
    return _replaced(was, today, day=others[0]) if is_day_wrong and len(others) == 1 else ""


def is_whole_day(words: Sequence[Word]) -> bool:
    """Return whether words tell a month by its name, and a year and a day besides."""
    figures = [word for word in words if word.is_figure]
    return any(months_called(word.plain) for word in words) and len(figures) > 1


def _is_of_dates(word: Word) -> bool:
    return word.is_figure or bool(months_called(word.plain))


def _year(figure: str, was: date, today: date) -> int | None:
    """Return the year that a figure means, if it is another one."""
    if len(figure) == _SHORT_YEAR and int(figure) > LAST_DAY:
        year = was.year // _CENTURY * _CENTURY + int(figure)
    elif len(figure) == _YEAR:
        year = int(figure)
    else:
        return None
    return year if is_likely_year(year, today) and year != was.year else None


def _replaced(was: date, today: date, *, year: int = 0, month: int = 0, day: int = 0) -> str:
    try:
        found = date(year or was.year, month or was.month, day or was.day)
    except ValueError:
        return ""
    return found.isoformat() if found <= today and found != was else ""
