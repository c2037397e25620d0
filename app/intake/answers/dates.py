"""Find the days that a text may mean as a birth date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from babel.dates import format_date, get_day_names, get_month_names
from babel.units import format_unit

from app.intake import ear
from app.intake.answers import Accepted, Ambiguous, Reader, ReaderContext, Reading, Rejected, Unknown
from app.intake.keywords import Keyword, plain, plain_all
from app.intake.phrases import SHIPPED, speak
from app.intake.words import Phrases

Parts = tuple[str, str, str]  # year, month, day, as figures


# The words of dates come from CLDR. A patient may write in any language that ships.

SHORTEST_BEGINNING = 3
SHORTEST_MISSPELLED = 4
# "1.990" is a year, where no date in figures comes before it.
GROUPED_YEAR = re.compile(r"(?<![\d./-])([12])[.,](\d{3})(?!\d)")
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
    polite = _of_all("courtesies") | _of_all("closers")
    spoken = _of_all("date_fillers") | {word for phrase in polite for word in phrase.split()}
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
def _of_all(field: str) -> frozenset[str]:
    """Return a list of every lexicon, in the plain form."""
    return frozenset().union(*(plain_all(getattr(phrases.lexicon, field)) for phrases in SHIPPED.values()))


def _locales() -> Iterable[str]:
    return (locale for phrases in SHIPPED.values() for locale in phrases.locales)


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
    tokens = _tokens(text)
    numbers = [token for token in tokens if token[0].isdecimal()]
    called = {token: months_called(token) for token in tokens if not token[0].isdecimal()}
    if any(not months and word not in fillers() for word, months in called.items()):
        return Found()
    named = [months for months in called.values() if months]
    months = frozenset.intersection(*named) if named else frozenset()
    orders = _with_month(numbers, months) if named else _in_figures(numbers)
    readings = [figures for parts in orders for figures in _in_numbers(*parts)]
    return _judge(readings, today) if readings else Found(trouble=_without_readings(numbers, months))


def _tokens(text: str) -> list[str]:
    """Split a text into words and figures. A day in words becomes a figure."""
    if len(text) > LONGEST_DATE:
        return [text]
    ungrouped = GROUPED_YEAR.sub(r"\1\2", text)
    said = f" {plain(ungrouped)} "
    if not _begin_day_words().isdisjoint(said.split()):
        for phrase, day in _day_words():
            said = said.replace(f" {phrase} ", f" {day} ")
    return TOKEN.findall(said)


@cache
def _day_words() -> tuple[tuple[str, int], ...]:
    """Return the days of a month in words, the longest first."""
    lists = (phrases.lexicon.day_words for phrases in SHIPPED.values())
    found = {plain(word): day for words in lists for day, word in enumerate(words, start=1)}
    return tuple(sorted(found.items(), key=lambda item: -len(item[0])))


@cache
def _begin_day_words() -> frozenset[str]:
    """Return the first words of days in words. Hardly any text has one of them."""
    return frozenset(phrase.split()[0] for phrase, _ in _day_words())


def is_age(text: str) -> bool:
    """Return whether a text tells an age: "36 años", "I'm 36"."""
    tokens = _tokens(text)
    words = {token for token in tokens if not token[0].isdecimal()}
    figures = [token for token in tokens if token[0].isdecimal()]
    is_young = len(figures) == 1 and len(figures[0]) < YEAR_DIGITS and int(figures[0]) <= OLDEST
    return is_young and bool(words & _of_all("age_words")) and words <= fillers()


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


def _without_readings(numbers: list[str], months: Iterable[int]) -> Trouble:
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


# A stored birth date is one of three texts: "1990-03-04" (ISO 8601) · "1950" if only the year is known ·
# "age 76 on 2026-11-25" if only the age is known, with the day on which it was told. It is a day, never a
# point in time: a time zone would move some birthdays by one.

AGE = re.compile(r"age (\d{1,3}) on (\d{4}-\d{2}-\d{2})")
A_YEAR = re.compile(r"\d{4}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_FIGURES = 4


def words(value: str, language: str) -> str:
    """Write a stored birth date in words, as in "76 years old on 25 November 2026".

    A text in none of the three forms is returned unchanged. For a language that does not ship, English is used.
    """
    phrases = speak(language)
    told = AGE.fullmatch(value)
    try:
        if told:
            age, day = years_in_words(int(told[1]), phrases), in_words(date.fromisoformat(told[2]), phrases)
            return phrases.age_words_on.format(age=age, day=day)
        return in_words(date.fromisoformat(value), phrases) if DAY.fullmatch(value) else value
    except ValueError:
        return value


def is_whole(value: str) -> bool:
    """Return whether a stored birth date is a day.

    Very many people share a year or an age.
    """
    return DAY.fullmatch(value) is not None


def birth_year(value: str) -> int | None:
    """Return the year of a stored birth date.

    None where only an age is known, which two years share.
    """
    return int(value[:4]) if A_YEAR.fullmatch(value) or DAY.fullmatch(value) else None


def born_in(value: str) -> tuple[int, ...]:
    """Return the years in which somebody with this stored birth date may be born."""
    if told := AGE.fullmatch(value):
        latest = int(told[2][: len("2026")]) - int(told[1])
        return latest - 1, latest
    year = birth_year(value)
    return () if year is None else (year,)


def ages(value: str, today: date) -> tuple[int, int]:
    """Return the least and the most years that somebody may be old.

    A year alone leaves two. Ages are counted as `age_on` counts them.
    """
    if told := AGE.fullmatch(value):
        since = age_on(today, date.fromisoformat(told[2]))
        return int(told[1]) + since, int(told[1]) + since
    if DAY.fullmatch(value):
        age = age_on(today, date.fromisoformat(value))
        return age, age
    most = today.year - int(value)
    return most - 1, most


def read_year_or_age(text: str, context: ReaderContext) -> Reading:
    """Read a year, an age, or a whole date from a patient who did not know the day."""
    tokens = TOKEN.findall(plain(text))
    figures = [token for token in tokens if token[0].isdecimal()]
    if (
        len(figures) == 1
        and len(figures[0]) <= MOST_FIGURES
        and fillers().issuperset(set(tokens) - set(figures))
    ):
        return _year_or_age(figures[0], context)
    return _days(text, context) or Rejected(context.phrases.not_year_or_age)


def _year_or_age(figures: str, context: ReaderContext) -> Reading:
    number = int(figures)
    if is_likely_year(number, context.today):
        return Accepted(str(number), context.phrases.read_back.format(words=number))
    if number <= OLDEST:
        told = context.phrases.age_words.format(age=years_in_words(number, context.phrases))
        return Accepted(
            f"age {number} on {context.today.isoformat()}", context.phrases.read_back.format(words=told)
        )
    return Rejected(context.phrases.not_year_or_age)


def _read(text: str, context: ReaderContext) -> Reading:
    command = ear.find(text, SHIPPED.values())
    if (command and command.keyword is Keyword.DONT_KNOW) or is_age(text):
        return Unknown()
    return _days(text, context) or Rejected(_why_not(find(text, context.today), context))


def _days(text: str, context: ReaderContext) -> Accepted | Ambiguous | None:
    days = find(text, context.today).days
    if len(days) > 1:
        return Ambiguous(tuple(day.isoformat() for day in days))
    return taken(days[0], context) if days else None


def taken(day: date, context: ReaderContext) -> Accepted:
    """Accept a birth date that is certain, and read it back."""
    return Accepted(day.isoformat(), context.phrases.read_back.format(words=in_words(day, context.phrases)))


def _why_not(found: Found, context: ReaderContext) -> str:
    phrases = context.phrases
    if found.figures:
        year, month, day = found.figures
        last = monthrange(year, month)[1]
        return phrases.no_such_day.format(day=day, month=month_in_words(month, phrases), year=year, days=last)
    return {
        Trouble.FUTURE: phrases.date_in_future,
        Trouble.TOO_OLD: phrases.date_too_old,
        Trouble.UNCLEAR: phrases.date_unclear,
        Trouble.IN_PART: phrases.date_in_part,
    }.get(found.trouble, phrases.not_a_date)


BIRTH_DATE = Reader(_read, words)
