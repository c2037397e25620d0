"""Letting go of the oldest part of the audit trail, so that the rest can still be proven.

What goes is the beginning of the chain and nothing else, in one transaction with an anchor: the position and the hash
where the kept part begins, vouched for by a key that the database does not have. Triggers refuse to delete anything
after the newest anchor. A part that does not hold is evidence: it stays, and so does all after it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, insert, select

from app.store import queues
from app.store.audit import Audit
from app.store.chain_report import Head
from app.store.columns import AUDIT_ANCHOR
from app.store.key_anchors import Anchors
from app.store.legal_holds import held_subjects
from app.store.queues import Queue
from app.store.tables import audit_anchors, audit_events, audit_links, audit_mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from app.crypto import BlindIndex
    from app.store.audit_entry import Linked
    from app.store.chain import Chain

LET_GO_AT_ONCE: Final = 500
_table = audit_anchors.c
_events, _links = audit_events.c, audit_links.c


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the kept part of the trail begins: after this link, of so many entries that were let go, the last of `until`."""

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
        *fields, mac = tuple(row)
        position, stored, at, entries, until = fields
        said = _said(position, stored, at, entries, until)
        own = self._index.candidates(AUDIT_ANCHOR, said)
        by_itself = own.index(mac) if mac in own else None
        by_newer = Anchors(self._connection, self._index).place_of(position, said)
        place = min((each for each in (by_itself, by_newer) if each is not None), default=None)
        return Anchor(position, stored, at, entries, until, place)

    def renewed(self, anchor: Anchor) -> dict[str, object]:
        """Return the row that vouches for an anchor under the newest key."""
        said = _said(anchor.position, anchor.hash, anchor.at, anchor.entries, anchor.until)
        return Anchors(self._connection, self._index).row(anchor.position, said)

    def let_go(
        self, chain: Chain, before: datetime, actor: str, now: datetime, most: int = LET_GO_AT_ONCE
    ) -> int:
        """Let go of the trail's beginning, as far as it is from `before` or earlier, and return how many entries went.

        Never of an entry about somebody on hold, nor of anything after one; never of the last link; and nothing at
        all where the chain does not hold. Settle the holds before.
        """
        queues.wait(self._connection, Queue.AUDIT)
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
        Audit(self._connection).record(actor, "audit.let_go", details=details, at=now)
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
        """Return the ids of those on hold and of their conversations, as entries write them."""
        return {subject.hex for subject in self._connection.execute(held_subjects()).scalars()}

    def _anchor(self, going: list[Linked], entries: int, now: datetime) -> None:
        last = going[-1]
        until = max(datetime.fromisoformat(link.entry.at) for link in going if link.entry)
        values = {"position": last.position, "hash": last.hash, "at": now, "entries": entries, "until": until}
        mac = self._index.of(AUDIT_ANCHOR, _said(last.position, last.hash, now, entries, until))
        self._connection.execute(insert(audit_anchors), values | {"mac": mac})

    def _delete(self, after: int, last: int) -> None:
        """Delete the entries, what finds them by subject, and then the links that name them, and what vouches for those."""
        linked = select(_links.event_id).where(_links.position > after, _links.position <= last)
        numbers = select(_events.seq).where(_events.id.in_(linked))
        self._connection.execute(delete(audit_mentions).where(audit_mentions.c.event_seq.in_(numbers)))
        self._connection.execute(delete(audit_events).where(_events.id.in_(linked)))
        self._connection.execute(delete(audit_links).where(_links.position > after, _links.position <= last))
        Anchors(self._connection, self._index).let_go(last)


def _is_from(at: str, before: datetime) -> bool:
    """Return whether an entry is from then or earlier. One that a hand has put in may hold no moment at all: it stays."""
    try:
        return datetime.fromisoformat(at) <= before
    except (TypeError, ValueError):
        return False


def _said(position: int, stored: bytes, at: datetime, entries: int, until: datetime) -> str:
    """Return what an anchor's MAC is of."""
    return json.dumps([position, stored.hex(), at.isoformat(), entries, until.isoformat()])
