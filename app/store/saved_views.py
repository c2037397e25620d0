"""A member's own views of the list of patients: filters under a sealed name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select, update

from app.crypto import Unreadable
from app.store.columns import VIEW_NAME
from app.store.rows import SealedRows, columns_of, one_of
from app.store.tables import saved_views

_views = saved_views.c
MOST_VIEWS: Final = 20
LONGEST_VIEW_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class SavedView:
    """One view: its name, and the filters as an address writes them."""

    id: UUID
    query: str
    created_at: datetime
    name: str | Unreadable | None = field(default=None, repr=False)
    """None: it was saved before names were sealed."""


_VIEW: Final = columns_of(SavedView, saved_views, but=("name",))


class SavedViews(SealedRows):
    """The views of one transaction."""

    def of(self, member_id: UUID) -> list[SavedView]:
        """Return a member's views, the oldest first."""
        theirs = select(*_VIEW, _views.name).where(_views.staff_id == member_id)
        rows = self._connection.execute(theirs.order_by(_views.created_at, _views.id).limit(MOST_VIEWS)).all()
        named = [(row.id, row.name) for row in rows if row.name is not None]
        opened = self._sealer.open_many(VIEW_NAME, named)
        names = {row: name for (row, _sealed), name in zip(named, opened, strict=True)}
        return [one_of(SavedView, row, name=names.get(row.id)) for row in rows]

    def save(self, member_id: UUID, name: str, query: str, now: datetime) -> bool:
        """Save a view, over one of the same name; return False when they have too many.

        The member is held, so that nothing comes in between.
        """
        theirs = self.of(member_id)
        if same := next((view for view in theirs if view.name == name), None):
            self._connection.execute(update(saved_views).where(_views.id == same.id).values(query=query))
            return True
        if len(theirs) >= MOST_VIEWS:
            return False
        new = uuid4()
        sealed = self._sealer.seal(VIEW_NAME, new, name)
        values = {"id": new, "staff_id": member_id, "name": sealed, "query": query, "created_at": now}
        self._connection.execute(insert(saved_views).values(values))
        return True

    def forget(self, member_id: UUID, view_id: UUID) -> bool:
        """Delete one of a member's views, and return whether there was one."""
        theirs = delete(saved_views).where(_views.id == view_id, _views.staff_id == member_id)
        return self._connection.execute(theirs.returning(_views.id)).first() is not None
