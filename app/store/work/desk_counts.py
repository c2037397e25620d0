"""What the alerts above the list of patients ask for, read by one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.store.exports import exports
from app.store.model import connection_of
from app.store.patients import rights_requests
from app.store.rows import of_columns
from app.store.work import background, storage_counts
from app.store.work.background import Background


class DeskCounts(NamedTuple):
    """How much there is to tell. What it is, whoever tells it reads."""

    late: int
    """How many requests of patients are overdue, and how many in all are due soon."""
    due: int
    hours: int
    """In how many hours something happened that admins are told of."""
    exports: int
    """How many exports began."""
    turned_down: int
    """How often senders were told today that something was not saved."""


def read(  # noqa: PLR0917  (now, and since and until when)
    db: Session, now: datetime, today: date, soon: date, codes: Sequence[str], since: datetime
) -> tuple[DeskCounts, Background]:
    """Return the counts, and how the work in the background is.

    `codes` are those of `storage_counts.hours`. Hours and exports are those since `since`.
    """
    connection = connection_of(db)
    asked = {
        **background.told_at(now),
        **storage_counts.asked_of_hours(codes, since),
        "today": today,
        "soon": soon,
        "since": since,
        "day": storage_counts.day_of(now),
    }
    row = connection.execute(_read(connection.dialect.name), asked).one()
    return of_columns(DeskCounts, row, _OWN), of_columns(
        Background, row, background.columns(connection.dialect.name)
    )


_DUE: Final = rights_requests.DUE.subquery()
_OWN: Final = (
    _DUE.c.late,
    _DUE.c.due,
    select(func.count()).select_from(storage_counts.HOURS.subquery()).scalar_subquery().label("hours"),
    select(func.count())
    .select_from(exports.BEGUN.order_by(None).subquery())
    .scalar_subquery()
    .label("exports"),
    storage_counts.TURNED_DOWN_ON.scalar_subquery().label("turned_down"),
)


@cache
def _read(dialect: str) -> Select[*tuple[Any, ...]]:
    return select(*_OWN, *background.columns(dialect))
