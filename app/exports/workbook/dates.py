"""The numbers that we write ourselves, and dates in days since the end of 1899."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple

from app.exports.columns import ExportColumn
from app.intake.definition import AnswerKind

_ZERO: Final = datetime(1899, 12, 30)  # noqa: DTZ001  (a spreadsheet knows no zones)
_ZERO_DAY: Final = _ZERO.toordinal()
_FIRST: Final = date(1900, 3, 1)
"""Excel's earlier dates are one day off, because it has a 29 February 1900."""
_DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIGURE: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
_TO_THE_SECOND: Final = len("2026-11-25T09:00:00")
_A_DAY: Final = 86_400  # seconds


class CellKind(NamedTuple):
    """A kind of number or date: its format, and what turns a text into a number."""

    shown: str
    number: Callable[[str], str | None]


class CountedCells(NamedTuple):
    """A column of numbers or dates, and the number of their style."""

    style: int
    number: Callable[[str], str | None]


def day(text: str) -> str | None:
    """Return the number of a day such as `1990-04-03`; None for anything else."""
    if not _DAY.fullmatch(text):
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return str(found.toordinal() - _ZERO_DAY) if found >= _FIRST else None


def moment(text: str) -> str | None:
    """Return the number of a moment by the clinic's clock, without its zone."""
    if not _DAY.match(text):
        return None
    since = datetime.fromisoformat(text[:_TO_THE_SECOND]) - _ZERO
    # Two millionths of a second too much at most: some readers cut the fraction off, and would be a second early. It is more than
    # a double loses, and less than LibreOffice shows.
    part = since.seconds * 10**11 // _A_DAY + 2 if since.seconds else 0
    return f"{since.days}.{part:011}"


def figure(text: str) -> str | None:
    """Return a number as it is; None for anything else."""
    return text if _FIGURE.fullmatch(text) else None


_DAYS: Final = CellKind("yyyy-mm-dd", day)
_BY_KEY: Final[Mapping[str, CellKind]] = {
    "received": CellKind("yyyy-mm-dd hh:mm:ss", moment),
    "birth_date": _DAYS,
}
_BY_ANSWER: Final[Mapping[AnswerKind, CellKind]] = {
    AnswerKind.DATE: _DAYS,
    AnswerKind.NUMBER: CellKind("General", figure),
}


def kind_of(column: ExportColumn) -> CellKind | None:
    """Return what the cells of a column are besides text, if anything."""
    return _BY_KEY.get(column.key) or _BY_ANSWER.get(column.kind)
