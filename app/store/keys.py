"""Prove that the configured keys belong to this database before writing with them.

The database names, by fingerprint, every key that it is written with. A process that lacks one of them must not write: what
others sealed with it would look damaged, and a sender whom others indexed with it would look new.

A process that may write puts its newest keys on record at least once a minute. A key that no process has put on record
for two minutes seals nothing any more, and may be retired. From then on, a process whose list begins with it must not
write.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Connection, Engine, Executable, LargeBinary, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.crypto import BlindIndex, Column, Sealer
from app.store.engine import database
from app.store.engine.connection import begin
from app.store.engine.database import AdvisoryLock, ShortText, WrongKeys, upsert_into
from app.store.model import Base, NoSeal, as_read, read_columns, table_of
from app.store.trail.audit_entries import Entry
from app.store.trail.events import TrailEvent, TrailGroup

ROTATION_BEGUN = TrailEvent(
    "keys.rotation_begun", "Started re-encrypting everything with the newest keys: {keys}", TrailGroup.KEYS
)
ROTATION_ENDED = TrailEvent(
    "keys.rotation_ended",
    "Searched everything for old keys: {changed} changes, {unreadable} cannot be opened",
    TrailGroup.KEYS,
)
KEYS_VERIFIED = TrailEvent(
    "keys.verified",
    "Checked everything with the newest keys: {left} under other keys, {unreadable} cannot be opened",
    TrailGroup.KEYS,
)
KEY_RETIRED = TrailEvent("keys.retired", "Retired an old key of {variable}: {fingerprint}", TrailGroup.KEYS)

PROOF_LASTS: Final = timedelta(minutes=1)
QUIET: Final = timedelta(minutes=2)
"""Longer than PROOF_LASTS, _NOT_REPEATED and the longest transaction together."""
_NOT_REPEATED: Final = timedelta(seconds=20)
_LONGEST_NAME: Final = 64
SEAL: Final = "seal"
INDEX: Final = "index"
VARIABLES: Final = {SEAL: "FERNET_KEYS", INDEX: "INDEX_KEY"}


class KeyOnRecord(Base):
    """A key that the database is or was written with."""

    __tablename__ = "key_checks"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    purpose: Mapped[str] = mapped_column(ShortText(16))
    since: Mapped[datetime | None]
    """None when it came into use before that was recorded."""
    seen_at: Mapped[datetime | None]
    """When a process last said that it writes with this key."""
    retired_at: Mapped[datetime | None]
    seen_on: Mapped[str | None] = mapped_column(ShortText(64))
    """The machine of that process."""

    seal = NoSeal("Fingerprints. A wrong one stops the server, and opens nothing.")

    def may_be_used(self, now: datetime) -> bool:
        """Return whether a process that we do not know of may still write with it."""
        return self.seen_at is not None and now - self.seen_at < QUIET


_keys = table_of(KeyOnRecord)
_READ: Final = select(*read_columns(KeyOnRecord))


class _Ring(NamedTuple):
    """The keys of one variable, newest first, by fingerprint."""

    purpose: str
    variable: str
    verb: str
    fingerprints: tuple[bytes, ...]


def prove(engine: Engine, sealer: Sealer, index: BlindIndex, *, to_write: bool = True) -> None:
    """Check the keys, and record our newest ones if that was not done lately.

    From then on they may be written with. Without `to_write`, a recorded key is not recorded again.

    Raises:
        WrongKeys: as `check` raises it; nothing was recorded then.
        StoreUnavailable: the database cannot be read.
    """
    with begin(engine, read_only=True) as connection:
        lately = check(connection, sealer, index)
        if lately is None or (to_write and now(connection) - lately > _NOT_REPEATED):
            lately = None
    if lately is None:
        with begin(engine, read_only=False) as connection:
            lock(connection)
            check(connection, sealer, index)  # another process may have been first, with other keys
            _record(connection, sealer, index)


def check(connection: Connection, sealer: Sealer, index: BlindIndex) -> datetime | None:
    """Return when our newest keys were last seen in use: the earlier of the two.

    None when one is not on record.

    Raises:
        WrongKeys: a key that is on record is not ours, or our newest is one that was retired.
    """
    rows = on_record(connection)
    faults: list[str] = []
    seen: list[datetime | None] = []
    for ring in _rings(sealer, index):
        used = {row.fingerprint: row for row in rows if row.purpose == ring.purpose and not row.retired_at}
        if not used.keys() <= {*ring.fingerprints}:
            faults.append(_fault(ring, some_are_ours=not used.keys().isdisjoint(ring.fingerprints)))
        if any(row.retired_at and row.fingerprint == ring.fingerprints[0] for row in rows):
            faults.append(
                f"{ring.variable} begins with a key that was retired: nothing may be {ring.verb} with it any more. "
                "Put the newer key first."
            )
        newest = used.get(ring.fingerprints[0])
        seen.append(None if newest is None else newest.seen_at or datetime.min.replace(tzinfo=UTC))
    if faults:
        raise WrongKeys(" ".join(faults))
    return None if None in seen else min(moment for moment in seen if moment is not None)


def on_record(connection: Connection) -> list[KeyOnRecord]:
    """Return every key that the database is or was written with, the latest first."""
    known = [as_read(KeyOnRecord, row) for row in connection.execute(_READ).mappings()]
    return sorted(
        known, key=lambda each: each.since.timestamp() if each.since else float("-inf"), reverse=True
    )


def retire(connection: Connection, fingerprint: bytes) -> None:
    """Retire a key, so that processes without it may write.

    `fingerprint` is one of `Sealer.fingerprints` or `BlindIndex.fingerprints`. Take `lock` before, and retire a key
    only when nothing in the database is sealed or indexed with it any more. A process whose newest key it is must
    not write after its next proof.
    """
    struck = update(_keys).where(_keys.c.fingerprint == fingerprint, _keys.c.retired_at.is_(None))
    connection.execute(struck.values(retired_at=now(connection)))


def now(connection: Connection) -> datetime:
    """Return the time by the database's clock, which every process shares."""
    if connection.dialect.name == "sqlite":  # all of them on one machine
        return datetime.now(UTC)
    moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return moment.astimezone(UTC)


