"""The keys on record, and striking the old ones off once nothing is under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.store import keycheck
from app.store.key_anchors import Anchors
from app.store.keycheck import INDEX, SEAL, VARIABLES, KeyOnRecord
from app.store.reseal.progress import Ledger

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.crypto import BlindIndex, Sealer


class StillUsed(Exception):
    """A process wrote with an old key a short while ago, and may still do so."""

    def __init__(self, key: KeyOnRecord, until: datetime) -> None:
        super().__init__(key, until)
        self.key = key
        self.until = until
        """When it is known not to, if it does not show itself again."""

    def __str__(self) -> str:
        where = f" on {self.key.seen_on}" if self.key.seen_on else ""
        return (
            f"A process{where} whose {VARIABLES[self.key.purpose]} begins with an old key "
            f"({self.key.fingerprint.hex()[:8]}) was last seen at {self.key.seen_at:%H:%M:%S} UTC. Restart every "
            f"process with the new key first; it is known to be gone at {self.until:%H:%M:%S} UTC."
        )


class KeyRecords:
    """The keys on record, as one transaction reads or changes them."""

    __slots__ = ("_connection", "_index", "_newest")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index
        self._newest = {sealer.fingerprints()[0], index.fingerprints()[0]}

    def all(self) -> list[KeyOnRecord]:
        """Return every key that the database is or was written with, the latest first."""
        return keycheck.on_record(self._connection)

    def quiet_since(self) -> datetime:
        """Return the time by the database's clock, at which nobody writes with an old key any more.

        Raises:
            StillUsed: somebody may.
        """
        now = keycheck.now(self._connection)
        for key in self._older():
            if key.may_be_used(now) and key.seen_at is not None:
                raise StillUsed(key, key.seen_at + keycheck.QUIET)
        return now

    def retire_older(self, proved_since: datetime) -> list[KeyOnRecord]:
        """Strike off every key but the newest, and return which; the caller has proved that nothing is under them.

        Raises:
            StillUsed: somebody may have written with one since `proved_since`, when the proof began.
        """
        keycheck.queue(self._connection)
        older = self._older()
        for key in older:
            if key.may_be_used(proved_since) and key.seen_at is not None:
                raise StillUsed(key, key.seen_at + keycheck.QUIET)
        for key in older:
            keycheck.retire(self._connection, key.fingerprint)
            if key.purpose == INDEX:
                Anchors(self._connection, self._index).forget(key.fingerprint)
        for purpose in (SEAL, INDEX):
            Ledger(self._connection).forget(purpose)
        return older

    def _older(self) -> list[KeyOnRecord]:
        return [key for key in self.all() if key.fingerprint not in self._newest and key.retired_at is None]
