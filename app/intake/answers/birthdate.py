"""Birth dates, read and read back.

A stored birth date is one of three texts: "1990-03-04" (ISO 8601) · "1950", where only the year is known ·
"age 76 on 2026-11-25", where only the age is, with the day on which it was told. It is a day, never a point in
time: a time zone once moved birthdays by one.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from app.intake.answers import dates
from app.intake.answers.calendar import fillers, in_words, month_in_words, years_in_words
from app.intake.answers.dates import Found, Trouble
from app.intake.answers.reading import Asking, Doubtful, Reader, Reading, Refused, Taken, Unknown
from app.intake.keywords import Keyword
from app.intake.phrases import SHIPPED, speak
from app.intake.spelling import plain, plain_all

AGE = re.compile(r"age (\d{1,3}) on (\d{4}-\d{2}-\d{2})")
YEAR = re.compile(r"\d{4}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST_FIGURES = 4


def words(value: str, language: str) -> str:
    """A stored birth date in words: "4 March 1990", "1950", "76 years old on 25 November 2026".

    A text that is none of the three forms comes back as it is; a language that does not ship is English.
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
    """Whether a stored birth date is a day: a year or an age is shared by very many."""
    return DAY.fullmatch(value) is not None


def birth_year(value: str) -> int | None:
    """The year of a stored birth date; None where only an age is known, which two years share."""
    return int(value[:4]) if YEAR.fullmatch(value) or DAY.fullmatch(value) else None


def read_year_or_age(text: str, asking: Asking) -> Reading:
    """The answer of somebody who does not know the day: a year, an age, or the whole date after all."""
    tokens = dates.TOKEN.findall(plain(text))
    figures = [token for token in tokens if token[0].isdecimal()]
    if (
        len(figures) == 1
        and len(figures[0]) <= MOST_FIGURES
        and fillers().issuperset(set(tokens) - set(figures))
    ):
        return _year_or_age(figures[0], asking)
    return _days(text, asking) or Refused(asking.phrases.not_year_or_age)


def _year_or_age(figures: str, asking: Asking) -> Reading:
    number = int(figures)
    if dates.is_likely_year(number, asking.today):
        return Taken(str(number), asking.phrases.read_back.format(words=number))
    if number <= dates.OLDEST:
        told = asking.phrases.age_words.format(age=years_in_words(number, asking.phrases))
        return Taken(
            f"age {number} on {asking.today.isoformat()}", asking.phrases.read_back.format(words=told)
        )
    return Refused(asking.phrases.not_year_or_age)


def _read(text: str, asking: Asking) -> Reading:
    if any(plain(text) in plain_all(spoken.keywords[Keyword.DONT_KNOW]) for spoken in SHIPPED.values()):
        return Unknown()
    return _days(text, asking) or Refused(_why_not(dates.find(text, asking.today), asking))


def _days(text: str, asking: Asking) -> Taken | Doubtful | None:
    days = dates.find(text, asking.today).days
    if len(days) > 1:
        return Doubtful(tuple(day.isoformat() for day in days))
    return taken(days[0], asking) if days else None


def taken(day: date, asking: Asking) -> Taken:
    """A birth date that is certain, with its reading back."""
    return Taken(day.isoformat(), asking.phrases.read_back.format(words=in_words(day, asking.phrases)))


def _why_not(found: Found, asking: Asking) -> str:
    phrases = asking.phrases
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
