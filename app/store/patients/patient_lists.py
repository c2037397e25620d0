"""The list of patients, in its orders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, literal, select, tuple_, union_all
from sqlalchemy.orm import Session

from app.store.model import connection_of
from app.store.patients.patient import AT_REST, AT_WORK, NEWEST_FIRST, OLDEST_FIRST, Patient, patients
from app.store.patients.patient_filters import EVERYBODY, OPEN, PatientFilters, Place, built_once, narrowed
from app.store.patients.patient_flags import ALARM, CALL, FIRST, NEWS, call_asked_at, is_in
from app.store.patients.patients import opened_by_name, selecting

_table = patients.c
_NAMES: Final = ("name",)
WAITS: Final = (ALARM, CALL, NEWS)
"""The stretches of those who wait for somebody: they come first in every order, and no order turns them round."""


class Spot(NamedTuple):
    """A place in an ordered list: its stretch of equal records, and where in it."""

    stretch: str
    """A status, a member's id in hex, a day, or one of WAITS; "" for all others."""
    at: datetime
    """When it was handed in, its news came or the call was asked for."""
    id: UUID


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: newest first, unless it says otherwise."""

    by: str = "received"
    """One of "received", "status", "assigned" and "due"."""
    stretches: tuple[str, ...] = ("",)
    """Statuses or members, in order. By "due", the first stands for all days."""
    reverse: bool = False
    first: tuple[str, ...] = WAITS
    """Which of those who wait it has. Without any it is the list of the others, not of everybody."""

    @property
    def all_stretches(self) -> tuple[str, ...]:
        """All stretches in order, from those who wait on."""
        return (*self.first, *(self.stretches[::-1] if self.reverse else self.stretches))

    def spot(self, patient: Patient) -> Spot:
        """Return where a patient is in this order now."""
        stretch = self._stretch(patient)
        at = {NEWS: patient.news_at, CALL: patient.call_asked_at}.get(stretch)
        return Spot(stretch, at or patient.created_at, patient.id)

    def _stretch(self, patient: Patient) -> str:
        waits = {ALARM: patient.is_pressing, CALL: patient.call_asked_at, NEWS: patient.news_at}
        if pressing := next(filter(waits.get, WAITS), ""):
            return pressing
        match self.by:
            case "status":
                return patient.status
            case "assigned":
                return patient.assigned_to.hex if patient.assigned_to else ""
            case "due":
                return patient.due_on.isoformat() if patient.due_on else ""
            case _:
                return ""


NEWEST: Final = Order()
DUE: Final = Order("due", ("due", ""))


def after(  # noqa: PLR0917  (as `before`)
    db: Session,
    limit: int,
    order: Order = NEWEST,
    spot: Spot | None = None,
    columns: Collection[str] = _NAMES,
    filters: PatientFilters = EVERYBODY,
) -> list[Patient]:
    """Return the patients after a spot, or from the beginning."""
    return _read(db, limit, order, spot, columns, filters, before=False)


def before(  # noqa: PLR0917  (the list, and where in it)
    db: Session,
    limit: int,
    order: Order,
    spot: Spot,
    columns: Collection[str] = _NAMES,
    filters: PatientFilters = EVERYBODY,
) -> list[Patient]:
    """Return the patients just before a spot, in the order of the list."""
    return _read(db, limit, order, spot, columns, filters, before=True)[::-1]


def _read(  # noqa: PLR0917  (as above)
    db: Session,
    limit: int,
    order: Order,
    spot: Spot | None,
    columns: Collection[str],
    filters: PatientFilters,
    *,
    before: bool,
) -> list[Patient]:
    found: list[Patient] = []
    for stretch, place in _stretches_from(order, spot, before=before):
        left = limit - len(found)
        backwards = (order.reverse and stretch not in WAITS) != before
        if _may_hold(order, stretch, filters) and left:
            read = _reading(filters, order, stretch, place, tuple(columns), backwards=backwards)
            some = [each for one in read for each in db.scalars(one, {"most": left})]
            if stretch == ALARM:
                some.sort(key=lambda each: (each.created_at, each.id), reverse=not backwards)
            found += some[:left]
    return opened_by_name(found, columns)


@built_once
def _reading(
    filters: PatientFilters,
    order: Order,
    stretch: str,
    place: Spot | None,
    columns: tuple[str, ...],
    *,
    backwards: bool,
) -> list[Select[Patient]]:
    """Return what reads a stretch: two SELECTs of those who wait, for two reasons."""
    ordered, of_order = _ORDERED.get(stretch, _by_age), _of_order(order, stretch)
    most = bindparam("most", type_=Integer)
    if stretch in WAITS:
        whatever = _whatever_status(filters)
        read = ordered(selecting(columns), whatever, place, backwards=backwards, few=True).limit(most)
        return [read.where(condition) for condition in is_in(stretch)]
    if filters.status != OPEN or ordered is not _by_age:
        read = ordered(selecting(columns), filters, place, backwards=backwards, few=False).limit(most)
        return [read.where(*is_in(""), *of_order)]
    # Each status goes down its own index, so that many records at rest before them cost nothing.
    of_each = [
        _by_age(select(_table.id), replace(filters, status=status), place, backwards=backwards, few=False)
        .where(*is_in(""), *of_order)
        .limit(most)
        .subquery()
        for status in AT_WORK
        if order.by != "status" or status == stretch
    ]
    among = _table.id.in_(union_all(*(select(each.c.id) for each in of_each)))
    rows = OLDEST_FIRST if backwards else NEWEST_FIRST
    return [selecting(columns).where(among).order_by(*rows).limit(most)]


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait for somebody, by stretch and status."""

    counted: Mapping[tuple[str, str], int]

    def of(self, status: str, stretch: str = "") -> int:
        """Return how many have a status, or any for OPEN and "", in one stretch or in all."""
        return sum(
            many
            for (reason, each), many in self.counted.items()
            if status in {each, OPEN, ""} and stretch in {reason, ""}
        )

    def stretches(self, status: str) -> tuple[str, ...]:
        """Return which stretches hold anybody of a status."""
        return tuple(stretch for stretch in WAITS if self.of(status, stretch))

    @property
    def at_rest(self) -> int:
        """Return how many of them are open only because they wait."""
        return sum(self.of(status) for status in AT_REST)


