"""A member's own views of the list of patients: filters under a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from app.store.database import upsert_into
from app.store.rows import Rows, all_of, columns_of
from app.store.tables import saved_views

_views = saved_views.c
MOST_VIEWS: Final = 20
LONGEST_VIEW_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class SavedView:
    """One view: its name, and the filters as an address writes them."""

    id: UUID
    name: str
    query: str


class SavedViews(Rows):
    """The views of one transaction."""

    def of(self, member_id: UUID) -> list[SavedView]:
        """Return a member's views, the oldest first."""
        theirs = select(*columns_of(SavedView, saved_views)).where(_views.staff_id == member_id)
        ordered = theirs.order_by(_views.created_at, _views.id).limit(MOST_VIEWS)
        return all_of(SavedView, self._connection.execute(ordered))

    def save(self, member_id: UUID, name: str, query: str, now: datetime) -> bool:
        """Save a view, over one of the same name; return False when they have too many."""
        others = select(func.count()).where(_views.staff_id == member_id, _views.name != name)
        if self._connection.execute(others).scalar_one() >= MOST_VIEWS:
            return False
        values = {"id": uuid4(), "staff_id": member_id, "name": name, "query": query, "created_at": now}
        saved = upsert_into(self._connection.dialect.name, saved_views).values(values)
        over = saved.on_conflict_do_update(index_elements=["staff_id", "name"], set_={"query": query})
        self._connection.execute(over)
        return True

    def forget(self, member_id: UUID, view_id: UUID) -> bool:
        """Delete one of a member's views, and return whether there was one."""
        theirs = delete(saved_views).where(_views.id == view_id, _views.staff_id == member_id)
        return self._connection.execute(theirs.returning(_views.id)).first() is not None
