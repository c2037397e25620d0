"""Read what somebody types to find a patient, in whatever script and form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from flask_babel import gettext as _

from app.dashboard.patients.born import read_born
from app.intake.answers.dates import Trouble
from app.intake.keywords import plain
from app.store.patients.fragments import longest
from app.store.patients.patient_search import Wanted
from app.store.patients.sought_names import readings
from app.web import phone

LONGEST: Final = 200
KINDS: Final = ("reference", "number", "birth_date", "name")
"""What can be looked for, in the order in which it is told."""
_CHANNEL: Final = re.compile(r"(?:whatsapp|tel|sms):", re.IGNORECASE)
_NUMBER: Final = re.compile(r"[+＋]?[0-9 \-‐‑‒–./()\u00a0\u202f]+")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_DASHES: Final = re.compile("[‐‑‒–—−]")
_PARTED: Final = re.compile(r"[\s,;]+")
_LABELS: Final = frozenset(
    "ref reference referencia record no nr num number numero tel telephone telefono phone mobile movil cell celular ending"
    " ends in with acaba termina terminado en born nacido nacida geb dob fdn".split()
)
"""Words that say what the figures beside them are."""
_MOST_PARTS: Final = 12
"""The most words of a text that is read as a name and figures."""
_FEWEST_OF_A_REFERENCE: Final = 4
_WHOLE_REFERENCE: Final = 8
_AS_SAID: Final = str.maketrans("oil", "011")
"""Letters that no reference has -> the figures that they are taken for."""


# The whole id, as a record's address, its QR code or a letter has it.
_ID: Final = re.compile(
    r"(?<![0-9a-f])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32})(?![0-9a-f])"
)
_REFERENCE: Final = re.compile(r"(?<![0-9a-z-])([0-9a-f]{4})-([0-9a-f]{4})(?![0-9a-z-])")
_HEX: Final = re.compile(r"[0-9a-f]+")
_BETWEEN: Final = re.compile(r"[\s\-.,/#:]+")


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What to look for. One text may mean several things: all of them are looked for."""

    meanings: tuple[Wanted, ...]
    is_whole: bool = False
    """Whether it is a whole reference or a whole number, and nothing else."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of what was looked for. The trail records nothing else of it."""
        known = {kind for each in self.meanings for kind in kinds_of(each)}
        return tuple(kind for kind in KINDS if kind in known)

    @property
    def numbers(self) -> phone.Ends:
        """Every number that is looked for."""
        return tuple(dict.fromkeys(number for each in self.meanings for number in each.numbers))

    @property
    def born(self) -> tuple[str, ...]:
        """Every day, month or year of birth that is looked for."""
        return tuple(dict.fromkeys(day for each in self.meanings for day in each.born))


@dataclass(frozen=True, slots=True)
class BadQuery:
    """Nothing to look for, and why."""

    because: str


def kinds_of(wanted: Wanted) -> tuple[str, ...]:
    """Return the kinds of what is known of somebody who is looked for."""
    of = (wanted.reference, wanted.numbers, wanted.born, wanted.name)
    return tuple(kind for kind, value in zip(KINDS, of, strict=True) if value)


def read_search_query(text: str, today: date, country: str = "") -> SearchQuery | BadQuery:
    """Return what a text looks for.

    Numbers without a country code are of this country.
    """
    if len(text) > LONGEST:
        return BadQuery(_("This is too long: use at most %(most)d characters.", most=LONGEST))
    figures = _in_figures(text)
    plainly = _INVISIBLE.sub("", figures).strip()
    if not plainly:
        return BadQuery(_("Type a reference, a phone number, a name or a birth date."))
    number = _CHANNEL.sub("", plainly) if _NUMBER.fullmatch(_CHANNEL.sub("", plainly)) else ""
    if pasted := _pasted(plainly, alone=bool(number)):
        return SearchQuery((Wanted(reference=pasted),), is_whole=True)
    if number.startswith(("+", "＋", "00")):
        return _of_number(number.replace("＋", "+"), _reference(plainly), today, country)
    if number:
        return _of_number(number, _reference(plainly), today, country)
    return _of_words(text, plainly, today, country)