def count_waiting(db: Session, filters: PatientFilters = EVERYBODY, cap: int = 1000) -> Waiting:
    """Count those who wait and pass the filters, whatever their status.

    Each stretch is counted no further than `cap`.
    """
    rows = connection_of(db).execute(counted(filters, cap))
    return Waiting({(stretch, status): many for stretch, status, many in rows})


@built_once
def counted(filters: PatientFilters, cap: int) -> Select[str, str, int]:
    """Return the SELECT of `count_waiting`."""
    filters = replace(filters, status="")
    each = [
        narrowed(select(literal(stretch).label("stretch"), _table.status), filters, few=True)
        .where(condition)
        .limit(cap)
        .subquery()
        for stretch in WAITS
        for condition in is_in(stretch)
    ]
    waiting = union_all(*map(select, each)).subquery()
    return select(waiting.c.stretch, waiting.c.status, func.count()).group_by(
        waiting.c.stretch, waiting.c.status
    )


def _whatever_status(filters: PatientFilters) -> PatientFilters:
    """Return the filters for those who wait: what is open has any status then."""
    return replace(filters, status="") if filters.status == OPEN else filters


def _stretches_from(order: Order, spot: Spot | None, *, before: bool) -> Iterator[tuple[str, Spot | None]]:
    """Yield the stretches from a spot on, the first with the spot."""
    stretches = order.all_stretches[::-1] if before else order.all_stretches
    if spot is None:
        yield from ((stretch, None) for stretch in stretches)
        return
    here = spot.stretch if spot.stretch in {"", *stretches} else "due"
    if here in stretches:
        yield here, spot
        yield from ((stretch, None) for stretch in stretches[stretches.index(here) + 1 :])


def _may_hold(order: Order, stretch: str, filters: PatientFilters) -> bool:
    """Return whether anybody of a stretch can pass the filters."""
    if stretch in WAITS:
        return True
    if filters.flag in {FIRST, CALL, NEWS}:
        return False
    match order.by:
        case "status":
            return filters.status in {"", stretch} or (filters.status == OPEN and stretch in AT_WORK)
        case "assigned":
            wanted = filters.assigned_to.hex if filters.assigned_to else ""
            return stretch == wanted if wanted or filters.unassigned else True
        case "due":
            return bool(stretch) or filters.due_by is None
        case _:
            return True


def _by_age(
    listed: Select[Patient],
    filters: PatientFilters,
    spot: Spot | None,
    *,
    backwards: bool,
    few: bool,
) -> Select[Patient]:
    place: Place | None = (spot.at, spot.id) if spot else None
    if backwards:
        return narrowed(listed, filters, before=place, few=few).order_by(*OLDEST_FIRST)
    return narrowed(listed, filters, after=place, few=few).order_by(*NEWEST_FIRST)


class _By:
    """An order of a stretch by columns of its own."""

    def __init__(
        self,
        *rising: ColumnElement[Any],
        at: Callable[[Spot], tuple[object, ...]],
        highest_first: bool = False,
    ) -> None:
        """Take the columns from the lowest on, and what they hold at a spot."""
        self._rising, self._falling = rising, [each.desc() for each in rising]
        self._place, self._at, self._highest_first = tuple_(*rising), at, highest_first

    def __call__(
        self,
        listed: Select[Patient],
        filters: PatientFilters,
        spot: Spot | None,
        *,
        backwards: bool,
        few: bool,
    ) -> Select[Patient]:
        falls = self._highest_first != backwards
        found = narrowed(listed, filters, few=few)
        if spot:
            here = self._at(spot)
            found = found.where(self._place < here if falls else self._place > here)
        return found.order_by(*(self._falling if falls else self._rising))


_by_day = _By(
    _table.due_on,
    *OLDEST_FIRST,
    at=lambda spot: (date.fromisoformat(spot.stretch), spot.at, spot.id),
)
_by_call = _By(call_asked_at(), _table.id, at=lambda spot: (spot.at, spot.id))
_by_news = _By(_table.news_at, _table.id, at=lambda spot: (spot.at, spot.id), highest_first=True)


def _of_order(order: Order, stretch: str) -> list[ColumnElement[bool]]:
    return [_OF[order.by](stretch)] if order.by in _OF and stretch not in WAITS else []


def _of_member(stretch: str) -> ColumnElement[bool]:
    return _table.assigned_to == UUID(stretch) if stretch else _table.assigned_to.is_(None)


def _of_day(stretch: str) -> ColumnElement[bool]:
    return _table.due_on.is_not(None) if stretch else _table.due_on.is_(None)


_ORDERED: Final = {"due": _by_day, CALL: _by_call, NEWS: _by_news}
_OF: Final = {
    "status": lambda stretch: _table.status == stretch,
    "assigned": _of_member,
    "due": _of_day,
}
"""Order -> the condition of one of its stretches."""
