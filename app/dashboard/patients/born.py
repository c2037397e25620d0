"""Read a birth date that staff type, or the month or year of one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from app.intake.answers import dates
from app.intake.answers.date_words import fillers, months_called
from app.intake.answers.dates import Found

_MONTH: Final = re.compile(r"\D*?(?:(\d{1,2})\s*[/.-]\s*(\d{4})|(\d{4})\s*[/.-]\s*(\d{1,2}))\D*")
_MORE_FILLERS: Final = frozenset("dob geb geboren ur nee ne le the".split())


def read_born(text: str, today: date) -> tuple[tuple[str, ...], Found]:
    """Return the days, months or years that a text may mean, and how it was read.

    They are written as YYYY-MM-DD begins.
    """
    found = dates.find(text, today)
    if found.days:
        return tuple(day.isoformat() for day in found.days), found
    return tuple(dict.fromkeys(_in_part(text, today))), found


def _in_part(text: str, today: date) -> Iterator[str]:
    if written := _MONTH.fullmatch(text):
        month, year = int(written[1] or written[4]), int(written[2] or written[3])
        if 1 <= month <= dates.LAST_MONTH and dates.is_likely_year(year, today):
            yield f"{year}-{month:02}"
        return
    tokens = dates.tokens_of(text)
    figures = [token for token in tokens if token.isdecimal()]
    words = [token for token in tokens if not token.isdecimal()]
    months = [
        months_called(word) for word in words if word not in fillers() | _MORE_FILLERS or months_called(word)
    ]
    if len(figures) != 1 or not all(months) or len(months) > 1:
        return
    for year in _years(figures[0], today, is_beside_a_month=bool(months)):
        if months:
            yield from (f"{year}-{month:02}" for month in sorted(months[0]))
        else:
            yield str(year)


def _years(figures: str, today: date, *, is_beside_a_month: bool) -> Iterator[int]:
    """Yield the years that figures mean.

    Two figures mean a year only if no month has such a day.
    """
    if len(figures) == dates.YEAR_DIGITS:
        found = [int(figures)]
    elif len(figures) == dates.SHORT_DIGITS and is_beside_a_month and int(figures) > dates.LAST_DAY:
        found = [century + int(figures) for century in dates.CENTURIES]
    else:
        found = []
    yield from (year for year in found if dates.is_likely_year(year, today))
