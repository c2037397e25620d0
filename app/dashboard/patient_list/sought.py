"""What somebody types to find a patient: a phone number, a birth date, or words of a name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from flask_babel import gettext as _

from app.intake.answers import dates
from app.intake.answers.dates import Found, Trouble
from app.intake.answers.names import name_words

if TYPE_CHECKING:
    from datetime import date

LONGEST: Final = 200
_CHANNEL: Final = "whatsapp:"
_NUMBER: Final = re.compile(r"[+＋]?[0-9 \-‐‑‒–./()\u00a0\u202f]+")
_SHORTEST_NUMBER, _LONGEST_NUMBER = 7, 15  # E.164 has fifteen digits at most
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for: of one kind, in one or more ways of writing it."""

    kind: str
    """"number", "birth_date" or "name": all that the trail learns."""
    values: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotSought:
    """Nothing to look for, and why."""

    because: str


def read_sought(text: str, today: date) -> Sought | NotSought:
    """Return what a text looks for, whatever its script."""
    if len(text) > LONGEST:
        return NotSought(_("This is too long: use at most %(most)d characters.", most=LONGEST))
    plain = _INVISIBLE.sub("", _in_figures(text)).strip()
    if not plain:
        return NotSought(_("Type a number, one name, or a birth date."))
    found = dates.find(text, today)
    return (
        _international(plain)
        or _birth_date(found)
        or _bare_number(plain)
        or _no_date(found.trouble)
        or _name(text)
        or NotSought(_("This is neither a number nor a name nor a birth date."))
    )


def _in_figures(text: str) -> str:
    """Return the text with the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _international(plain: str) -> Sought | NotSought | None:
    """Read a number that begins as one with its country code does."""
    number = plain.removeprefix(_CHANNEL)
    if _NUMBER.fullmatch(number) is None or not number.startswith(("+", "＋", "00")):
        return None
    return _number(_digits(number).removeprefix("00"))


def _birth_date(found: Found) -> Sought | None:
    return Sought("birth_date", tuple(day.isoformat() for day in found.days)) if found.days else None


def _bare_number(plain: str) -> Sought | NotSought | None:
    digits = _digits(plain)
    return _number(digits) if _NUMBER.fullmatch(plain) and len(digits) >= _SHORTEST_NUMBER else None


def _digits(number: str) -> str:
    return "".join(filter(str.isdecimal, number))


def _number(digits: str) -> Sought | NotSought:
    if digits.startswith("0"):
        return NotSought(
            _("A number needs its country code, such as %(example)s.", example="+44 7700 900106")
        )
    if not _SHORTEST_NUMBER <= len(digits) <= _LONGEST_NUMBER:
        return NotSought(_("A number has 7 to 15 digits, with its country code."))
    return Sought("number", (f"{_CHANNEL}+{digits}", f"+{digits}"))


def _no_date(trouble: Trouble) -> NotSought | None:
    match trouble:
        case Trouble.NOT_A_DATE:
            return None
        case Trouble.NO_SUCH_DAY:
            return NotSought(_("There is no such day in that month."))
        case Trouble.FUTURE:
            return NotSought(_("That day is still to come: nobody was born on it."))
        case Trouble.TOO_OLD:
            return NotSought(_("That day is more than 120 years ago."))
        case _:
            return NotSought(_("Write the whole birth date, such as 4 March 1990."))


def _name(text: str) -> Sought | None:
    words = name_words(text) if any(map(str.isalpha, text)) else ()
    return Sought("name", words) if words else None
