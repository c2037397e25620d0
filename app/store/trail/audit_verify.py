"""Check the audit trail against its chain, and say what is wrong and where."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from app.store.trail.audit import AuditLink
from app.store.trail.audit_anchors import Anchor, AuditAnchors
from app.store.trail.audit_chain import Chain, Head
from app.store.trail.audit_entries import Entry, Linked


class Wrong(StrEnum):
    """What can be wrong with a place in the chain, in words."""

    CHANGED = "does not match its link: it was changed, or what stood before it was removed"
    MISSING = "was linked and is no longer in the trail"
    REORDERED = "is out of order: it was moved or renumbered"
    INSERTED = "was put in afterwards"
    UNLINKED = "has lost its link"
    CUT = "is where the kept part is said to begin, and nothing vouches for that: the beginning was cut off"
    NOT_KEPT = "is not the one that was kept: the chain was cut there and linked again"


class Fault(NamedTuple):
    """The first broken place.

    `seq` and `event` (its id as 32 hex digits) are None when no entry is there.
    """

    position: int
    seq: int | None
    event: str | None
    wrong: Wrong

    def __str__(self) -> str:
        name = "" if self.event is None else f" (id {self.event}"
        name += "" if self.event is None else ")" if self.seq is None else f", seq {self.seq})"
        return f"the entry at position {self.position}{name} {self.wrong}"


class ChainReport(NamedTuple):
    """Whether the trail is what was written, as far as its chain can tell."""

    events: int
    """Entries in the trail."""
    linked: int
    """Links found whole, up to the first fault."""
    unlinked: int
    """Entries without a link, as those of the last second are."""
    head: Head | None
    """The last whole link."""
    fault: Fault | None
    trimmed: Head | None = None
    """The link that the kept part follows, when what came before was removed by the retention rule."""
    trimmed_entries: int = 0
    trimmed_until: datetime | None = None


_LATE: Final = timedelta(hours=1)
"""Far longer than any transaction of ours: those that are idle for seconds are ended."""


def verify(chain: Chain, anchors: AuditAnchors, kept: Collection[Head] = ()) -> ChainReport:
    """Check every entry against its link, up to the first fault.

    The chain is also checked against `kept`, heads that were kept elsewhere. Where the beginning was removed, the
    rest is checked against the anchor that was left. If a new one appears meanwhile, the check begins again.
    """
    while True:
        anchor = anchors.newest()
        report = _verify(chain, anchor, kept)
        if report.fault is None or _start(anchors.newest()) == _start(anchor):
            return report


def _start(anchor: Anchor | None) -> Head:
    return anchor.head if anchor else Head(0, b"")


def _verify(chain: Chain, anchor: Anchor | None, kept: Collection[Head]) -> ChainReport:
    head, newest, fault = _start(anchor), None, _fault_of_beginning(anchor, kept)
    if fault is not None:
        return _report(chain, anchor, head, fault)
    positions = {each.position for each in kept}
    for link in chain.walk():
        fault = _fault(chain, head, link, newest)
        if fault is not None:
            break
        head = Head(link.position, link.hash)
        newest = max(filter(None, (newest, link.entry)), key=lambda entry: entry.seq)
        if head.position in positions and _is_another(head, kept):
            fault = _at(link, Wrong.NOT_KEPT)
            break
    farthest = max(positions, default=0)
    if fault is None and farthest > head.position:
        fault = Fault(farthest, None, None, Wrong.NOT_KEPT)
    return _report(chain, anchor, head, fault)


def _report(chain: Chain, anchor: Anchor | None, head: Head, fault: Fault | None) -> ChainReport:
    events, linked = chain.counts()
    whole = head.position - (anchor.position if anchor else 0)
    found = head if head.position else None
    if anchor is None:
        return ChainReport(events, whole, events - linked, found, fault)
    return ChainReport(
        events, whole, events - linked, found, fault, anchor.head, anchor.entries, anchor.until
    )


def _is_another(head: Head, kept: Collection[Head]) -> bool:
    """Return whether a head that was kept has another hash at the same position."""
    return any(each.position == head.position and each != head for each in kept)


def _fault_of_beginning(anchor: Anchor | None, kept: Collection[Head]) -> Fault | None:
    """Return what is wrong with the place where the kept part begins."""
    if anchor is None:
        return None
    if not anchor.vouched:
        return Fault(anchor.position, None, None, Wrong.CUT)
    if _is_another(anchor.head, kept):
        return Fault(anchor.position, None, None, Wrong.NOT_KEPT)
    return None


def _fault(chain: Chain, head: Head, link: Linked, newest: Entry | None) -> Fault | None:
    """Return what is wrong with the link that comes after `head`."""
    expected = head.position + 1
    if link.position > expected:
        return Fault(expected, None, None, Wrong.UNLINKED)
    if link.position < expected:
        return _at(link, Wrong.INSERTED)
    if link.entry is None:
        return _at(link, Wrong.MISSING)
    if chain.place(link, head.hash) is None:
        return _at(link, _what_happened(chain, head.hash, link, link.entry))
    if newest is not None and _back_dated(link.entry, newest):
        return _at(link, Wrong.INSERTED)
    return None


def _what_happened(chain: Chain, previous: bytes, link: Linked, entry: Entry) -> Wrong:
    """Look for what would make the broken link whole."""
    verdict = Wrong.CHANGED
    for other in chain.walk(AuditLink.position != link.position):
        if chain.fits(link.hash, other.hash, entry):
            return Wrong.REORDERED
        if other.entry is None:
            continue
        stood_here = chain.fits(link.hash, previous, other.entry)
        if stood_here or chain.fits(link.hash, previous, replace(entry, seq=other.entry.seq)):
            return Wrong.REORDERED
        if other.position == link.position + 1 and chain.fits(other.hash, previous, other.entry):
            verdict = Wrong.INSERTED
    return verdict


def _back_dated(entry: Entry, newest: Entry) -> bool:
    """Return whether an entry was inserted among old ones.

    An entry that was committed a little late does not count.
    """
    if entry.seq > newest.seq:
        return False
    try:
        return datetime.fromisoformat(newest.at) - datetime.fromisoformat(entry.at) > _LATE
    except (TypeError, ValueError):  # no moment that we wrote
        return True


def _at(link: Linked, wrong: Wrong) -> Fault:
    return Fault(link.position, link.entry.seq if link.entry else None, link.event, wrong)
