"""The audit trail's chain: keyed hashes, each over an entry and the link before.

Linking comes after writing, so that writers never wait for one another. docs/security/audit-trail.md has what the chain does not prove.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, Self

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    String,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
)

from app.crypto import BlindIndex
from app.store import database
from app.store.audit import (
    Audit,
    AuditFilters,
    Entry,
    Linked,
    conditions,
    digest_of,
    entry_columns,
    entry_of,
    link_columns,
)
from app.store.columns import AUDIT_ANCHOR, AUDIT_LINK
from app.store.connection import begin
from app.store.database import AdvisoryLock
from app.store.events import TrailEvent, TrailGroup
from app.store.keys import Anchors
from app.store.legal_holds import held_subjects
from app.store.tables import audit_anchors, audit_events, audit_links, audit_mentions

CUT_OFF = TrailEvent(
    "audit.let_go",
    "Removed the oldest {entries} audit entries, up to position {position}",
    TrailGroup.RETENTION,
)


BATCH: Final = 1000
LINKED_AT_ONCE: Final = 200
"""How many entries one transaction links: SQLite's other writers wait for it."""
_WRITTEN: Final = re.compile(r"([1-9][0-9]{0,18}):([0-9a-f]{64})", re.ASCII)
_OVERTAKEN: Final = 1000
"""How far an entry that was committed late may be behind the head, to be found without a sweep."""

_events, _links = audit_events.c, audit_links.c
# In words of SQL, because SQLAlchemy's Uuid would refuse to link what was written by hand into SQLite's event ids.
_LINK: Final = text("INSERT INTO audit_links (position, event_id, hash) VALUES (:position, :event_id, :hash)")


@dataclass(frozen=True, slots=True)
class Head:
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

    def passing(self, filters: AuditFilters, after: int, limit: int) -> list[tuple[bytes, Linked]]:
        """Return the next links of entries that pass, each with the hash it follows."""
        before = audit_links.alias("before")
        previous = select(type_coerce(before.c.hash, String)).where(before.c.position == _links.position - 1)
        some = self._joined().add_columns(previous.scalar_subquery().label("previous"))
        rows = self._connection.execute(
            some.where(*conditions(filters), _links.position > after).limit(limit)
        ).all()
        anchor = AuditAnchors(self._connection, self._index).newest()
        start = {anchor.position + 1: anchor.hash} if anchor else {}
        return [(digest_of(row.previous) or start.get(row.position, b""), Linked.of(row)) for row in rows]

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


# How far the audit trail's chain is behind the trail.

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


# Removing the oldest part of the audit trail, so that the rest can still be proven.
#
# What goes is the beginning of the chain and nothing else, in one transaction with an anchor: the
# position and the hash where the kept part begins, vouched for by a key that the database does not have.
# Triggers refuse to delete anything after the newest anchor. A part that does not hold is evidence: it
# stays, and so does all after it.

