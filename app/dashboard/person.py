"""Write a person as the queue may see them: initials, an age band, a number's end."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Final

from app.intake.answers.birth_date import A_YEAR, AGE, DAY
from app.store.conversations.conversations import MAILTO

_WORD: Final = re.compile(r"[^\s\-–—.,'’]+")
_INITIALS: Final = 3
_BAND: Final = 10
_OLDEST: Final = 90
_LAST: Final = 3


def initials(name: str) -> tuple[str, ...]:
    """Return the initials of a name's first three words, with their combining marks.

    A word of one letter has none: in scripts that write a word or a syllable with one sign, it would be the name itself.
    """
    found = []
    for word in _WORD.findall(unicodedata.normalize("NFC", name)):
        letters = [index for index, char in enumerate(word) if char.isalpha()]
        if len(letters) > 1:
            end = letters[0] + 1
            while end < len(word) and unicodedata.combining(word[end]):
                end += 1
            found.append(word[letters[0] : end].upper())
    return tuple(found[:_INITIALS])


def is_right_to_left(text: str) -> bool:
    """Tell whether a text's first letter belongs to a right-to-left script."""
    first = next((char for char in text if unicodedata.bidirectional(char) in {"L", "R", "AL"}), "")
    return bool(first) and unicodedata.bidirectional(first) != "L"


def age(birth_date: str, today: date) -> int | None:
    """Return the age that a stored birth date gives, or None if it gives none.

    If only a year or an age was given, it is the age that they have now or reach within the year.
    """
    if told := AGE.fullmatch(birth_date):
        years = int(told[1]) + today.year - int(told[2][:4])
        return years if years >= 0 else None
    if A_YEAR.fullmatch(birth_date):
        return max(0, today.year - int(birth_date))
    if not DAY.fullmatch(birth_date):
        return None
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


def age_band(birth_date: str, today: date) -> str | None:
    """Return the ten-year age band, "30–39" or "90+"; None when the age is unknown."""
    years = age(birth_date, today)
    if years is None:
        return None
    if years >= _OLDEST:
        return f"{_OLDEST}+"
    start = years // _BAND * _BAND
    return f"{start}–{start + _BAND - 1}"


def last_digits(address: str) -> str:
    """Return the last three digits of a channel address; empty when it has no number."""
    if address.startswith(MAILTO):
        return ""
    digits = "".join(filter(str.isdigit, address))
    return digits[-_LAST:]
