"""The dates that we write ourselves, as a spreadsheet counts them: in days since the end of 1899."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet knows no zones)
_FIRST: Final = date(1900, 3, 1)
"""Excel counts a day too many before it: 29 February 1900."""
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_A_DAY: Final = 86_400  # seconds


class Kind(NamedTuple):
    """A kind of date: how it is shown, and which number stands for a text, if the text is one."""

    shown: str
    number: Callable[[str], str | None]


class Dated(NamedTuple):
    """A column's kind of date, and the number of the style in which it is shown."""

    style: int
    number: Callable[[str], str | None]


def day(text: str) -> str | None:
    """Return the number of a day, `1990-04-03`; None for a year, an age, or whatever else was said."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return str((found - _ZERO.date()).days) if found >= _FIRST else None


def moment(text: str) -> str | None:
    """Return the number of a moment as the clinic's clock showed it: a spreadsheet knows no zones."""
    if not _DAY.match(text):
        return None
    since = datetime.fromisoformat(text).replace(tzinfo=None) - _ZERO
    return f"{since.days + since.seconds / _A_DAY:.10f}"


KINDS: Final[Mapping[str, Kind]] = {
    "received": Kind("yyyy-mm-dd hh:mm:ss", moment),
    "birth_date": Kind("yyyy-mm-dd", day),
}
"""By a column's heading."""
