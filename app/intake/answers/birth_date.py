"""Read a birth date, and write the stored one in words.

A stored birth date is one of three texts: "1990-03-04" (ISO 8601) · "1950" if only the year is known ·
"age 76 on 2026-11-25" if only the age is known, with the day on which it was told. It is a day, never a
point in time: a time zone would move some birthdays by one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from app.intake import ear
from app.intake.answers import Accepted, Ambiguous, Reader, ReaderContext, Reading, Rejected, Unknown
from app.intake.answers.date_words import fillers, in_words, month_in_words, of_all_lexicons, years_in_words
from app.intake.answers.dates import (
    LONGEST_DATE,
    OLDEST,
    Found,
    Trouble,
    age_on,
    find,
    is_age,
    is_likely_year,
    tokens_of,
)
from app.intake.keywords import Keyword
from app.intake.phrases import SHIPPED, speak

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

    A year alone leaves two, and a text in none of the three forms leaves all. Ages are counted as `age_on` counts them.
    """
    if told := AGE.fullmatch(value):
        since = age_on(today, date.fromisoformat(told[2]))
        return int(told[1]) + since, int(told[1]) + since
    if DAY.fullmatch(value):
        age = age_on(today, date.fromisoformat(value))
        return age, age
    if A_YEAR.fullmatch(value):
        most = today.year - int(value)
        return most - 1, most
    return 0, OLDEST


def read_year_or_age(text: str, context: ReaderContext) -> Reading:
    """Read a year, an age, or a whole date from a patient who did not know the day."""
    tokens = tokens_of(text)
    figures = [token for token in tokens if token[0].isdecimal()]
    if (
        len(figures) == 1
        and len(figures[0]) <= MOST_FIGURES
        and fillers().issuperset(set(tokens) - set(figures))
    ):
        return _year_or_age(figures[0], context)
    return _days(text, context) or Rejected(context.phrases.not_year_or_age)


def youngest_told(text: str, context: ReaderContext, *, is_asked: bool) -> Accepted | None:
    """Return the youngest age that a text tells: "15 or 16", "nearly 16", a year.

    A figure alone may be a day. It is an age only if one was asked for.
    """
    if len(text) > LONGEST_DATE:
        return None
    tokens = tokens_of(text)
    figures = [token for token in tokens if token[0].isdecimal()]
    around = set(tokens) - set(figures)
    hedges = around & of_all_lexicons("age_hedges")
    is_told = is_asked or hedges or around & of_all_lexicons("age_words")
    told = [
        reading
        for figure in figures
        if len(figure) <= MOST_FIGURES and (is_told or len(figure) == MOST_FIGURES)
        for reading in (_year_or_age(_less(figure, context) if hedges else figure, context),)
        if isinstance(reading, Accepted)
    ]
    is_all = bool(figures) and len(told) == len(figures) and around <= fillers() | hedges
    if not is_all:
        return None
    youngest = min(told, key=lambda each: ages(each.value, context.today)[0])
    return Accepted(youngest.value) if hedges else youngest


def _less(figures: str, context: ReaderContext) -> str:
    """Return an age that somebody has "nearly" as one year less. A year stays."""
    number = int(figures)
    return figures if is_likely_year(number, context.today) else str(max(0, number - 1))


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
