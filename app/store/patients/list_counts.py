"""What the page of the list counts, read by one statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Integer, Select, String, Uuid, cast, literal, null, select, union_all
from sqlalchemy.orm import Session

from app.store.conversations import callbacks
from app.store.engine.database import UtcDateTime
from app.store.model import connection_of
from app.store.patients import patient_lists, patients
from app.store.patients.patient_filters import PatientFilters, built_once
from app.store.patients.patient_lists import Waiting
from app.store.work import news

_COLUMNS: Final[Mapping[str, Any]] = {
    "stretch": String,
    "status": String,
    "many": Integer,
    "at": UtcDateTime,
    "newest": Uuid,
    "unread": Uuid,
}
"""What a row may say of what it is about."""


class ListCounts(NamedTuple):
    """How many the list has: by status, due, and waiting for somebody."""

    by_status: Mapping[str, int]
    due: int
    waiting: Waiting
    """Of any status, on any day."""
    here: Waiting
    """Those of them who are due, in the list of what is due."""
    calls: int
    """How many are to be called, with a record or without one."""
    new: int
    """How many new records wait, whatever the filters, and since when the first does."""
    new_since: datetime | None
    newest: UUID | None
    """The newest patient, the one with the newest news, and how much it is."""
    unread: UUID | None
    news: int


def of(db: Session, filters: PatientFilters, flag: str, today: date, cap: int) -> ListCounts:
    """Count by the filters; nothing is counted further than `cap`.

    The newest are looked for among those with this flag, if it is not "".
    """
    found: dict[str, list[Any]] = {}
    for row in connection_of(db).execute(_counted(filters, flag, cap), {"day": today}):
        found.setdefault(row.about, []).append(row)
    ((due,), (calls,), (new,), (latest,)) = (found[each] for each in ("due", "calls", "new", "latest"))
    return ListCounts(
        patients.with_sum([(each.status, each.many) for each in found.get("status", ())], cap),
        due.many,
        _waiting(found.get("waiting", ())),
        _waiting(found.get("here" if filters.due_by else "waiting", ())),
        calls.many,
        new.many,
        new.at,
        latest.newest,
        latest.unread,
        latest.many or 0,
    )


def _waiting(rows: Any) -> Waiting:
    return Waiting({(each.stretch, each.status): each.many for each in rows})


@built_once
def _counted(filters: PatientFilters, flag: str, cap: int) -> CompoundSelect[*tuple[Any, ...]]:
    on_any_day = replace(filters, due_by=None)
    return union_all(
        _rows("waiting", patient_lists.counted(on_any_day, cap), "stretch", "status", "many"),
        *(
            [_rows("here", patient_lists.counted(filters, cap), "stretch", "status", "many")]
            if filters.due_by
            else []
        ),
        _rows("status", patients.by_status(filters, cap), "status", "many"),
        _rows("due", patients.due(filters, cap), "many"),
        _rows("calls", callbacks.COUNTED, "many"),
        _rows("new", news.oldest_new(cap), "many", "at"),
        _rows("latest", patients.latest_of(replace(filters, flag=flag)), "newest", "unread", "many"),
    )


def _rows(about: str, counted: Select[*tuple[Any, ...]], *names: str) -> Select[*tuple[Any, ...]]:
    """Return what is counted with its columns by these names, and no others."""
    said = dict(zip(names, counted.subquery().c, strict=True))
    columns = (said.get(name, cast(null(), kind)).label(name) for name, kind in _COLUMNS.items())
    return select(literal(about).label("about"), *columns)
