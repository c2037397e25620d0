"""The words of dates, which come from CLDR.

A patient may write in any language that ships.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from babel.dates import format_date, get_day_names, get_month_names
from babel.units import format_unit

from app.intake.keywords import plain, plain_all
from app.intake.phrases import SHIPPED
from app.intake.words import Phrases

SHORTEST_BEGINNING = 3
SHORTEST_MISSPELLED = 4
# 1st 2nd 3rd 4th · 1º 1ª (NFKC makes letters of them) · 1er · year, month and day in Chinese, Japanese and Korean
AROUND_FIGURES = frozenset("st nd rd th o a er ro ero 年 月 日 号 號 년 월 일".split())


def in_words(day: date, phrases: Phrases) -> str:
    """Write a day as the language does: "4 March 1990", "4 de marzo de 1990"."""
    return format_date(day, format="long", locale=phrases.locales[0])


def month_in_words(month: int, phrases: Phrases) -> str:
    """Write a month as it appears beside a day."""
    return str(get_month_names("wide", "format", locale=phrases.locales[0])[month])


def months_called(word: str) -> frozenset[int]:
    """Return the months that a plain word may name in any shipped language.

    The beginning of a name is enough.
    """
    names = _month_names()
    if word in names:
        return names[word]
    if len(word) < SHORTEST_BEGINNING:
        return frozenset()
    begun = frozenset().union(*(months for name, months in names.items() if name.startswith(word)))
    return begun or _misspelled(word)


def _misspelled(word: str) -> frozenset[int]:
    """Return the months whose names are one slip away: "Febuary", "marso".

    A slip that fits several months means all of them, and the patient is asked.
    """
    if len(word) < SHORTEST_MISSPELLED or word in fillers():
        return frozenset()
    names = _month_names().items()
    return frozenset().union(*(months for name, months in names if _is_one_slip(word, name)))


def _is_one_slip(word: str, name: str) -> bool:
    """Return whether one letter is missing, added or wrong, or two changed places."""
    if len(name) < SHORTEST_MISSPELLED or abs(len(word) - len(name)) > 1:
        return False
    if word[0] != name[0] and word[-1] != name[-1]:  # one slip changes only one; most names fail here
        return False
    same = next(
        (i for i, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), len(word)
    )
    rest, right = word[same:], name[same:]
    return (
        rest[1:] == right[1:]
        or rest[1:] == right
        or rest == right[1:]
        or (rest[1::-1] == right[:2] and rest[2:] == right[2:])
    )


def years_in_words(age: int, phrases: Phrases) -> str:
    """Write a number of years: "76 years", "1 año"."""
    return format_unit(age, "duration-year", locale=phrases.locales[0])


@cache
def fillers() -> frozenset[str]:
    """Return the words that may surround a date without changing it."""
    polite = of_all_lexicons("courtesies") | of_all_lexicons("closers")
    spoken = of_all_lexicons("date_fillers") | {word for phrase in polite for word in phrase.split()}
    weekdays = (
        get_day_names(width, "format", locale) for locale in _locales() for width in ("wide", "abbreviated")
    )
    return spoken | AROUND_FIGURES | {plain(name) for names in weekdays for name in names.values()}


def names_of_months() -> frozenset[str]:
    """Return the names of the months in every language, in the plain form."""
    return frozenset(_month_names())


@cache
def _month_names() -> Mapping[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for locale in _locales():
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale).items():
                    found[plain(name)] = found.get(plain(name), frozenset()) | {month}
    return found


@cache
def of_all_lexicons(field: str) -> frozenset[str]:
    """Return a list of every lexicon, in the plain form."""
    return frozenset().union(*(plain_all(getattr(phrases.lexicon, field)) for phrases in SHIPPED.values()))


def _locales() -> Iterable[str]:
    return (locale for phrases in SHIPPED.values() for locale in phrases.locales)