def _rings(sealer: Sealer, index: BlindIndex) -> Iterator[_Ring]:
    yield _Ring(SEAL, VARIABLES[SEAL], "sealed", sealer.fingerprints())
    yield _Ring(INDEX, VARIABLES[INDEX], "indexed", index.fingerprints())


def lock(connection: Connection) -> None:
    """Let one process at a time put keys on record, or strike them off."""
    database.take_lock(connection, AdvisoryLock.KEYS)


def _record(connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
    sighting = {"seen_at": now(connection), "seen_on": socket.gethostname()[:_LONGEST_NAME]}
    newest = [
        {
            "fingerprint": ring.fingerprints[0],
            "purpose": ring.purpose,
            "since": sighting["seen_at"],
            **sighting,
        }
        for ring in _rings(sealer, index)
    ]
    recorded = upsert_into(connection.dialect.name, _keys).values(newest)
    seen = recorded.on_conflict_do_update(index_elements=["fingerprint"], set_=sighting)
    connection.execute(seen)


def _fault(ring: _Ring, *, some_are_ours: bool) -> str:
    if some_are_ours:
        return (
            f"{ring.variable} lacks a key that this database is {ring.verb} with: a newer key is in use elsewhere, "
            "or an old one was removed too early. Add it to the list here first."
        )
    return (
        f"{ring.variable} holds no key that this database was {ring.verb} with: add the old key to the end of the "
        "list, or point DATABASE_URL at the database that belongs to these keys."
    )


class KeyAnchor(Base):
    """What vouches for a link of the trail under a newer index key than its own.

    A link is never rewritten, because heads that were kept elsewhere name it. So before its key is retired, an anchor
    is put beside it, while the old key can still prove the link. It covers the link's position, its hash, the hash
    before it and the entry. The same is done for the place where the kept part begins, whose link is gone: see
    `AuditAnchors`.
    """

    __tablename__ = "key_anchors"

    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))

    seal = NoSeal("Each is a hash under the index key.")


_anchors = table_of(KeyAnchor)
KEY_ANCHOR: Final = Column("key_anchors", "hash")
_AHEAD: Final = 1000


class Anchors:
    """The anchors under our keys, for one transaction.

    They are read in the order of the chain.
    """

    __slots__ = ("_connection", "_fingerprints", "_index", "_read", "_upto")

    def __init__(self, connection: Connection, index: BlindIndex) -> None:
        self._connection = connection
        self._index = index
        self._fingerprints = index.fingerprints()
        self._read: dict[int, dict[bytes, bytes]] = {}
        self._upto = 0

    def place(self, position: int, digest: bytes, previous: bytes, entry: Entry) -> int | None:
        """Return under which of our keys an anchor vouches for a link, or None.

        0 is the newest key.
        """
        return self.place_of(position, _vouched(position, digest, previous, entry))

    def place_of(self, position: int, vouched: str) -> int | None:
        """Return under which of our keys an anchor vouches for a statement, or None.

        0 is the newest key.
        """
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
        """Return the row that vouches for a statement about a position.

        It is made under the newest key.
        """
        made = self._index.of(KEY_ANCHOR, vouched)
        return {"fingerprint": self._fingerprints[0], "position": position, "hash": made}

    def keep(self) -> Executable:
        """Return the statement that stores an anchor, replacing one under the same key."""
        kept = upsert_into(self._connection.dialect.name, _anchors)
        return kept.on_conflict_do_update(
            index_elements=["fingerprint", "position"], set_={"hash": kept.excluded.hash}
        )

    def forget(self, fingerprint: bytes) -> None:
        """Forget the anchors made with a key that is retired."""
        self._connection.execute(delete(_anchors).where(_anchors.c.fingerprint == fingerprint))

    def trim(self, last: int) -> None:
        """Delete the anchors of removed links, up to position `last`.

        They are hashes over removed entries.
        """
        ours = _anchors.c.fingerprint.in_(self._fingerprints)
        self._connection.execute(delete(_anchors).where(ours, _anchors.c.position <= last))

    def _at(self, position: int) -> dict[bytes, bytes]:
        if position > self._upto or position <= self._upto - _AHEAD:
            self._upto = position + _AHEAD - 1
            found = select(_anchors.c.position, _anchors.c.fingerprint, _anchors.c.hash).where(
                _anchors.c.position.between(position, self._upto)
            )
            self._read = {}
            for row in self._connection.execute(found):
                self._read.setdefault(row.position, {})[row.fingerprint] = row.hash
        return self._read.get(position, {})


def _vouched(position: int, digest: bytes, previous: bytes, entry: Entry) -> str:
    return f"{position}:{digest.hex()}:{entry.linked_to(previous)}"
