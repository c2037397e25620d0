"""Holding the audit trail to its chain, and saying what is wrong where it does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.store.chain_report import ChainReport, Fault, Head, Wrong
from app.store.tables import audit_links

if TYPE_CHECKING:
    from app.store.audit_entry import Entry, Linked
    from app.store.chain import Chain

_LATE: Final = timedelta(hours=1)
"""More than any transaction of ours lives, by far: they are ended when idle for seconds."""


def verify(chain: Chain, kept: Head | None = None) -> ChainReport:
    """Hold every entry to its link, to the first fault; and the chain to a head that was kept elsewhere."""
    head, newest, fault = Head(0, b""), None, None
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
    events, linked = chain.counts()
    return ChainReport(events, head.position, events - linked, head if head.position else None, fault)


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
