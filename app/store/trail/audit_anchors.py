"""Remove the oldest part of the trail, so that the rest can still be proven.

What goes is the beginning of the chain and nothing else, in one transaction with an anchor: the position and the hash
where the kept part begins, vouched for by a key that the database does not have. Triggers refuse to delete anything
after the newest anchor. A part that does not hold is evidence: it stays, and so does all after it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Final

from sqlalchemy import BigInteger, Connection, Integer, LargeBinary, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.crypto import BlindIndex, Column
from app.store.engine import database
from app.store.engine.database import AdvisoryLock
from app.store.keys import Anchors
from app.store.model import Base, NoSeal, as_read, read_columns, table_of
from app.store.patients.legal_holds import held_subjects
from app.store.trail import audit
from app.store.trail.audit import AuditEvent, AuditLink, AuditMention
from app.store.trail.audit_chain import Chain, Head
from app.store.trail.audit_entries import Linked
from app.store.trail.events import TrailEvent, TrailGroup

CUT_OFF = TrailEvent(
    "audit.let_go",
    "Removed the oldest {entries} audit entries, up to position {position}",
    TrailGroup.RETENTION,
)

AUDIT_ANCHOR: Final = Column("audit_anchors", "mac")
_events, _links = table_of(AuditEvent).c, table_of(AuditLink).c
TRIMMED_AT_ONCE: Final = 500
"""How many entries one transaction removes at most."""


class Anchor(Base):
    """Where the kept part of the trail begins.

    After this link; before it, `entries` entries were removed, the last of them dated `until`.
    """

    __tablename__ = "audit_anchors"
    __allow_unmapped__ = True

    position: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime]
    entries: Mapped[int] = mapped_column(BigInteger)
    until: Mapped[datetime]
    mac: Mapped[bytes] = mapped_column(LargeBinary(32))

    seal = NoSeal("Each has a MAC, and `audit verify` checks it.")

    place: int | None = None
    """Under which of our keys it is vouched for, 0 being the newest; None when nobody who has one wrote it."""

    @property
    def vouched(self) -> bool:
        """Whether it was written by somebody who has a key."""
        return self.place is not None

    @property
    def head(self) -> Head:
        """The link that the kept part follows."""
        return Head(self.position, self.hash)


def has_been_cut(db: Session) -> bool:
    """Tell whether the beginning of the trail was deleted."""
    return db.execute(select(table_of(Anchor).c.position).limit(1)).first() is not None


class AuditAnchors:
    """The anchors of one transaction."""

    __slots__ = ("_connection", "_index")

    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index

    def newest(self) -> Anchor | None:
        """Return where the kept part begins; None as long as the whole trail is there."""
        last = select(*read_columns(Anchor)).order_by(table_of(Anchor).c.position.desc()).limit(1)
        row = self._connection.execute(last).mappings().one_or_none()
        if row is None:
            return None
        anchor = as_read(Anchor, row)
        said = _said(anchor.position, anchor.hash, anchor.at, anchor.entries, anchor.until)
        own = self._index.candidates(AUDIT_ANCHOR, said)
        own_place = own.index(anchor.mac) if anchor.mac in own else None
        by_newer = Anchors(self._connection, self._index).place_of(anchor.position, said)
        anchor.place = min((each for each in (own_place, by_newer) if each is not None), default=None)
        return anchor

    def renewed(self, anchor: Anchor) -> dict[str, object]:
        """Return the row that vouches for an anchor under the newest key."""
        said = _said(anchor.position, anchor.hash, anchor.at, anchor.entries, anchor.until)
        return Anchors(self._connection, self._index).row(anchor.position, said)

    def trim(self, db: Session, chain: Chain, before: datetime, actor: str, now: datetime) -> int:
        """Remove the trail's entries dated `before` or earlier, from its beginning.

        Return how many were removed. The removal ends before an entry about somebody on hold, before the last link,
        and where the chain does not hold. Settle the holds before.
        """
        database.take_lock(self._connection, AdvisoryLock.AUDIT)
        anchor = self.newest()
        if anchor is not None and not anchor.vouched:
            return 0
        start = anchor.head if anchor else Head(0, b"")
        going = list(islice(self._going(chain, start, before), TRIMMED_AT_ONCE))
        head = chain.head()
        if head is not None and going and going[-1].position == head.position:
            going.pop()
        if not going:
            return 0
        entries = (anchor.entries if anchor else 0) + len(going)
        self._anchor(going, entries, now)
        details = {"entries": len(going), "position": going[-1].position, "until": before.date().isoformat()}
        audit.record(db, actor, CUT_OFF, details=details, at=now)
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
        self._connection.execute(insert(table_of(Anchor)), values | {"mac": mac})

    def _delete(self, after: int, last: int) -> None:
        """Delete entries with their mentions, their links and the anchors of these."""
        linked = select(_links.event_id).where(_links.position > after, _links.position <= last)
        numbers = select(_events.seq).where(_events.id.in_(linked))
        self._connection.execute(
            delete(table_of(AuditMention)).where(table_of(AuditMention).c.event_seq.in_(numbers))
        )
        self._connection.execute(delete(table_of(AuditEvent)).where(_events.id.in_(linked)))
        self._connection.execute(
            delete(table_of(AuditLink)).where(_links.position > after, _links.position <= last)
        )
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
