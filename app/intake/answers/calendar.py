"""The words of dates, from CLDR, of every language that ships: a patient may write any of them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from babel.dates import format_date, get_day_names, get_month_names
from babel.units import format_unit

from app.intake.phrases import SHIPPED
from app.intake.spelling import plain, plain_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from app.intake.words import Phrases

SHORTEST_BEGINNING = 3
# 1st 2nd 3rd 4th · 1º 1ª (NFKC makes letters of them) · 1er · year, month and day in Chinese, Japanese and Korean
AROUND_FIGURES = frozenset("st nd rd th o a er 年 月 日 号 號 년 월 일".split())


def in_words(day: date, phrases: Phrases) -> str:
    """The day as the language writes it: "4 March 1990", "4 de marzo de 1990"."""
    return format_date(day, format="long", locale=phrases.locales[0])


def month_in_words(month: int, phrases: Phrases) -> str:
    """The month as it stands beside a day."""
    return str(get_month_names("wide", "format", locale=phrases.locales[0])[month])


def months_called(word: str) -> frozenset[int]:
    """The months that a word, as `plain` spells it, may name in any shipped language; its beginning will do."""
    names = _month_names()
    if word in names:
        return names[word]
    if len(word) < SHORTEST_BEGINNING:
        return frozenset()
    return frozenset().union(*(months for name, months in names.items() if name.startswith(word)))


def years_in_words(age: int, phrases: Phrases) -> str:
    """So many years: "76 years", "1 año"."""
    return format_unit(age, "duration-year", locale=phrases.locales[0])


@cache
def fillers() -> frozenset[str]:
    """Words that may stand around a date and change nothing."""
    spoken = frozenset().union(*(plain_all(phrases.date_fillers) for phrases in SHIPPED.values()))
    weekdays = (
        get_day_names(width, "format", locale) for locale in _locales() for width in ("wide", "abbreviated")
    )
    return spoken | AROUND_FIGURES | {plain(name) for names in weekdays for name in names.values()}


@cache
def _month_names() -> Mapping[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for locale in _locales():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale).items():
                    found[plain(name)] = found.get(plain(name), frozenset()) | {month}
    return found


def _locales() -> Iterable[str]:
    return (locale for phrases in SHIPPED.values() for locale in phrases.locales)
