"""The keys on record. Old ones are retired once nothing is under them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.store import keys
from app.store.keys import INDEX, SEAL, VARIABLES, Anchors, KeyOnRecord
from app.store.model import connection_of, keys_of
from app.store.rotation.progress import forget


class StillUsed(Exception):
    """A process wrote with an old key a short while ago, and may still do so."""

    def __init__(self, key: KeyOnRecord, until: datetime) -> None:
        super().__init__(key, until)
        self.key = key
        self.until = until
        """When the process is known to be gone, if it is not seen again."""

    def __str__(self) -> str:
        where = f" on {self.key.seen_on}" if self.key.seen_on else ""
        return (
            f"A process{where} whose {VARIABLES[self.key.purpose]} begins with an old key "
            f"({self.key.fingerprint.hex()[:8]}) was last seen at {self.key.seen_at:%H:%M:%S} UTC. Restart every "
            f"process with the new key first; it is known to be gone at {self.until:%H:%M:%S} UTC."
        )


def all_keys(db: Session) -> list[KeyOnRecord]:
    """Return every key that the database is or was written with, the latest first."""
    return keys.on_record(connection_of(db))


def quiet_since(db: Session) -> datetime:
    """Return the database's time, if nobody writes with an old key any more.

    Raises:
        StillUsed: somebody may.
    """
    now = keys.now(connection_of(db))
    for key in _older(db):
        if key.may_be_used(now) and key.seen_at is not None:
            raise StillUsed(key, key.seen_at + keys.QUIET)
    return now


def retire_older(db: Session, proved_since: datetime) -> list[KeyOnRecord]:
    """Retire every key but the newest, and return which.

    The caller has proved that nothing is under them.

    Raises:
        StillUsed: somebody may have written with one since `proved_since`, when the proof began.
    """
    keys.lock(connection_of(db))
    older = _older(db)
    for key in older:
        if key.may_be_used(proved_since) and key.seen_at is not None:
            raise StillUsed(key, key.seen_at + keys.QUIET)
    for key in older:
        keys.retire(connection_of(db), key.fingerprint)
        if key.purpose == INDEX:
            Anchors(connection_of(db), keys_of(db).blind_index).forget(key.fingerprint)
    for purpose in (SEAL, INDEX):
        forget(connection_of(db), purpose)
    return older


def _older(db: Session) -> list[KeyOnRecord]:
    newest = {keys_of(db).sealer.fingerprints()[0], keys_of(db).blind_index.fingerprints()[0]}
    return [key for key in all_keys(db) if key.fingerprint not in newest and key.retired_at is None]
