"""The audit trail's chain: what is under an old key gets an anchor under the newest, while the old one proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import func, select

from app.store.audit_anchors import AuditAnchors
from app.store.chain import Chain
from app.store.key_anchors import Anchors
from app.store.reseal.reading import Apart, Reading, Swap
from app.store.tables import audit_links

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store.reseal.reading import Keys

_HIGHEST: Final = 2**63 - 1


class AuditLinks:
    """The links, in their order; a link's position stands for its id."""

    name = str(audit_links.name)
    in_stretches = False

    def count(self, connection: Connection) -> int:
        """Return how many links there are."""
        return int(connection.execute(select(func.count()).select_from(audit_links)).scalar_one())

    def read(self, connection: Connection, keys: Keys, after: UUID | None, last: UUID) -> Reading:
        """Read the next links, and see which key proves each."""
        chain, anchors = Chain(connection, keys.index), Anchors(connection, keys.index)
        beginning = AuditAnchors(connection, keys.index).newest()
        position, previous = 0 if after is None else after.int, b""
        if beginning is not None and position <= beginning.position:
            position, previous = beginning.position, beginning.hash
        links = chain.after(position, min(last.int, _HIGHEST))
        if not links:
            return Reading()
        reading = Reading(UUID(int=links[-1].position), len(links), is_last=False)
        previous, made = chain.at(position) or previous, []
        for link in links:
            place = chain.place(link, previous) if link.position == position + 1 else None
            row = UUID(int=link.position)
            reading.note(str(audit_links.c.hash), Apart.UNREADABLE if place is None else place, row)
            if place and link.entry:
                made.append(anchors.make(link.position, link.hash, previous, link.entry))
            position, previous = link.position, link.hash
        statement = anchors.keep()
        reading.swaps = lambda: [Swap(statement, row) for row in made]
        return reading

    def repair(self, connection: Connection, keys: Keys, row: UUID) -> None:
        """Do nothing: a broken link is never made whole."""
