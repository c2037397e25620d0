"""Read and write what the list is asked for: filters, an order, a place.

The same text leads from a record back into the list that one came from. It holds codes and days, never a word of a
patient's or of a search.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.guard.roles import May, allows
from app.records.filters import NAMES, Asked, read_asked, read_cursor, write_cursor
from app.records.vocabulary import STATUSES
from app.store import Member, Order, Patient, Spot, Transaction
from app.store.patient_flags import ALARM, ALLERGY, FLAGS, NEWS, OPTED_OUT, RESTRICTED, UNDELIVERED
from app.store.patient_lists import DUE, NEWEST

NOBODY: Final = "nobody"
TODAY: Final = "today"
FLAG_NAMES: Final[Mapping[str, str]] = {
    ALARM: _l("Emergency word"),
    NEWS: _l("New information"),
    ALLERGY: _l("Allergy"),
    RESTRICTED: _l("Restricted"),
    OPTED_OUT: _l("Stopped messages"),
    UNDELIVERED: _l("Not delivered"),
}
SORTS: Final = ("received", "status", "assigned", "due")
"""What a list can be ordered by: columns that are not sealed."""
_BACKWARDS: Final = "-"
ORDERS: Final[Mapping[str, str]] = {
    "": _l("Newest first"),
    "-received": _l("Oldest first"),
    "status": _l("Status, first to last"),
    "-status": _l("Status, last to first"),
    "assigned": _l("Assigned, A to Z"),
    "-assigned": _l("Assigned, Z to A"),
    "due": _l("Follow-up, earliest first"),
    "-due": _l("Follow-up, latest first"),
    "received": _l("Newest first"),
}
"""What an address says -> what the page says."""


def flags_open_to(role: str) -> tuple[str, ...]:
    """Return the flags that a role may see: an allergy is a health answer."""
    return tuple(flag for flag in FLAGS if flag != ALLERGY or allows(role, May.READ_HEALTH))


def read_list(given: Mapping[str, str], member: Member, zone: ZoneInfo, today: date) -> Asked:
    """Return what these fields ask of the list.

    Raises:
        BadRequest: we did not write the place.
    """
    nobodys = given.get("assigned") == NOBODY
    shared = {name: given.get(name, "") for name in NAMES} | ({"assigned": ""} if nobodys else {})
    asked = read_asked(shared, member.id, zone)
    typed, problems = dict(asked.typed), dict(asked.problems)
    typed |= {"assigned": NOBODY} if nobodys else {}
    for name, known in (("flag", flags_open_to(member.role)), ("due", (TODAY,))):
        text = given.get(name, "")
        if text in known:
            typed[name] = text
        elif text:
            problems[name] = _("That is not one of the choices.")
    filters = replace(
        asked.filters,
        unassigned=nobodys,
        flag=typed.get("flag", ""),
        due_by=today if typed.get("due") else None,
    )
    place = {name: given[name] for name in ("before", "after") if given.get(name)}
    sort = given.get("sort", "")
    if sort == "received" and not filters.due_by:
        sort = ""
    found = Asked(typed, filters, problems, place=place, sort=sort if sort in ORDERS else "")
    older, newer = (read_spot(place.get(name, ""), found) for name in ("before", "after"))
    return replace(found, older_than=older, newer_than=newer)


def with_allergies(unit: Transaction, asked: Asked) -> Asked:
    """Return the same with those found who stated an allergy, if they are asked for."""
    if asked.filters.flag != ALLERGY:
        return asked
    filters, is_whole = unit.allergies.narrow(asked.filters)
    return replace(asked, filters=filters, is_whole=is_whole)


def sorted_by(asked: Asked) -> str:
    """Return what a list is ordered by; what is due, by its day."""
    return asked.sort.removeprefix(_BACKWARDS) or ("due" if asked.filters.due_by else "received")


def order_in(unit: Transaction, asked: Asked) -> Order:
    """Return the order of the list that is asked for."""
    by, reverse = sorted_by(asked), asked.sort.startswith(_BACKWARDS)
    match by:
        case "status":
            return Order(by, tuple(STATUSES), reverse)
        case "assigned":
            people = sorted(unit.staff.list(), key=lambda each: (each.name.casefold(), each.id))
            return Order(by, (*(each.id.hex for each in people), ""), reverse)
        case "due":
            return replace(DUE, reverse=reverse)
        case _:
            return replace(NEWEST, reverse=reverse)


def turned(asked: Asked, by: str) -> str:
    """Return the sort that a column's heading leads to: by it, or the other way round."""
    if sorted_by(asked) != by or asked.sort.startswith(_BACKWARDS):
        return by
    return f"{_BACKWARDS}{by}"


