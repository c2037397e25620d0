"""What a list or an export is narrowed to, and in what order a list comes."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import BadRequest

from app.guard.doors import May, allows
from app.intake.answers.names import plain_words
from app.records.vocabulary import LANGUAGES, STATUSES
from app.store import Transaction
from app.store.patients import allergies
from app.store.patients.patient import Patient
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.patient_flags import ALARM, ALLERGY, FLAGS, NEWS, OPTED_OUT, RESTRICTED, UNDELIVERED
from app.store.patients.patient_lists import DUE, NEWEST, Order, Spot
from app.store.staff import staff
from app.store.staff.staff import Member

# Where a page of the list ends is written into its address: a time and an id, no data of a patient.

Cursor = tuple[datetime, UUID]
# strptime and UUID read more than we write: blanks, other digits, braces.
_WRITTEN: Final = re.compile(r"([1-9][0-9]{7}T[0-9]{6}\.[0-9]{6})_([0-9a-f]{32})")


def write_cursor(at: datetime, patient_id: UUID) -> str:
    """Return the text that leads back to a place in the list."""
    return f"{at:%Y%m%dT%H%M%S.%f}_{patient_id.hex}"


def read_cursor(text: str) -> Cursor | None:
    """Return the place, or None if there is none.

    Raises:
        BadRequest: we did not write the text.
    """
    if not text:
        return None
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise BadRequest
    try:
        return datetime.strptime(written[1] + "+0000", "%Y%m%dT%H%M%S.%f%z"), UUID(written[2])
    except ValueError:  # no such day
        raise BadRequest from None


NAMES: Final = ("status", "language", "since", "until", "assigned")
ME: Final = "me"
_PLACES: Final = ("before", "after")
_LONGEST: Final = 64
_FIRST_YEAR, _LAST_YEAR = 2000, 2200  # a day next to the calendar's ends has no midnight in every zone


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold the filters as they were typed and as they were read, and the problems."""

    typed: Mapping[str, str]
    filters: PatientFilters
    problems: Mapping[str, str]
    """What is wrong, by the name of the field."""
    older_than: Spot | None = None
    newer_than: Spot | None = None
    place: Mapping[str, str] = field(default_factory=dict)
    """The cursor as it was written."""
    sort: str = ""
    """What the list is ordered by, "-" before it for the other way round; "" is newest first."""
    is_whole: bool = True
    """Whether all records were looked through, and not only the newest."""

    @property
    def narrows(self) -> dict[str, str]:
        """Return the active filters by the name of their field."""
        return {name: text for name, text in self.typed.items() if text and name not in self.problems}

    @property
    def view(self) -> dict[str, str]:
        """Return the active filters and the order."""
        return self.narrows | ({"sort": self.sort} if self.sort else {})

    @property
    def fields(self) -> dict[str, str]:
        """Return the query of this page: its filters, its order and its place."""
        return self.view | dict(self.place)

    def with_changes(self, **changed: str) -> dict[str, Any]:
        """Return the query with some filters changed; "" removes one."""
        return {name: text for name, text in (self.view | changed).items() if text}


def read_asked(given: Mapping[str, str], member_id: UUID, zone: ZoneInfo) -> Asked:
    """Return what these fields ask for.

    A filter that cannot be read does not apply, and is in `problems`.
    """
    typed = {name: _printable(given.get(name, "")) for name in NAMES}
    problems: dict[str, str] = {}
    since, until = (_day(typed[name], name, problems) for name in ("since", "until"))
    if since and until and since > until:
        problems["until"] = _("The end date is before the start date.")
        until = None
    filters = PatientFilters(
        status=_one_of(STATUSES, typed["status"], "status", problems),
        language=_one_of(LANGUAGES, typed["language"], "language", problems),
        since=_midnight(since, zone),
        until=_midnight(until and until + timedelta(days=1), zone),
        assigned_to=_member(typed["assigned"], member_id, problems),
    )
    if filters.assigned_to and typed["assigned"] != ME:
        typed["assigned"] = str(filters.assigned_to)  # an id can be written in many ways, and at any length
    return Asked(typed, filters, problems)


def _one_of(known: Collection[str], text: str, name: str, problems: dict[str, str]) -> str:
    if text in {"", *known}:
        return text
    problems[name] = _("That is not one of the choices.")
    return ""


def _printable(text: str) -> str:
    """Drop what cannot be seen. PostgreSQL accepts no NUL."""
    return "".join(filter(str.isprintable, text[:_LONGEST])).strip()


def _day(text: str, name: str, problems: dict[str, str]) -> date | None:
    if not text:
        return None
    day = date.min
    if text.isascii():  # both take the digits of every script
        with suppress(ValueError):
            day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  (a day, not a moment)
    if _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return day
    problems[name] = _("This is not a valid day. Write it like this: 2026-11-24.")
    return None


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return None if day is None else datetime.combine(day, time.min, zone)


def _member(text: str, me: UUID, problems: dict[str, str]) -> UUID | None:
    if text in {"", ME}:
        return me if text else None
    if text.isascii():
        with suppress(ValueError):
            return UUID(text)
    problems["assigned"] = _("That is not one of the choices.")
    return None


# Read and write what the list is asked for: filters, an order, a place.
#
# The same text leads from a record back into the list that one came from. It holds codes and days, never a word of a
# patient's or of a search.

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
    place = {name: given[name] for name in _PLACES if given.get(name)}
    sort = given.get("sort", "")
    if sort == "received" and not filters.due_by:
        sort = ""
    found = Asked(typed, filters, problems, place=place, sort=sort if sort in ORDERS else "")
    older, newer = (read_spot(place.get(name, ""), found) for name in _PLACES)
    return replace(found, older_than=older, newer_than=newer)


def with_allergies(unit: Transaction, asked: Asked) -> Asked:
    """Return the filters with the patients who stated an allergy, if asked for."""
    if asked.filters.flag != ALLERGY:
        return asked
    filters, is_whole = allergies.narrow(unit.db, asked.filters)
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
    apart = {ALARM, NEWS}.intersection(Order(by, reverse=asked.sort.startswith(_BACKWARDS)).all_stretches)
    is_known = stretch in apart or _STRETCHES[by].fullmatch(stretch)
    if place is None or bool(tilde) != bool(stretch) or not is_known:
        raise BadRequest
    try:
        return Spot(date.fromisoformat(stretch).isoformat() if "-" in stretch else stretch, *place)
    except ValueError:  # no such day
        raise BadRequest from None


# Records that were chosen in the list, in one field: in hex, 150 ids would be too long for an address.

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
_QUERY: Final = re.compile(
    r"(?:[a-z]{1,10}:[A-Za-z0-9_.~-]{1,96})(?:,[a-z]{1,10}:[A-Za-z0-9_.~-]{1,96}){0,11}"
)
_AT: Final = "at"
_FIELDS: Final = frozenset({*NAMES, "flag", "due", "sort", *_PLACES, _AT})
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
