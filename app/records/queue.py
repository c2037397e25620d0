"""The list that a record was opened from.

The record's address holds it in one field: "status:new,sort:due".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from werkzeug.exceptions import BadRequest

from app.records.asked_list import read_list, read_spot
from app.records.filters import NAMES, PLACES, Asked
from app.store.patients.patient_lists import Spot
from app.store.staff.staff import Member

ALL: Final = "all"
_QUERY: Final = re.compile(
    r"(?:[a-z]{1,10}:[A-Za-z0-9_.~-]{1,96})(?:,[a-z]{1,10}:[A-Za-z0-9_.~-]{1,96}){0,11}"
)
_AT: Final = "at"
_FIELDS: Final = frozenset({*NAMES, "flag", "due", "sort", *PLACES, _AT})
"""The fields of a list. Each becomes an argument of `url_for`, which takes others as orders."""


@dataclass(frozen=True, slots=True)
class Queue:
    """The list that somebody works through, and where in it they are."""

    asked: Asked
    at: Spot | None = None
    """The record's place when it was opened; None if it still has that place."""
    written: Mapping[str, Any] = field(default_factory=dict)
    """The query of the list's address, as it was written: also with a filter that no longer applies."""

    def write(self, at: str = "") -> str:
        """Return the queue as an address holds it, with a place in it."""
        return write_queue(self.asked.fields | ({"at": at} if at else {}))


def write_queue(fields: Mapping[str, str]) -> str:
    """Return the fields of a list as one."""
    return ",".join(f"{name}:{text}" for name, text in fields.items()) or ALL


def read_queue(text: str, member: Member, zone: ZoneInfo, today: date) -> Queue | None:
    """Return the queue that `write_queue` wrote; None where it wrote none."""
    if text != ALL and _QUERY.fullmatch(text) is None:
        return None
    pairs: list[Any] = [each.split(":", 1) for each in text.split(",")] if text != ALL else []
    fields: dict[str, str] = dict(pairs)
    at = fields.pop(_AT, "")
    if not fields.keys() <= _FIELDS:
        return None
    try:
        asked = read_list(fields, member, zone, today)
        return Queue(asked, read_spot(at, asked), fields)
    except BadRequest:  # a place that we did not write
        return None