# A place in the list, as addresses hold it: the stretch of the order if it has several, a time, and an id.

_STRETCHES: Final = {
    "received": re.compile(""),
    "status": re.compile("[a-z_]{0,16}"),
    "assigned": re.compile("(?:[0-9a-f]{32})?"),
    "due": re.compile("(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?"),
}
"""Order -> how its stretches are written."""


def write_spot(order: Order, patient: Patient) -> str:
    """Return the text that leads back to a patient's place in the order."""
    stretch, at, patient_id = order.spot(patient)
    cursor = write_cursor(at, patient_id)
    return f"{stretch}~{cursor}" if stretch else cursor


def read_spot(text: str, asked: Asked) -> Spot | None:
    """Return the place in the list that is asked for, or None if there is none.

    Raises:
        BadRequest: we did not write the text for this list.
    """
    if not text:
        return None
    stretch, apart, cursor = text.rpartition("~")
    place = read_cursor(cursor)
    by = sorted_by(asked)
    is_known = stretch in {ALARM, NEWS} or _STRETCHES[by].fullmatch(stretch)
    if place is None or bool(apart) != bool(stretch) or not is_known:
        raise BadRequest
    try:
        return Spot(date.fromisoformat(stretch).isoformat() if "-" in stretch else stretch, *place)
    except ValueError:  # no such day
        raise BadRequest from None


# Records that were chosen in the list, in one field: in hex, three tables of fifty would be too long for an address.

_SHORT: Final = 22
_SHORT_IDS: Final = re.compile(f"(?:[A-Za-z0-9_-]{{{_SHORT}}})+")


def write_ids(ids: Iterable[UUID]) -> str:
    """Return ids as one field holds them, with nothing between them."""
    return "".join(urlsafe_b64encode(each.bytes).decode().rstrip("=") for each in ids)


def read_ids(text: str) -> list[UUID]:
    """Return the ids of a field: one, or several as `write_ids` writes them.

    Raises:
        BadRequest: it holds none.
    """
    if _SHORT_IDS.fullmatch(text):
        starts = range(0, len(text), _SHORT)
        return [UUID(bytes=urlsafe_b64decode(f"{text[start : start + _SHORT]}==")) for start in starts]
    try:
        return [UUID(text)]
    except ValueError:
        raise BadRequest from None


# The list that a record was opened from, as one field of the record's address: "status:new,sort:due".

ALL: Final = "all"
_WRITTEN: Final = re.compile(
    r"(?:[a-z]{1,10}:[A-Za-z0-9_.~-]{1,96})(?:,[a-z]{1,10}:[A-Za-z0-9_.~-]{1,96}){0,11}"
)


@dataclass(frozen=True, slots=True)
class Queue:
    """The list that somebody works through, and where in it they are."""

    asked: Asked
    at: Spot | None = None
    """Where the record was when it was opened; None where it still is."""

    def write(self, at: str = "") -> str:
        """Return the queue as an address holds it, with a place in it."""
        return write_queue(self.asked.fields | ({"at": at} if at else {}))


def write_queue(fields: Mapping[str, str]) -> str:
    """Return the fields of a list as one."""
    return ",".join(f"{name}:{text}" for name, text in fields.items()) or ALL


def queue_fields(text: str) -> dict[str, str] | None:
    """Return the fields that `write_queue` wrote; None where it wrote none."""
    if text == ALL:
        return {}
    if _WRITTEN.fullmatch(text) is None:
        return None
    pairs: list[Any] = [each.split(":", 1) for each in text.split(",")]
    return dict(pairs)


def read_queue(text: str, member: Member, zone: ZoneInfo, today: date) -> Queue | None:
    """Return the queue that `write_queue` wrote; None where it wrote none."""
    fields = queue_fields(text)
    if fields is None:
        return None
    try:
        asked = read_list(fields, member, zone, today)
        return Queue(asked, read_spot(fields.get("at", ""), asked))
    except BadRequest:  # a place that we did not write
        return None
