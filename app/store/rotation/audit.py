"""Renew what vouches for the beginning of the kept trail, and for its links.

It is made under the newest key, while an old one still proves the place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import func, select

from app.store.audit_chain import AuditAnchors, Chain
from app.store.keys import Anchors
from app.store.rotation.progress import Apart, Reading, Swap
from app.store.tables import audit_anchors, audit_links

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store.rotation.progress import Keys


class AuditBeginning:
    """The newest of the trail's anchors; no other is asked for.

    Its position stands for its id.
    """

    name = str(audit_anchors.name)
    in_stretches = False

    def count(self, connection: Connection) -> int:  # noqa: ARG002  (as every part)
        """Return how many are looked at, at most."""
        return 1

    def read(self, connection: Connection, keys: Keys, after: UUID | None, last: UUID) -> Reading:  # noqa: ARG002  (likewise)
        """Read it, and see which key vouches for it."""
        anchors = AuditAnchors(connection, keys.index)
        newest = anchors.newest()
        if newest is None or (after is not None and after.int >= newest.position):
            return Reading()
        row = UUID(int=newest.position)
        reading = Reading(row, 1)
        reading.note(
            str(audit_anchors.c.mac), Apart.UNREADABLE if newest.place is None else newest.place, row
        )
        if newest.place:
            statement, renewed = Anchors(connection, keys.index).keep(), anchors.renewed(newest)
            reading.swaps = lambda: [Swap(statement, renewed)]
        return reading

    def repair(self, connection: Connection, keys: Keys, row: UUID) -> None:
        """Do nothing: what nobody vouches for is never made good."""


# The audit trail's chain: what is under an old key gets an anchor under the newest, while the old one
# proves it.

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
