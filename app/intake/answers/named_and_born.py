"""Read a name and a birth date that came in one message: "Ann Lee, 4 March 1990"."""

from __future__ import annotations

import re
from functools import cache

from app.intake.answers import (
    Accepted,
    ReaderContext,
    Reading,
)
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.date_words import months_called
from app.intake.answers.dates import LONGEST_DATE, Trouble, find
from app.intake.answers.names import NAME
from app.intake.answers.surroundings import WORD, without_last
from app.intake.ear import of_all
from app.intake.keywords import plain

# No date has more words, whatever is said around it.
MOST_DATE_WORDS = 12
PARTED = re.compile(r"[,;\n]")
# The troubles of a text that was meant as a day, but is not one.
DATED = frozenset({Trouble.NO_SUCH_DAY, Trouble.FUTURE, Trouble.TOO_OLD})


def name_and_birth_date(text: str, context: ReaderContext) -> tuple[Accepted, Reading] | None:
    """Return the name and the reading of the date after it, or None.

    Both have to be certain. If the date could also begin at another word and be another day, the result is None.
    """
    if len(text) > LONGEST_DATE or not any(char.isdecimal() for char in text):
        return None
    starts = [found.start() for found in WORD.finditer(text)][1:][-MOST_DATE_WORDS:]
    dated = [start for start in starts if _is_date(text[start:], context)]
    if not dated:
        return None
    widest, start = dated[0], dated[-1]
    name, reading = _name_before(text, widest, start), BIRTH_DATE.read(text[start:], context)
    is_certain = reading == BIRTH_DATE.read(text[widest:], context)
    if name is None or not is_certain or _may_be_something_else(text[start:], name):
        return None
    named = NAME.read(name, context)
    return (named, reading) if isinstance(named, Accepted) else None


def _name_before(text: str, widest: int, start: int) -> str | None:
    """Return what comes before the words that belong to the date.

    It is None if a word may belong to either.
    """
    mark = PARTED.search(text, len(text[:widest].rstrip()) - 1, start)
    name = without_last(text[: mark.start() if mark else start], _before_a_date())
    doubtful = text[widest : len(name)].split()
    is_doubtful = any(word.islower() for word in doubtful) or plain(name).split()[-1:] in _assents()
    return None if is_doubtful else name


@cache
def _before_a_date() -> frozenset[str]:
    return of_all("before_birth", "yes", "around") - of_all("names_too")


@cache
def _assents() -> list[list[str]]:
    """Return the words that may end a name, or be a yes: "Rosa Claro, 4/3/1990"."""
    return [[word] for word in of_all("yes")]


def _is_date(text: str, context: ReaderContext) -> bool:
    found = find(text, context.today)
    return bool(found.days) or found.trouble in DATED


def _may_be_something_else(born: str, name: str) -> bool:
    """Return whether the month may be a name: "Ana Mayo 4 1990".

    Figures alone may be any number.
    """
    first = plain(born).split()[0]
    return born.isdecimal() or (len(name.split()) == 1 and bool(months_called(first)))
