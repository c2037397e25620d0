"""What the list of patients is asked for: filters, an order, a place.

The same text leads from a record back into the list that one came from. It holds codes and days, never a word of a
patient's or of a search.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.guard.doors import May, allows
from app.intake.answers.names import plain_words
from app.records.cursor import read_cursor, write_cursor
from app.records.filters import NAMES, PLACES, Asked, read_asked
from app.records.status import STATUSES
from app.store import Transaction
from app.store.patients import allergies
from app.store.patients.patient import Patient
from app.store.patients.patient_filters import OPEN, indexed
from app.store.patients.patient_flags import (
    ALARM,
    ALLERGY,
    CALL,
    FIRST,
    FLAGS,
    NEWS,
    OPTED_OUT,
    RESTRICTED,
    UNDELIVERED,
)
from app.store.patients.patient_lists import DUE, NEWEST, WAITS, Order, Spot
from app.store.staff import staff
from app.store.staff.staff import Member

NOBODY: Final = "nobody"
TODAY: Final = "today"
EVERY: Final = "all"
"""Every status. A list that names none is of what is open, unless it is of what is due or has a flag."""
FLAG_NAMES: Final[Mapping[str, str]] = {
    FIRST: _l("Somebody waits"),
    ALARM: _l("Emergency word"),
    CALL: _l("Asked to be called"),
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
    status = given.get("status", "")
    is_narrow = given.get("due") or (given.get("flag") or FIRST) != FIRST
    is_open = status == OPEN or not (status or is_narrow)
    named = {"status": status} if status in {OPEN, EVERY} else {}
    shared = {name: given.get(name, "") for name in NAMES} | ({"assigned": ""} if nobodys else {})
    asked = read_asked(shared | ({"status": ""} if named else {}), member.id, zone)
    typed, problems = dict(asked.typed), dict(asked.problems)
    typed |= {"assigned": NOBODY} if nobodys else {}
    typed |= named
    for name, known in (("flag", flags_open_to(member.role)), ("due", (TODAY,))):
        text = given.get(name, "")
        if text in known:
            typed[name] = text
        elif text:
            problems[name] = _("That is not one of the choices.")
    filters = replace(
        asked.filters,
        status=OPEN if is_open else asked.filters.status,
        unassigned=nobodys,
        flag=typed.get("flag", ""),
        due_by=today if typed.get("due") else None,
    )
    place = {name: given[name] for name in PLACES if given.get(name)}
    sort = given.get("sort", "")
    if sort == "received" and not filters.due_by:
        sort = ""
    found = Asked(typed, filters, problems, place=place, sort=sort if sort in ORDERS else "")
    older, newer = (read_spot(place.get(name, ""), found) for name in PLACES)
    return replace(found, older_than=older, newer_than=newer)


def looked_up(unit: Transaction, asked: Asked) -> Asked:
    """Return the filters with what finds a choice, and those with an allergy."""
    filters, is_whole = indexed(unit.db, asked.filters), True
    if filters.flag == ALLERGY:
        filters, is_whole = allergies.narrow(unit.db, filters)
    return replace(asked, filters=filters, is_whole=is_whole)


def sorted_by(asked: Asked) -> str:
    """Return what a list is ordered by. A list of what is due is ordered by day."""
    return asked.sort.removeprefix(_BACKWARDS) or ("due" if asked.filters.due_by else "received")


def order_in(unit: Transaction, asked: Asked) -> Order:
    """Return the order of the list that is asked for."""
    by, reverse = sorted_by(asked), asked.sort.startswith(_BACKWARDS)
    match by:
        case "status":
            return Order(by, tuple(STATUSES), reverse)
        case "assigned":
            people = sorted(staff.all_members(unit.db), key=lambda each: (plain_words(each.name), each.id))
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
    stretch, tilde, cursor = text.rpartition("~")
    place = read_cursor(cursor)
    by = sorted_by(asked)
    is_known = stretch in WAITS or _STRETCHES[by].fullmatch(stretch)
    if place is None or bool(tilde) != bool(stretch) or not is_known:
        raise BadRequest
    try:
        return Spot(date.fromisoformat(stretch).isoformat() if "-" in stretch else stretch, *place)
    except ValueError:  # no such day
        raise BadRequest from None