def _of_number(number: str, reference: str, today: date, country: str) -> SearchQuery | BadQuery:
    """Read figures alone: "1990" may end a number, begin a reference or be a year."""
    is_abroad = number.startswith(("+", "00"))
    born, found = ((), None) if is_abroad else read_born(number, today)
    ends = () if born and not number.isdecimal() else phone.ends_of(number, country)
    meanings = (Wanted(reference=reference), Wanted(numbers=ends), Wanted(born=born))
    known = tuple(each for each in meanings if each != Wanted())
    if known:
        is_whole = not born and (len(reference) >= _WHOLE_REFERENCE or phone.is_whole(number))
        return SearchQuery(known, is_whole=is_whole)
    if found and (why_not := _no_date(found.trouble)):
        return why_not
    if len(phone.digits_of(number)) > phone.MOST_DIGITS:
        return BadQuery(_("A phone number has at most 15 digits."))
    return BadQuery(_("Type at least three digits of a phone number, or four characters of a reference."))


def _of_words(text: str, plainly: str, today: date, country: str) -> SearchQuery | BadQuery:
    """Read a text with letters: a reference, a date, a name, or a name and figures."""
    reference, (born, found) = _reference(plainly), read_born(text, today)
    beside = tuple(_beside_a_name(plainly, today, country))
    numbers = _number_of(plainly, country)
    is_name = not (found.days or beside or numbers or _has_digit(reference)) and bool(_name(text))
    meanings = (
        Wanted(reference=reference),
        Wanted(numbers=numbers),
        Wanted(born=born),
        *beside,
        Wanted(name=text if is_name else ""),
    )
    known = tuple(dict.fromkeys(each for each in meanings if each != Wanted()))
    if known and (reference or born or numbers or beside or found.trouble is Trouble.NOT_A_DATE):
        is_whole = len(reference) >= _WHOLE_REFERENCE and len(known) == 1
        return SearchQuery(known, is_whole=is_whole)
    return _no_date(found.trouble) or _nothing(text)


def _beside_a_name(plainly: str, today: date, country: str) -> Iterator[Wanted]:
    """Yield the ways to read a name, and a birth date or a number beside it."""
    parts = _PARTED.split(plainly.strip(" ,;"))
    if not _has_digit(plainly) or not 1 < len(parts) <= _MOST_PARTS:
        return
    for place in range(1, len(parts)):
        for name, rest in ((parts[:place], parts[place:]), (parts[place:], parts[:place])):
            named = " ".join(each for each in name if plain(each) not in _LABELS)
            if _has_digit(named) or not _name(named):
                continue
            figures = " ".join(rest)
            born, found = read_born(figures, today)
            if born:
                yield Wanted(name=named, born=born)
            if not found.days and (ends := _number_of(figures, country)):
                yield Wanted(name=named, numbers=ends)


def _number_of(text: str, country: str) -> phone.Ends:
    """Return what a number may end with, which may be called one: "Tel. 07700 900124"."""
    number = _without_labels(text)
    return phone.ends_of(number, country) if _NUMBER.fullmatch(number) else ()


def _without_labels(text: str) -> str:
    return " ".join(each for each in _PARTED.split(text) if plain(each) not in _LABELS)


def _in_figures(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _pasted(plainly: str, *, alone: bool) -> str:
    """Return the reference within an address, a scanned code or a sentence."""
    written = _DASHES.sub("-", plainly).lower()
    if whole := _ID.search(written):
        return UUID(whole[1]).hex
    short = None if alone else _REFERENCE.search(written)
    return "".join(short.groups()) if short else ""


def _reference(plainly: str) -> str:
    """Return the beginning of a reference as it is said: "7f3a 91c2", "lOcO".

    Letters that it cannot have are taken for figures if there are other figures, or if it is whole.
    """
    said = _without_labels(_DASHES.sub("-", plainly)).lower()
    groups = _BETWEEN.split(said.strip(" -#.:,"))
    typed = "".join(groups)
    heard = typed.translate(_AS_SAID)
    if heard != typed and len(typed) != _WHOLE_REFERENCE and not _has_digit(typed):
        return ""
    is_grouped = (
        len(groups) == 1 or len(groups[0]) == _FEWEST_OF_A_REFERENCE or len(heard) == _WHOLE_REFERENCE
    )
    is_reference = is_grouped and _FEWEST_OF_A_REFERENCE <= len(heard) <= _WHOLE_REFERENCE
    return heard if is_reference and _HEX.fullmatch(heard) else ""


def _has_digit(text: str) -> bool:
    return any(map(str.isdecimal, text))


def _name(text: str) -> str:
    """Return a text that has a word long enough to be looked for, or ""."""
    can_be_found = any(longest(way) for words in readings(text) for word in words for way in word)
    return text if can_be_found and any(map(str.isalpha, text)) else ""


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
