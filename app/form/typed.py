"""Hold what a page's fields make, and read those that several pages share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app.intake.answers.date_words import month_in_words
from app.intake.answers.dates import LAST_DAY, LAST_MONTH
from app.intake.phrases import FALLBACK, speak

MOST_ROWS: Final = 30
NONE: Final = "none"
DATE: Final = ("day", "month", "year")
_YEAR_DIGITS: Final = 4

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Typed:
    """Hold the text of the answer that a page makes, and what is wrong with a field."""

    text: str = field(repr=False)
    problems: Mapping[str, str] = field(default_factory=dict)
    value: str = field(default="", repr=False)
    """The answer as it is stored, where nothing has to be read because it was chosen."""


def places() -> range:
    """Return the numbers of the rows that a page may have."""
    return range(1, MOST_ROWS + 1)


def one_line(text: str) -> str:
    """Return a text without line ends and rows of blanks."""
    return " ".join(text.split())


def date_text(fields: Fields) -> str:
    """Return a date as ISO 8601, a year alone, or the words as typed.

    A year of two figures does not say its century, so its month is written in words: then no other part is the year.
    """
    day, month, year = (one_line(fields.get(name, "")) for name in DATE)
    if year and not (day or month):
        return year
    in_figures = _in_figures(day, month, year)
    if in_figures is None or (len(year) != _YEAR_DIGITS and not _is_a_day(*in_figures[:2])):
        return " ".join(filter(None, (day, month, year)))
    if len(year) == _YEAR_DIGITS:
        return "{2:04}-{1:02}-{0:02}".format(*in_figures)
    return f"{in_figures[0]} {month_in_words(in_figures[1], speak(FALLBACK))} {in_figures[2]:02}"


def _in_figures(*parts: str) -> tuple[int, ...] | None:
    are_figures = all(part.isdecimal() and len(part) <= _YEAR_DIGITS for part in parts)
    return tuple(map(int, parts)) if are_figures and len(parts[-1]) in {2, _YEAR_DIGITS} else None


def _is_a_day(day: int, month: int) -> bool:
    return 1 <= day <= LAST_DAY and 1 <= month <= LAST_MONTH


def date_fields(parts: list[str]) -> dict[str, str]:
    """Return a stored date's figures. An age has none."""
    if not all(map(str.isdecimal, parts)):
        return {}
    return dict(zip(("year", "month", "day"), (part.lstrip("0") for part in parts), strict=False))
