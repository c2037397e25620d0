"""The audit trail's chain: each link is a keyed hash over its entry and the link before it.

Linking comes after writing, so that writers never wait for one another. docs/security/audit-trail.md has what the chain does not prove.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select, text

from app.store import queues
from app.store.audit_entry import Entry, Linked, digest_of, entry_columns, link_columns
from app.store.chain_report import Head
from app.store.columns import AUDIT_LINK
from app.store.key_anchors import Anchors
from app.store.queues import Queue
from app.store.tables import audit_events, audit_links

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Select

    from app.crypto import BlindIndex

BATCH: Final = 1000
LINKED_AT_ONCE: Final = 200
"""As many as a transaction links: SQLite's other writers wait for it."""
_OVERTAKEN: Final = 1000
"""How many numbers an entry that was committed late may lie behind the head, and be found without a sweep."""

_events, _links = audit_events.c, audit_links.c
# In words of SQL, because SQLAlchemy's Uuid would refuse to link what a hand left in SQLite's event ids.
_LINK: Final = text("INSERT INTO audit_links (position, event_id, hash) VALUES (:position, :event_id, :hash)")


class Chain:
    """The chain, as one transaction reads it or adds to it."""

    __slots__ = ("_anchors", "_connection", "_entry", "_index", "_link")

    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index
        self._link = link_columns(connection.dialect.name)
        self._entry = entry_columns(connection.dialect.name)
        self._anchors = Anchors(connection, index)

    def first_unlinked(self, after: int | None = None, *, sweep: bool = True) -> int | None:
        """Return the number of the first entry without a link, above the number `after`; None when each has one.

        Without `sweep` only the trail's end is looked at, which costs the same however long the trail is.
        """
        joined = audit_events.outerjoin(audit_links, _links.event_id == _events.id)
        found = select(_events.seq).select_from(joined).where(_links.position.is_(None))
        if after is not None:
            found = found.where(_events.seq > after)
        elif not sweep:
            found = found.where(_events.seq > self._reached() - _OVERTAKEN)
        return self._connection.execute(found.order_by(_events.seq).limit(1)).scalar_one_or_none()

    def link(self, first: int, limit: int = LINKED_AT_ONCE) -> list[int]:
        """Link entries from a number on, in the order of their numbers, and return these: none when another is at it."""
        if not self._alone():
            return []
        entries = self._unlinked(first, limit)
        head = self.head()
        position, previous = (head.position, head.hash) if head else (0, b"")
        links: list[dict[str, Any]] = []
        for place, entry in enumerate(entries, position + 1):
            previous = self._index.of(AUDIT_LINK, entry.linked_to(previous))
            links.append({"position": place, "event_id": entry.id, "hash": previous})
        if links:
            self._connection.execute(_LINK, links)
        return [entry.seq for entry in entries]

    def head(self) -> Head | None:
        """Return the last link."""
        last = select(*self._link).order_by(_links.position.desc()).limit(1)
        row = self._connection.execute(last).one_or_none()
        return None if row is None else Head(row.position, digest_of(row.hash))

    def walk(self, *only: ColumnElement[bool]) -> Iterator[Linked]:
        """Yield the links in order, and hold no more of them than a batch at a time."""
        some = self._joined().where(*only).limit(BATCH)
        rows = self._connection.execute(some).all()
        while rows:
            yield from map(Linked.of, rows)
            rows = self._connection.execute(some.where(_links.position > rows[-1][0])).all()

    def counts(self) -> tuple[int, int]:
        """Return how many entries there are, and how many of them have a link."""
        joined = audit_events.outerjoin(audit_links, _links.event_id == _events.id)
        counted = select(func.count(), func.count(_links.position)).select_from(joined)
        events, linked = self._connection.execute(counted).one()
        return events, linked

    def fits(self, digest: bytes, previous: bytes, entry: Entry) -> bool:
        """Return whether a link with this hash is for the entry, after the link with the hash `previous`."""
        return digest in self._index.candidates(AUDIT_LINK, entry.linked_to(previous))

    def place(self, link: Linked, previous: bytes) -> int | None:
        """Return under which of our keys (0 is the newest) the link is whole after `previous`; None when it is not.

        Either the link itself is, or an anchor vouches for it. Ask in the order of the chain.
        """
        if link.entry is None:
            return None
        own = self._index.candidates(AUDIT_LINK, link.entry.linked_to(previous))
        by_itself = own.index(link.hash) if link.hash in own else None
        if by_itself == 0:
            return 0
        vouched = self._anchors.place(link.position, link.hash, previous, link.entry)
        return min((each for each in (by_itself, vouched) if each is not None), default=None)

    def after(self, position: int, upto: int, limit: int = BATCH) -> list[Linked]:
        """Return the next links after a position, no further than `upto`."""
        some = self._joined().where(_links.position > position, _links.position <= upto).limit(limit)
        return [Linked.of(row) for row in self._connection.execute(some)]

    def at(self, position: int) -> bytes:
        """Return the hash of the link at a position; empty when there is none."""
        found = select(*self._link).where(_links.position == position)
        row = self._connection.execute(found).one_or_none()
        return b"" if row is None else digest_of(row.hash)

    def _joined(self) -> Select[*tuple[Any, ...]]:
        joined = audit_links.outerjoin(audit_events, _events.id == _links.event_id)
        return select(*self._link, *self._entry).select_from(joined).order_by(_links.position)

    def _alone(self) -> bool:
        """Be the only one that links until the transaction ends."""
        return queues.is_free(self._connection, Queue.AUDIT)

    def _reached(self) -> int:
        """Return the number of the last entry linked; 0 when there is none, or it is gone."""
        last = select(func.max(_links.position)).scalar_subquery()
        seq = (
            select(_events.seq)
            .join(audit_links, _links.event_id == _events.id)
            .where(_links.position == last)
        )
        return self._connection.execute(seq).scalar_one_or_none() or 0

    def _unlinked(self, first: int, limit: int) -> list[Entry]:
        joined = audit_events.outerjoin(audit_links, _links.event_id == _events.id)
        found = (
            select(*self._entry).select_from(joined).where(_links.position.is_(None), _events.seq >= first)
        )
        return [Entry(*row) for row in self._connection.execute(found.order_by(_events.seq).limit(limit))]


def between(since: datetime | None, until: datetime | None) -> Iterator[ColumnElement[bool]]:
    """Yield what to tell `walk` to have the entries from `since` on, and before `until`."""
    if since:
        yield _events.at >= since
    if until:
        yield _events.at < until
