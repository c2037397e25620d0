"""Renew what vouches for the audit trail: its beginning, and each of its links.

No link is rewritten: heads that were kept elsewhere name it. What is under an old key gets an anchor under the newest,
while the old one still proves it. What nobody vouches for is never made good.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection

from app.store.keys import Anchors
from app.store.model import table_of
from app.store.rotation.part import Apart, Part, Place, Reading, RotationKeys, Swap, running
from app.store.trail.audit import AuditLink
from app.store.trail.audit_anchors import Anchor, AuditAnchors
from app.store.trail.audit_chain import Chain

_links = table_of(AuditLink)


class AuditTrail(Part):
    """The links, in their order; a link's position stands for its id."""

    name = _links.name
    table = _links

    def read(self, connection: Connection, keys: RotationKeys, after: UUID | None) -> Reading:
        """Read the next links, and see which key proves each."""
        chain, anchors = Chain(connection, keys.index), Anchors(connection, keys.index)
        beginnings = AuditAnchors(connection, keys.index)
        beginning = beginnings.newest()
        position, previous = 0 if after is None else after.int, b""
        if beginning is not None and position <= beginning.position:
            position, previous = beginning.position, beginning.hash
        links = chain.after(position)
        if not links:
            return Reading()
        reading = Reading(UUID(int=links[-1].position), len(links), is_last=False)
        keep, made = running(anchors.keep()), []
        if beginning is not None and position == beginning.position:
            _note(reading, str(table_of(Anchor).c.mac), beginning.place, position)
            made += [beginnings.renewed(beginning)] if beginning.place else []
        previous = chain.at(position) or previous
        for link in links:
            place = chain.place(link, previous) if link.position == position + 1 else None
            _note(reading, str(_links.c.hash), place, link.position)
            if place and link.entry:
                made.append(anchors.make(link.position, link.hash, previous, link.entry))
            position, previous = link.position, link.hash
        reading.swaps = lambda: [Swap(keep, anchor) for anchor in made]
        return reading


def _note(reading: Reading, column: str, place: int | None, position: int) -> None:
    where: Place = Apart.UNREADABLE if place is None else place
    reading.note(column, where, UUID(int=position))