TRIMMED_AT_ONCE: Final = 500
"""How many entries one transaction removes at most."""
_table = audit_anchors.c


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the kept part of the trail begins.

    After this link; before it, `entries` entries were removed, the last of them dated `until`.
    """

    position: int
    hash: bytes
    at: datetime
    entries: int
    until: datetime
    place: int | None
    """Under which of our keys it is vouched for, 0 being the newest; None when nobody who has one wrote it."""

    @property
    def vouched(self) -> bool:
        """Whether it was written by somebody who has a key."""
        return self.place is not None

    @property
    def head(self) -> Head:
        """The link that the kept part follows."""
        return Head(self.position, self.hash)


class AuditAnchors:
    """The anchors of one transaction."""

    __slots__ = ("_connection", "_index")

    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index

    def newest(self) -> Anchor | None:
        """Return where the kept part begins; None as long as the whole trail is there."""
        last = select(_table.position, _table.hash, _table.at, _table.entries, _table.until, _table.mac)
        row = self._connection.execute(last.order_by(_table.position.desc()).limit(1)).one_or_none()
        if row is None:
            return None
        said = _said(row.position, row.hash, row.at, row.entries, row.until)
        own = self._index.candidates(AUDIT_ANCHOR, said)
        own_place = own.index(row.mac) if row.mac in own else None
        by_newer = Anchors(self._connection, self._index).place_of(row.position, said)
        place = min((each for each in (own_place, by_newer) if each is not None), default=None)
        return Anchor(row.position, row.hash, row.at, row.entries, row.until, place)

    def renewed(self, anchor: Anchor) -> dict[str, object]:
        """Return the row that vouches for an anchor under the newest key."""
        said = _said(anchor.position, anchor.hash, anchor.at, anchor.entries, anchor.until)
        return Anchors(self._connection, self._index).row(anchor.position, said)

    def trim(
        self, chain: Chain, before: datetime, actor: str, now: datetime, most: int = TRIMMED_AT_ONCE
    ) -> int:
        """Remove the trail's entries dated `before` or earlier, from its beginning.

        Return how many were removed. The removal ends before an entry about somebody on hold, before the last link,
        and where the chain does not hold. Settle the holds before.
        """
        database.take_lock(self._connection, AdvisoryLock.AUDIT)
        anchor = self.newest()
        if anchor is not None and not anchor.vouched:
            return 0
        start = anchor.head if anchor else Head(0, b"")
        going = list(islice(self._going(chain, start, before), most))
        head = chain.head()
        if head is not None and going and going[-1].position == head.position:
            going.pop()
        if not going:
            return 0
        entries = (anchor.entries if anchor else 0) + len(going)
        self._anchor(going, entries, now)
        details = {"entries": len(going), "position": going[-1].position, "until": before.date().isoformat()}
        Audit(self._connection).record(actor, CUT_OFF, details=details, at=now)
        self._delete(start.position, going[-1].position)
        return len(going)

    def _going(self, chain: Chain, start: Head, before: datetime) -> Iterator[Linked]:
        """Yield the links that may go: in order, each of them whole."""
        held = self._held()
        previous = start
        for link in chain.walk(_links.position > start.position):
            entry = link.entry
            whole = link.position == previous.position + 1 and entry is not None
            if not whole or entry is None or chain.place(link, previous.hash) is None:
                return
            about_held = entry.subject_id in held or any(subject in entry.details for subject in held)
            if about_held or not _is_from(entry.at, before):
                return
            previous = Head(link.position, link.hash)
            yield link

    def _held(self) -> set[str]:
        """Return the ids on hold, and of their conversations, as entries hold them."""
        return {subject.hex for subject in self._connection.execute(held_subjects()).scalars()}

    def _anchor(self, going: list[Linked], entries: int, now: datetime) -> None:
        last = going[-1]
        until = max(datetime.fromisoformat(link.entry.at) for link in going if link.entry)
        values = {"position": last.position, "hash": last.hash, "at": now, "entries": entries, "until": until}
        mac = self._index.of(AUDIT_ANCHOR, _said(last.position, last.hash, now, entries, until))
        self._connection.execute(insert(audit_anchors), values | {"mac": mac})

    def _delete(self, after: int, last: int) -> None:
        """Delete entries with their mentions, their links and the anchors of these."""
        linked = select(_links.event_id).where(_links.position > after, _links.position <= last)
        numbers = select(_events.seq).where(_events.id.in_(linked))
        self._connection.execute(delete(audit_mentions).where(audit_mentions.c.event_seq.in_(numbers)))
        self._connection.execute(delete(audit_events).where(_events.id.in_(linked)))
        self._connection.execute(delete(audit_links).where(_links.position > after, _links.position <= last))
        Anchors(self._connection, self._index).trim(last)


def _is_from(at: str, before: datetime) -> bool:
    """Return whether an entry is dated `before` or earlier.

    One that was put in by hand may hold no valid date: it stays.
    """
    try:
        return datetime.fromisoformat(at) <= before
    except (TypeError, ValueError):
        return False


def _said(position: int, stored: bytes, at: datetime, entries: int, until: datetime) -> str:
    """Return the text that an anchor's MAC is made of."""
    return json.dumps([position, stored.hex(), at.isoformat(), entries, until.isoformat()])
