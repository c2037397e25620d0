"""What is planned for a record: follow-up dates, and assignments that are news."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, literal, select, update

from app.store.patient import EVERYBODY, PatientFilters, narrowed
from app.store.rows import Rows
from app.store.tables import patients

_table = patients.c
FOLLOW_UP: Final = "follow_up"
"""The status of a record that may have a day on which it is due."""


class PatientWork(Rows):
    """The plans of one transaction."""

    def set_due(self, patient_id: UUID, before: date | None, due: date | None, now: datetime) -> bool:
        """Set the day of a follow-up if it is still `before`, and return whether it was."""
        still = _table.status == FOLLOW_UP, _table.due_on.is_not_distinct_from(before)
        changed = update(patients).where(_table.id == patient_id, *still).values(due_on=due, updated_at=now)
        return self._connection.execute(changed.returning(_table.id)).first() is not None

    def count_due(self, day: date, filters: PatientFilters = EVERYBODY, cap: int = 1000) -> int:
        """Count those who are due by a day and pass the filters, no further than `cap`.

        The filter's status is ignored.
        """
        due = narrowed(select(literal(1)), replace(filters, status="", due_by=day)).limit(cap).subquery()
        return int(self._connection.execute(select(func.count()).select_from(due)).scalar_one())

    def count_unseen(self, member_id: UUID, cap: int = 1000) -> int:
        """Count the records that others gave to a member who has not opened them."""
        unseen = select(literal(1)).where(
            _table.assigned_to == member_id, _table.assigned_news_at.is_not(None)
        )
        some = unseen.limit(cap).subquery()
        return int(self._connection.execute(select(func.count()).select_from(some)).scalar_one())

    def see(self, patient_id: UUID, member_id: UUID) -> None:
        """Note that a member has opened a record: that it is theirs is no news any more."""
        news = _table.assigned_to == member_id, _table.assigned_news_at.is_not(None)
        self._connection.execute(
            update(patients).where(_table.id == patient_id, *news).values(assigned_news_at=None)
        )
