"""Which patients a list, a count or an export is about, as conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache, wraps
from typing import Any, Concatenate, Final, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, func, null, select, tuple_
from sqlalchemy.orm import Session

from app.store.model import keys_of
from app.store.patients.patient import AT_REST, OLDEST_FIRST, patients
from app.store.patients.patient_choices import Choice, choice, chose
from app.store.patients.patient_flags import has_flag


@dataclass(frozen=True, slots=True)
class PatientFilters:
    """Which patients to show. A field that is left out does not narrow them."""

    status: str = ""
    """A status, or OPEN."""
    language: str = ""
    since: datetime | None = None
    until: datetime | None = None
    """Exclusive."""
    assigned_to: UUID | None = None
    unassigned: bool = False
    due_by: date | None = None
    """Only what needs follow-up on this day or before it."""
    choice: Choice | None = None
    """What they chose, of an answer that reception may read."""
    flag: str = ""
    """One of `patient_flags.FLAGS`."""
    among: frozenset[UUID] | None = None
    """The records that have the flag, if no column tells: see `allergies.narrow`."""


Place = tuple["datetime", UUID]
"""A patient's position in every list: `created_at` and `id`. New patients come before the first and move nobody."""
EVERYBODY: Final = PatientFilters()
OPEN: Final = "open"
"""Not at rest, or somebody waits: a list puts those who wait first, and then they have any status."""
_Selected = TypeVar("_Selected", bound=Select[Any])
_More = ParamSpec("_More")
_Built = TypeVar("_Built")
_Builder = Callable[Concatenate[PatientFilters, _More], _Built]
_KEPT: Final = 64
_place = tuple_(*OLDEST_FIRST)
_language: ColumnElement[str] = patients.c.language


def indexed(db: Session, filters: PatientFilters) -> PatientFilters:
    """Return the filters with what their choice is found by."""
    if filters.choice is None or filters.choice.found_by:
        return filters
    found = choice(keys_of(db).blind_index, filters.choice.key, filters.choice.code)
    return replace(filters, choice=found)


def built_once(build: _Builder[_More, _Built]) -> _Builder[_More, _Built]:
    """Keep the latest statements that a function builds, by what it is given.

    Members ask for the same few again and again, and building one takes longer than running it. One that names records
    is not kept, because it may name thousands.
    """
    remembered = cast("_Builder[_More, _Built]", lru_cache(_KEPT)(build))

    @wraps(build)
    def get(filters: PatientFilters, /, *more: _More.args, **named: _More.kwargs) -> _Built:
        of_these = build if filters.among is not None else remembered
        return of_these(filters, *more, **named)

    return get


def narrowed(
    listed: _Selected,
    filters: PatientFilters,
    *,
    after: Place | None = None,
    before: Place | None = None,
    few: bool = False,
) -> _Selected:
    """Narrow to the patients who pass the filters, after one place or before another.

    `few` says that other conditions leave only a few rows, so the engine is kept from using an index of the filters.
    """
    return listed.where(
        *equal_to(filters, hides=few), *older(filters.until, after), *newer(filters.since, before)
    )


def equal_to(
    filters: PatientFilters, language: ColumnElement[str] = _language, *, hides: bool = False
) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions of the filters that name one value.

    `hides` keeps the engine from using an index of their columns.
    """

    def seen(column: ColumnElement[Any]) -> ColumnElement[Any]:
        return func.coalesce(column, null()) if hides else column

    if filters.status == OPEN:
        yield seen(patients.c.status).not_in(AT_REST)
    elif filters.status:
        yield seen(patients.c.status) == filters.status
    if filters.assigned_to:
        yield seen(patients.c.assigned_to) == filters.assigned_to
    if filters.unassigned:
        yield seen(patients.c.assigned_to).is_(None)
    if filters.language:
        yield seen(language) == filters.language
    if filters.due_by:
        yield seen(patients.c.due_on) <= filters.due_by
    yield from _found_elsewhere(filters)


def _found_elsewhere(filters: PatientFilters) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions that no column of a record's tells."""
    if filters.choice:
        yield chose(filters.choice)
    if filters.among is not None:
        yield patients.c.id.in_(sorted(filters.among))
    elif filters.flag:
        yield has_flag(filters.flag)


# One bound on each side, the tighter one: given two, an engine may begin at the wrong one and read all earlier pages.


def older(until: datetime | None, after: Place | None = None) -> Iterator[ColumnElement[bool]]:
    """Yield the bound of the newer side."""
    if after is not None and (until is None or after[0] < until):
        yield _place < after
    elif until is not None:
        yield patients.c.created_at < until


def newer(since: datetime | None, before: Place | None = None) -> Iterator[ColumnElement[bool]]:
    """Yield the bound of the older side."""
    if before is not None and (since is None or since <= before[0]):
        yield _place > before
    elif since is not None:
        yield patients.c.created_at >= since


def every_status() -> CTE:
    """Return every status that occurs, and a NULL.

    Each takes one step in the index, however many patients have it.
    """
    lowest = select(func.min(patients.c.status).label("status"))
    found = lowest.cte("statuses", recursive=True)
    following = lowest.where(patients.c.status > found.c.status).scalar_subquery()
    return found.union_all(select(following).where(found.c.status.is_not(None)))
