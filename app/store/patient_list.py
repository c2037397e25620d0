"""Lists of patients: page by page in either direction, each page read off an index from where the last one ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import func, literal, select, tuple_

from app.store.columns import NAME
from app.store.patient import Patient, PatientFilters
from app.store.patient_rows import NEWEST_FIRST, PatientRows, selecting
from app.store.tables import patients

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sqlalchemy import CTE, ColumnElement, Select

_table = patients.c
_place = tuple_(_table.created_at, _table.id)
_language: ColumnElement[str] = _table.language
OLDEST_FIRST: Final = (_table.created_at, _table.id)
_NAMES: Final = (NAME.name,)
_EVERYBODY: Final = PatientFilters()

Place = tuple["datetime", UUID]
"""Where a patient stands in every list: `created_at` and `id`. New ones come before the first, and move nobody."""


class PatientList(PatientRows):
    """What lists and counts patients."""

    __slots__ = ()

    def page(
        self,
        limit: int,
        after: Place | None = None,
        columns: Collection[str] = _NAMES,
        filters: PatientFilters = _EVERYBODY,
    ) -> list[Patient]:
        """Return patients, newest first, with only these columns opened; those after a place, if it is given.

        Raises:
            KeyError: a patient has no such column.
        """
        listed = narrowed(selecting(columns), filters, after=after)
        return self._open_list(listed.order_by(*NEWEST_FIRST).limit(limit), columns)

    def page_before(
        self,
        limit: int,
        before: Place,
        columns: Collection[str] = _NAMES,
        filters: PatientFilters = _EVERYBODY,
    ) -> list[Patient]:
        """Return the patients just newer than a place, newest first. Raises as `page` does."""
        listed = narrowed(selecting(columns), filters, before=before)
        return self._open_list(listed.order_by(*OLDEST_FIRST).limit(limit), columns)[::-1]

    def counts(self, filters: PatientFilters = _EVERYBODY, cap: int = 1000) -> dict[str, int]:
        """Return how many pass the filters in each status that occurs, and under "" the sum. The filter's status is ignored.

        Nobody counts further than `cap` in a status: where it says so many, there may be more.
        """
        statuses = _statuses()
        # One member has few patients and a language many: SQLite is not to count down the language's index then.
        language = func.coalesce(_language, "") if filters.assigned_to else _language
        passing = select(literal(1)).where(
            _table.status == statuses.c.status,
            *_equal(replace(filters, status=""), language),
            *_older(filters.until, None),
            *_newer(filters.since, None),
        )
        some = passing.limit(cap).correlate(statuses).subquery()
        how_many = select(func.count()).select_from(some).scalar_subquery()
        rows = self._connection.execute(
            select(statuses.c.status, how_many).where(statuses.c.status.is_not(None))
        )
        counted: dict[str, int] = {status: count for status, count in rows}  # noqa: C416  (rows are no pairs to mypy)
        return {**counted, "": sum(counted.values())}

    def newest(self, filters: PatientFilters = _EVERYBODY) -> UUID | None:
        """Return the newest patient who passes the filters."""
        found = narrowed(select(_table.id), filters).order_by(*NEWEST_FIRST).limit(1)
        return self._connection.execute(found).scalar_one_or_none()


def _statuses() -> CTE:
    """Return every status that occurs, and a NULL: one step down the index for each, however many patients have it."""
    lowest = select(func.min(_table.status).label("status"))
    found = lowest.cte("statuses", recursive=True)
    following = lowest.where(_table.status > found.c.status).scalar_subquery()
    return found.union_all(select(following).where(found.c.status.is_not(None)))


def narrowed(
    listed: Select[*tuple[Any, ...]],
    filters: PatientFilters,
    *,
    after: Place | None = None,
    before: Place | None = None,
) -> Select[*tuple[Any, ...]]:
    """Narrow to the patients who pass the filters, and stand after one place or before another."""
    return listed.where(*_equal(filters), *_older(filters.until, after), *_newer(filters.since, before))


def _equal(
    filters: PatientFilters, language: ColumnElement[str] = _language
) -> Iterator[ColumnElement[bool]]:
    if filters.status:
        yield _table.status == filters.status
    if filters.assigned_to:
        yield _table.assigned_to == filters.assigned_to
    if filters.language:
        yield language == filters.language


# One bound on each side, the tighter one: given two, an engine may begin at the wrong one and walk all pages so far.


def _older(until: datetime | None, after: Place | None) -> Iterator[ColumnElement[bool]]:
    if after is not None and (until is None or after[0] < until):
        yield _place < after
    elif until is not None:
        yield _table.created_at < until


def _newer(since: datetime | None, before: Place | None) -> Iterator[ColumnElement[bool]]:
    if before is not None and (since is None or since <= before[0]):
        yield _place > before
    elif since is not None:
        yield _table.created_at >= since
