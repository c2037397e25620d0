"""Key anchors: what vouches for the audit trail's chain under a newer index key than its own.

A link is never rewritten: heads that were kept elsewhere name it. So when its key is to go, an anchor is put beside it,
made while the old key could still prove it. It covers the link's place, its hash, the hash before it and the entry. The
same is done for the place where the kept part begins, whose link is gone: see `AuditAnchors`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, select

from app.store.columns import KEY_ANCHOR
from app.store.tables import key_anchors
from app.store.upsert import insert

if TYPE_CHECKING:
    from sqlalchemy import Connection, Executable

    from app.crypto import BlindIndex
    from app.store.audit_entry import Entry

_table = key_anchors.c
_AHEAD: Final = 1000


class Anchors:
    """The anchors under keys of ours, as one transaction reads them or adds to them. Read in the order of the chain."""

    __slots__ = ("_connection", "_fingerprints", "_index", "_read", "_upto")

    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index
        self._fingerprints = index.fingerprints()
        self._read: dict[int, dict[bytes, bytes]] = {}
        self._upto = 0

    def place(self, position: int, digest: bytes, previous: bytes, entry: Entry) -> int | None:
        """Return under which of our keys (0 is the newest) an anchor vouches for a link; None when none does."""
        return self.place_of(position, _vouched(position, digest, previous, entry))

    def place_of(self, position: int, vouched: str) -> int | None:
        """Return under which of our keys an anchor vouches for what is said of a position; None when none does."""
        kept = self._at(position)
        if not kept:
            return None
        made = self._index.candidates(KEY_ANCHOR, vouched)
        for place, (fingerprint, expected) in enumerate(zip(self._fingerprints, made, strict=True)):
            if kept.get(fingerprint) == expected:
                return place
        return None

    def make(self, position: int, digest: bytes, previous: bytes, entry: Entry) -> dict[str, object]:
        """Return the row of an anchor under the newest key."""
        return self.row(position, _vouched(position, digest, previous, entry))

    def row(self, position: int, vouched: str) -> dict[str, object]:
        """Return the row that vouches, under the newest key, for what is said of a position."""
        made = self._index.of(KEY_ANCHOR, vouched)
        return {"fingerprint": self._fingerprints[0], "position": position, "hash": made}

    def keep(self) -> Executable:
        """Return the statement that keeps an anchor, in place of the one that was there under the same key."""
        kept = insert(self._connection.dialect.name, key_anchors)
        return kept.on_conflict_do_update(
            index_elements=["fingerprint", "position"], set_={"hash": kept.excluded.hash}
        )

    def forget(self, fingerprint: bytes) -> None:
        """Forget those under a key that is retired."""
        self._connection.execute(delete(key_anchors).where(_table.fingerprint == fingerprint))

    def let_go(self, last: int) -> None:
        """Forget those of links that are let go, up to the position `last`: they are made of the entries."""
        ours = _table.fingerprint.in_(self._fingerprints)
        self._connection.execute(delete(key_anchors).where(ours, _table.position <= last))

    def _at(self, position: int) -> dict[bytes, bytes]:
        if position > self._upto or position <= self._upto - _AHEAD:
            self._upto = position + _AHEAD - 1
            found = select(_table.position, _table.fingerprint, _table.hash).where(
                _table.position.between(position, self._upto)
            )
            self._read = {}
            for row in self._connection.execute(found):
                self._read.setdefault(row.position, {})[row.fingerprint] = row.hash
        return self._read.get(position, {})


def _vouched(position: int, digest: bytes, previous: bytes, entry: Entry) -> str:
    return f"{position}:{digest.hex()}:{entry.linked_to(previous)}"
