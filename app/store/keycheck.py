"""Proving that the configured keys are this database's, before anything is written with others.

The database names, by fingerprint, every key that it is written with. Whoever lacks one of them must not write: what
others sealed with it would look damaged, and a sender whom others indexed with it would look new.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import delete, func, select

from app.store.errors import WrongKeys
from app.store.tables import key_checks
from app.store.transaction import transaction
from app.store.upsert import insert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from app.crypto import BlindIndex, Sealer

_QUEUE: Final = 0x6B657973
"""The advisory lock of whoever puts a key on record: the bytes of "keys"."""
_table = key_checks.c


class _Ring(NamedTuple):
    """The keys of one variable, newest first, by fingerprint."""

    purpose: str
    variable: str
    verb: str
    fingerprints: tuple[bytes, ...]


def prove(engine: Engine, sealer: Sealer, index: BlindIndex) -> None:
    """Check, and put our newest keys on record when they are not: from now on they may be written with.

    Raises:
        WrongKeys: as `check`, and then nothing is on record that was not.
        StoreUnavailable: the database cannot be read.
    """
    with transaction(engine, read_only=True) as connection:
        on_record = check(connection, sealer, index)
    if not on_record:
        with transaction(engine, read_only=False) as connection:
            _queue(connection)
            check(connection, sealer, index)  # another process may have been first, with other keys
            _record(connection, sealer, index)


def check(connection: Connection, sealer: Sealer, index: BlindIndex) -> bool:
    """Return whether our newest keys are on record.

    Raises:
        WrongKeys: a key that is on record is not ours.
    """
    rows = connection.execute(select(_table.purpose, _table.fingerprint)).all()
    faults, on_record = [], True
    for ring in _rings(sealer, index):
        used = {row.fingerprint for row in rows if row.purpose == ring.purpose}
        if not used.issubset(ring.fingerprints):
            faults.append(_fault(ring, some_are_ours=not used.isdisjoint(ring.fingerprints)))
        on_record &= ring.fingerprints[0] in used
    if faults:
        raise WrongKeys(" ".join(faults))
    return on_record


def retire(connection: Connection, fingerprint: bytes) -> None:
    """Forget a key, so that those who no longer have it may write: `Sealer.fingerprints`, `BlindIndex.fingerprints`.

    Only when nothing in the database is sealed or indexed with it any more, and it is the newest key of no process:
    that process would put it on record again.
    """
    connection.execute(delete(key_checks).where(_table.fingerprint == fingerprint))


def _rings(sealer: Sealer, index: BlindIndex) -> Iterator[_Ring]:
    yield _Ring("seal", "FERNET_KEYS", "sealed", sealer.fingerprints())
    yield _Ring("index", "INDEX_KEY", "indexed", index.fingerprints())


def _queue(connection: Connection) -> None:
    """Let one process at a time put keys on record. SQLite has a single writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_QUEUE)))


def _record(connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
    newest = [
        {"fingerprint": ring.fingerprints[0], "purpose": ring.purpose} for ring in _rings(sealer, index)
    ]
    connection.execute(insert(connection.dialect.name, key_checks).values(newest).on_conflict_do_nothing())


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
