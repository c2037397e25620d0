"""How far the audit trail's chain is behind the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from app.store.tables import audit_events, audit_links
from app.store.transaction import transaction

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

_LOOKED_AT: Final = 10_000
"""Entries, from the newest: however long the trail is, this takes as long."""
_events, _links = audit_events.c, audit_links.c


def oldest_unlinked(engine: Engine) -> datetime | None:
    """Return the time of the oldest entry, among the newest, that has no link yet; None when all have one.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    joined = audit_events.outerjoin(audit_links, _links.event_id == _events.id)
    newest = select(func.max(_events.seq)).scalar_subquery()
    waiting = (
        select(_events.at)
        .select_from(joined)
        .where(_links.position.is_(None), _events.seq > newest - _LOOKED_AT)
        .order_by(_events.seq)
        .limit(1)
    )
    with transaction(engine, read_only=True) as connection:
        found: datetime | None = connection.execute(waiting).scalar_one_or_none()
        return found
