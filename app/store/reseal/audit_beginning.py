"""The place where the kept part of the audit trail begins: vouched for under the newest key, while an old one proves it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from app.store.audit_anchors import AuditAnchors
from app.store.key_anchors import Anchors
from app.store.reseal.reading import Apart, Reading, Swap
from app.store.tables import audit_anchors

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.store.reseal.reading import Keys


class AuditBeginning:
    """The newest of the trail's anchors: no other is asked for. Its position stands for its id."""

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
