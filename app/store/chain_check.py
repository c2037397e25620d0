"""Holding the audit trail to its chain, and saying what is wrong where it does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.store.chain_report import ChainReport, Fault, Head, Wrong
from app.store.tables import audit_links

if TYPE_CHECKING:
    from app.store.audit_anchors import Anchor, AuditAnchors
    from app.store.audit_entry import Entry, Linked
    from app.store.chain import Chain

_LATE: Final = timedelta(hours=1)
"""More than any transaction of ours lives, by far: they are ended when idle for seconds."""


def verify(chain: Chain, anchors: AuditAnchors, kept: Head | None = None) -> ChainReport:
    """Hold every entry to its link, to the first fault; and the chain to a head that was kept elsewhere.

    Where the beginning was let go, the rest is held to the anchor that was left; once more, if one is left meanwhile.
    """
    while True:
        anchor = anchors.newest()
        report = _verify(chain, anchor, kept)
        if report.fault is None or anchors.newest() == anchor:
            return report


def _verify(chain: Chain, anchor: Anchor | None, kept: Head | None) -> ChainReport:
    start = anchor.head if anchor else Head(0, b"")
    head, newest, fault = start, None, _fault_of_beginning(anchor, kept)
    if fault is not None:
        return _report(chain, anchor, head, fault)
    for link in chain.walk():
        fault = _fault(chain, head, link, newest)
        if fault is not None:
            break
        head = Head(link.position, link.hash)
        newest = max(filter(None, (newest, link.entry)), key=lambda entry: entry.seq)
        if kept is not None and kept.position == head.position and kept != head:
            fault = _at(link, Wrong.NOT_KEPT)
            break
    if fault is None and kept is not None and kept.position > head.position:
        fault = Fault(kept.position, None, None, Wrong.NOT_KEPT)
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


def _fault_of_beginning(anchor: Anchor | None, kept: Head | None) -> Fault | None:
    """Return what is wrong with the place where the kept part begins."""
    if anchor is None:
        return None
    if not anchor.vouched:
        return Fault(anchor.position, None, None, Wrong.CUT)
    if kept is not None and kept.position == anchor.position and kept != anchor.head:
        return Fault(kept.position, None, None, Wrong.NOT_KEPT)
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
    for other in chain.walk(audit_links.c.position != link.position):
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
    """Tell an entry that was slipped in among old ones from one whose transaction others overtook."""
    if entry.seq > newest.seq:
        return False
    try:
        return datetime.fromisoformat(newest.at) - datetime.fromisoformat(entry.at) > _LATE
    except (TypeError, ValueError):  # no moment that we wrote
        return True


def _at(link: Linked, wrong: Wrong) -> Fault:
    return Fault(link.position, link.entry.seq if link.entry else None, link.event, wrong)
