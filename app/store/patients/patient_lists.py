"""The list of patients, in its orders."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, bindparam, tuple_
from sqlalchemy.orm import Session

from app.store.patients.patient import NEWEST_FIRST, OLDEST_FIRST, Patient, patients
from app.store.patients.patient_filters import EVERYBODY, PatientFilters, Place, built_once, narrowed
from app.store.patients.patient_flags import ALARM, NEWS, has_flag, is_at_ease, is_pressing
from app.store.patients.patients import opened_by_name, selecting

_table = patients.c
_NAMES: Final = ("name",)


class Spot(NamedTuple):
    """A place in an ordered list: its stretch of equal records, and where in it."""

    stretch: str
    """A status, a member's id in hex, a day, ALARM or NEWS; "" for all others."""
    at: datetime
    """When it was handed in, or its news came."""
    id: UUID


@dataclass(frozen=True, slots=True)
class Order:
    """The order of a list: newest first, unless it says otherwise."""

    by: str = "received"
    """One of "received", "status", "assigned" and "due"."""
    stretches: tuple[str, ...] = ("",)
    """Statuses or members, in order. By "due", the first stands for all days."""
    reverse: bool = False

    @property
    def all_stretches(self) -> tuple[str, ...]:
        """All stretches in order, ALARM and NEWS included."""
        own = self.stretches[::-1] if self.reverse else self.stretches
        return (ALARM, *([NEWS] if self.has_news else []), *own)

    @property
    def has_news(self) -> bool:
        """Whether records with news form a stretch: in the usual order only."""
        return self.by == "received" and not self.reverse

    def spot(self, patient: Patient) -> Spot:
        """Return where a patient is in this order now."""
        stretch = self._stretch(patient)
        at = patient.news_at if stretch == NEWS else None
        return Spot(stretch, at or patient.created_at, patient.id)

    def _stretch(self, patient: Patient) -> str:
        if patient.is_pressing:
            return ALARM
        if self.has_news and patient.news_at:
            return NEWS
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
    backwards = order.reverse != before
    for stretch, place in _stretches_from(order, spot, before=before):
        left = limit - len(found)
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
    ordered = _ORDERED.get(stretch, _by_age)
    read = ordered(selecting(columns), filters, place, backwards=backwards, few=stretch in _APART)
    some = read.limit(bindparam("most", type_=Integer))
    if stretch == ALARM:
        return [some.where(condition) for condition in is_pressing()]
    return [some.where(*_conditions(order, stretch))]


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
    if stretch in _APART:
        return True
    if filters.flag == NEWS and order.has_news:
        return False
    match order.by:
        case "status":
            return filters.status in {"", stretch}
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
_by_news = _By(_table.news_at, _table.id, at=lambda spot: (spot.at, spot.id), highest_first=True)


def _conditions(order: Order, stretch: str) -> Iterator[ColumnElement[bool]]:
    yield is_at_ease()
    if stretch == NEWS:
        yield has_flag(NEWS)
    elif order.has_news:
        yield ~has_flag(NEWS)
    elif order.by in _OF:
        yield _OF[order.by](stretch)


def _of_member(stretch: str) -> ColumnElement[bool]:
    return _table.assigned_to == UUID(stretch) if stretch else _table.assigned_to.is_(None)


def _of_day(stretch: str) -> ColumnElement[bool]:
    return _table.due_on.is_not(None) if stretch else _table.due_on.is_(None)


_APART: Final = {ALARM, NEWS}
_ORDERED: Final = {"due": _by_day, NEWS: _by_news}
_OF: Final = {
    "status": lambda stretch: _table.status == stretch,
    "assigned": _of_member,
    "due": _of_day,
}
"""Order -> the condition of one of its stretches."""
