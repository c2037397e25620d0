"""The audit trail's chain: keyed hashes, each over an entry and the link before.

Linking comes after writing, so that writers never wait for one another. docs/security/audit-trail.md has what the chain does not prove.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple, Self

from sqlalchemy import ColumnElement, Connection, Engine, Select, String, func, select, text, type_coerce

from app.crypto import BlindIndex, Column
from app.store.engine import database
from app.store.engine.connection import begin
from app.store.engine.database import AdvisoryLock
from app.store.keys import Anchors
from app.store.model import table_of
from app.store.trail.audit import AuditEvent, AuditFilters, AuditLink, conditions
from app.store.trail.audit_entries import Entry, Linked, digest_of, entry_columns, entry_of, link_columns

BATCH: Final = 1000
LINKED_AT_ONCE: Final = 200
"""How many entries one transaction links: SQLite's other writers wait for it."""
_OVERTAKEN: Final = 1000
"""How far an entry that was committed late may be behind the head, to be found without a sweep."""

AUDIT_LINK: Final = Column("audit_links", "hash")
_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,18}):([0-9a-f]{64})", re.ASCII)
audit_events, audit_links = table_of(AuditEvent), table_of(AuditLink)
_events, _links = audit_events.c, audit_links.c
# In words of SQL, because SQLAlchemy's Uuid would refuse to link what was written by hand into SQLite's event ids.
_LINK: Final = text("INSERT INTO audit_links (position, event_id, hash) VALUES (:position, :event_id, :hash)")


class Head(NamedTuple):
    """A position in the chain and its hash, written `2000:9f86…`.

    The hash answers for everything before it.
    """

    position: int
    hash: bytes

    @classmethod
    def read(cls, text: str) -> Self:
        """Return the head that a text says.

        Raises:
            ValueError: it is not written like one.
        """
        written = _WRITTEN.fullmatch(text.strip())
        if written is None:
            raise ValueError("a head is written as its position, a colon and 64 hex digits")
        return cls(int(written[1]), bytes.fromhex(written[2]))

    def __str__(self) -> str:
        return f"{self.position}:{self.hash.hex()}"


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
        """Return the number of the first entry after `after` that has no link.

        None when each has one. Without `sweep` only the trail's end is looked at, which costs the same
        however long the trail is.
        """
        joined = audit_events.outerjoin(audit_links, _links.event_id == _events.id)
        found = select(_events.seq).select_from(joined).where(_links.position.is_(None))
        if after is not None:
            found = found.where(_events.seq > after)
        elif not sweep:
            found = found.where(_events.seq > self._reached() - _OVERTAKEN)
        return self._connection.execute(found.order_by(_events.seq).limit(1)).scalar_one_or_none()

    def link(self, first: int, limit: int = LINKED_AT_ONCE) -> list[int]:
        """Link entries from a number on, in the order of their numbers.

        Return those linked: none while another process is linking.
        """
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
        """Yield the links in order, with no more than a batch of them in memory."""
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
        """Return whether a link with this hash, after `previous`, fits the entry."""
        return digest in self._index.candidates(AUDIT_LINK, entry.linked_to(previous))

    def place(self, link: Linked, previous: bytes) -> int | None:
        """Return the place of our key that vouches for the link after `previous`.

        0 is the newest key; None means that none does. The link's own hash or an anchor may be made with that key. Call
        it in the order of the chain.
        """
        if link.entry is None:
            return None
        own = self._index.candidates(AUDIT_LINK, link.entry.linked_to(previous))
        own_place = own.index(link.hash) if link.hash in own else None
        if own_place == 0:
            return 0
        vouched = self._anchors.place(link.position, link.hash, previous, link.entry)
        return min((each for each in (own_place, vouched) if each is not None), default=None)

    def after(self, position: int) -> list[Linked]:
        """Return the next links after a position."""
        some = self._joined().where(_links.position > position).limit(BATCH)
        return [Linked.of(row) for row in self._connection.execute(some)]

    def passing(
        self, filters: AuditFilters, after: int, limit: int, start: Head | None
    ) -> list[tuple[bytes, Linked]]:
        """Return the next links of entries that pass, each with the hash it follows.

        `start` is the link that the kept part follows.
        """
        before = audit_links.alias("before")
        previous = select(type_coerce(before.c.hash, String)).where(before.c.position == _links.position - 1)
        some = self._joined().add_columns(previous.scalar_subquery().label("previous"))
        rows = self._connection.execute(
            some.where(*conditions(filters), _links.position > after).limit(limit)
        ).all()
        first = {start.position + 1: start.hash} if start else {}
        return [(digest_of(row.previous) or first.get(row.position, b""), Linked.of(row)) for row in rows]

    def at(self, position: int) -> bytes:
        """Return the hash of the link at a position; empty when there is none."""
        found = select(*self._link).where(_links.position == position)
        row = self._connection.execute(found).one_or_none()
        return b"" if row is None else digest_of(row.hash)

    def _joined(self) -> Select[*tuple[Any, ...]]:
        joined = audit_links.outerjoin(audit_events, _events.id == _links.event_id)
        return select(*self._link, *self._entry).select_from(joined).order_by(_links.position)

    def _alone(self) -> bool:
        """Try to be the only one that links until the transaction ends."""
        return database.try_lock(self._connection, AdvisoryLock.AUDIT)

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
        return [entry_of(row) for row in self._connection.execute(found.order_by(_events.seq).limit(limit))]


def between(since: datetime | None, until: datetime | None) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions for `walk` that select entries of a time.

    From `since` on, and before `until`.
    """
    if since:
        yield _events.at >= since
    if until:
        yield _events.at < until


_LOOKED_AT: Final = 10_000
"""Entries, from the newest: however long the trail is, this takes as long."""


def oldest_unlinked(engine: Engine) -> datetime | None:
    """Return the time of the oldest entry without a link, among the newest.

    None when all have one.

    Raises:
        StoreUnavailable: the database cannot be read.
    """
    with begin(engine, read_only=True) as connection:
        return unlinked(connection)[1]


def unlinked(connection: Connection) -> tuple[int, datetime | None]:
    """Return how many of the newest entries have no link, and the oldest's time."""
    joined = audit_events.outerjoin(audit_links, _links.event_id == _events.id)
    newest = select(func.max(_events.seq)).scalar_subquery()
    waiting = (
        select(_events.at)
        .select_from(joined)
        .where(_links.position.is_(None), _events.seq > newest - _LOOKED_AT)
        .order_by(_events.seq)
    )
    found = connection.execute(waiting).scalars().all()
    return len(found), found[0] if found else None
