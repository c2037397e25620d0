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
    row = tuple(connection.execute(_read(connection.dialect.name), asked).one())
    return DeskCounts(*row[:_OWN]), Background(*row[_OWN:])


_OWN: Final = len(DeskCounts._fields)


@cache
def _read(dialect: str) -> Select[*tuple[Any, ...]]:
    requests = rights_requests.DUE.subquery()
    counted = (storage_counts.HOURS, exports.BEGUN.order_by(None))
    return select(
        requests,
        *(select(func.count()).select_from(each.subquery()).scalar_subquery() for each in counted),
        storage_counts.TURNED_DOWN_ON.scalar_subquery(),
        *background.columns(dialect),
    )
