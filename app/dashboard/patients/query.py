"""Read what somebody types to find a patient, in whatever script and form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import UUID

from flask_babel import gettext as _

from app.intake.answers import dates
from app.intake.answers.dates import Trouble
from app.store.patients.fragments import longest, readings
from app.web import phone

LONGEST: Final = 200
_CHANNEL: Final = re.compile(r"(?:whatsapp|tel|sms):", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+＋]?[0-9 \-‐‑‒–./()\u00a0\u202f]+")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES: Final = re.compile("[‐‑‒–—−]")
_YEAR: Final = re.compile(r"19[0-9]{2}|20[0-2][0-9]")
_WHOLE_REFERENCE: Final = 8


# The whole id, as a record's address, its QR code or a letter has it.
_ID: Final = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f])"
)
_REFERENCE: Final = re.compile(r"(?<![0-9a-z-])([0-9a-f]{4})-([0-9a-f]{4})(?![0-9a-z-])")
_BEGINNING: Final = re.compile(r"[0-9a-f]{4}(?:-?[0-9a-f]{1,4})?-?")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for. One text may be of several kinds: all of them are looked for."""

    reference: str = field(default="", repr=False)
    """The first hex digits of a record's id."""
    numbers: phone.Ends = field(default=(), repr=False)
    days: tuple[str, ...] = field(default=(), repr=False)
    """Birth dates, YYYY-MM-DD: every reading."""
    name: str = field(default="", repr=False)
    is_whole: bool = False
    """Whether it is a whole reference or a whole number, and nothing else."""

    @property
    def may_be_a_year(self) -> bool:
        """Whether it may be meant as a year of birth, which cannot be searched for."""
        return any(not begins and _YEAR.fullmatch(ends) for begins, ends in self.numbers)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what was looked for. The trail records nothing else of it."""
        of = {"reference": self.reference, "number": self.numbers, "birth_date": self.days, "name": self.name}
        return tuple(kind for kind, value in of.items() if value)


@dataclass(frozen=True, slots=True)
class BadQuery:
    """Nothing to look for, and why."""

    because: str


def read_search_query(text: str, today: date, country: str = "") -> SearchQuery | BadQuery:
    """Return what a text looks for.

    Numbers without a country code are of this country.
    """
    if len(text) > LONGEST:
        return BadQuery(_("This is too long: use at most %(most)d characters.", most=LONGEST))
    plain = _INVISIBLE.sub("", _in_figures(text)).strip()
    if not plain:
        return BadQuery(_("Type a reference, a phone number, a name or a birth date."))
    number = _CHANNEL.sub("", plain) if _NUMBER.fullmatch(_CHANNEL.sub("", plain)) else ""
    if pasted := _pasted(plain, alone=bool(number)):
        return SearchQuery(reference=pasted, is_whole=True)
    if number.startswith(("+", "＋", "00")):
        return _with_numbers(number.replace("＋", "+"), SearchQuery(_beginning(plain)), country)
    return _of_any_kind(text, plain, number, today, country)


def _of_any_kind(text: str, plain: str, number: str, today: date, country: str) -> SearchQuery | BadQuery:
    """Read a text of several kinds: "1990" may end a number or begin a reference."""
    reference, found = _beginning(plain), dates.find(text, today)
    query = SearchQuery(
        reference,
        days=tuple(day.isoformat() for day in found.days),
        name="" if found.days or _has_digit(reference) else _name(text),
        is_whole=len(reference) >= _WHOLE_REFERENCE and not found.days,
    )
    if number and (not found.days or number.isdecimal()):
        return _with_numbers(number, query, country)
    if reference or found.days or (query.name and found.trouble is Trouble.NOT_A_DATE):
        return query
    return _no_date(found.trouble) or _nothing(text)


def _in_figures(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _pasted(plain: str, *, alone: bool) -> str:
    """Return the reference within an address, a scanned code or a sentence."""
    written = _DASHES.sub("-", plain).lower()
    if whole := _ID.search(written):
        return UUID(whole[1]).hex
    short = None if alone else _REFERENCE.search(written)
    return "".join(short.groups()) if short else ""


def _beginning(plain: str) -> str:
    written = _DASHES.sub("-", plain).lower()
    return written.replace("-", "") if _BEGINNING.fullmatch(written) else ""


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _name(text: str) -> str:
    """Return a text that has a word long enough to be looked for, or ""."""
    can_be_found = any(longest(word) for words in readings(text) for word in words)
    return text if can_be_found and any(map(str.isalpha, text)) else ""


def _with_numbers(number: str, query: SearchQuery, country: str) -> SearchQuery | BadQuery:
    ends = phone.ends_of(number, country)
    if ends:
        is_alone = not query.days and (query.is_whole or phone.is_whole(number))
        return SearchQuery(query.reference, ends, query.days, is_whole=is_alone)
    if query.kinds:
        return query
    if len(phone.digits_of(number)) > phone.MOST_DIGITS:
        return BadQuery(_("A phone number has at most 15 digits."))
    return BadQuery(_("Type at least three digits of a phone number, or four characters of a reference."))


def _no_date(trouble: Trouble) -> BadQuery | None:
    match trouble:
        case Trouble.NOT_A_DATE:
            return None
        case Trouble.NO_SUCH_DAY:
            return BadQuery(_("That month has no such day."))
        case Trouble.FUTURE:
            return BadQuery(_("That date is in the future."))
        case Trouble.TOO_OLD:
            return BadQuery(_("That date is more than 120 years ago."))
        case _:
            return BadQuery(_("Write the whole birth date, such as 4 March 1990."))


def _nothing(text: str) -> BadQuery:
    if any(map(str.isalpha, text)):
        return BadQuery(_("Type at least two letters of a name."))
    return BadQuery(_("This is not a reference, a phone number, a name or a birth date."))
