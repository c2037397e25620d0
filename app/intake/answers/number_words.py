"""Read numbers in words: "forty two", "mil novecientos ochenta y seis".

A patient may write in any language that ships. What can be read in two ways stays in words, and so becomes no date.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from app.intake.keywords import plain
from app.intake.phrases import SHIPPED

TEN, HUNDRED, THOUSAND = 10, 100, 1000
LAST_DAY = 31
CENTURIES = (18, 19, 20)
FIRST_YEAR, MOST = 1900, 9999
MOST_WORDS = 9
"""As many as a day and a year have: "treinta y uno mil novecientos noventa y nueve"."""


def in_figures(said: str) -> str:
    """Return a plain text with its numbers in figures."""
    values, joints = _values(), _joints()
    words = said.split()
    if values.keys().isdisjoint(words):
        return said
    written: list[str] = []
    while words:
        length = _run(words, values, joints)
        read = _read(words[:length], values, joints) if 0 < length <= MOST_WORDS else None
        taken = max(1, length)
        written += [str(number) for number in read] if read else words[:taken]
        words = words[taken:]
    return " ".join(written)


@cache
def number_words() -> frozenset[str]:
    """Return every word of a number, and those that join them."""
    return frozenset(_values()) | _joints()


def _run(words: Sequence[str], values: Mapping[str, int], joints: frozenset[str]) -> int:
    """Return how many words from the first one on are of numbers."""
    length = 0
    for at, word in enumerate(words):
        if word in values:
            length = at + 1
        elif not (length and word in joints):
            break
    return length


def _read(words: Sequence[str], values: Mapping[str, int], joints: frozenset[str]) -> tuple[int, ...] | None:
    """Return the one number, or the day and the year, that words mean."""
    told = [values[word] for word in words if word not in joints]
    found: set[tuple[int, ...]] = set(_numbers(told))
    for at in range(1, len(told)):
        found |= {
            (*day, *year)
            for day in _numbers(told[:at])
            for year in _numbers(told[at:])
            if day[0] <= LAST_DAY and year[0] >= FIRST_YEAR
        }
    return found.pop() if len(found) == 1 else None


def _numbers(told: Sequence[int]) -> Iterator[tuple[int]]:
    """Yield what values mean as one number: counted, or as a century and its year."""
    counted = _counted(told)
    if counted is not None:
        yield (counted,)
    for at in range(1, len(told)):
        century, rest = _counted(told[:at]), told[at:]
        is_oh = len(rest) > 1 and rest[0] == 0
        year = _counted(rest[1:] if is_oh else rest)
        if century in CENTURIES and year is not None and (year < TEN if is_oh else TEN <= year < HUNDRED):
            yield (century * HUNDRED + year,)


def _counted(told: Sequence[int]) -> int | None:
    """Return the number that values count up to: 2, 1000, 4 is 2004."""
    thousands, below = 0, 0
    for value in told:
        if value == THOUSAND and not thousands:
            thousands, below = max(1, below) * THOUSAND, 0
        elif value == HUNDRED and 0 < below <= CENTURIES[-1]:  # "nineteen hundred"
            below *= HUNDRED
        elif 0 < value < THOUSAND and below % _room(value) == 0:
            below += value
        else:
            return None
    number = thousands + below
    return number if 0 < number <= MOST else None


def _room(value: int) -> int:
    """Return what the number before has to be a multiple of."""
    if value >= HUNDRED:
        return THOUSAND
    return TEN if value < TEN else HUNDRED


@cache
def _values() -> Mapping[str, int]:
    return {
        plain(word): value
        for phrases in SHIPPED.values()
        for word, value in phrases.lexicon.number_words.items()
    }


@cache
def _joints() -> frozenset[str]:
    return frozenset(plain(word) for phrases in SHIPPED.values() for word in phrases.lexicon.number_joints)
