"""Take a backup: one moment of the database, row by row, into one age file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, BinaryIO, Final, NamedTuple

from sqlalchemy import Connection, column, func, select, table

from app.crypto import Recipients
from app.store.backup.columns import columns_of, selected, tables_of
from app.store.backup.format import Batch, Refused, packed
from app.store.backup.manifest import Manifest, TakenTable
from app.store.backup.moment import snapshot
from app.store.engine import schema
from app.store.store import Store
from app.store.trail.audit_chain import Chain
from app.store.trail.events import TrailEvent, TrailGroup

TAKEN = TrailEvent("backup.taken", "Made a backup: {rows} rows, {bytes} bytes", TrailGroup.BACKUP)


_BATCH: Final = 200


class Taken(NamedTuple):
    """A backup that was written."""

    manifest: Manifest
    bytes: int
    digest: str
    """SHA-256 of the file, in hex."""


class _Digested:
    """A file, and the SHA-256 and the length of what is written to it."""

    __slots__ = ("_file", "length", "sha256")

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sha256 = hashlib.sha256()
        self.length = 0

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        self.length += len(data)
        return self._file.write(data)


def take(
    store: Store,
    recipients: Recipients,
    file: BinaryIO,
    now: datetime,
    begin: Callable[[int], Callable[[int], None]],
) -> Taken:
    """Write a backup, with progress.

    `begin` is called with the number of rows, and the function that it returns with the number in each batch.
    Others may write to the database meanwhile; the backup holds nothing that they commit after it began.

    Raises:
        StoreUnavailable: the database failed.
        Refused: it has no tables, or they are just being changed, or another backup is being taken.
        OSError: the file cannot be written.
    """
    digested = _Digested(file)
    with snapshot(store.engine) as connection:
        manifest = _manifest(connection, store, now)
        tell = begin(manifest.rows)

        def records() -> Iterator[Any]:
            yield manifest.record()
            for name, rows in _batches(connection, manifest):
                yield name, rows
                tell(len(rows))

        recipients.seal(packed(records(), store.keys.blind_index), digested)
    return Taken(manifest, digested.length, digested.sha256.hexdigest())


def _manifest(connection: Connection, store: Store, now: datetime) -> Manifest:
    revision = schema.revision_of(connection)
    if revision is None:
        raise Refused("There are no tables to back up. Run: .venv/bin/flask --app wsgi db upgrade")
    names = tables_of(connection)
    _sealer, index, _door = store.keys
    return Manifest(
        made_at=now,
        engine=connection.dialect.name,
        revision=revision,
        head=Chain(connection, index).head() if "audit_links" in names else None,
        keys=_fingerprints(connection),
        tables=tuple(
            TakenTable(name, columns_of(connection, name), _count(connection, name)) for name in names
        ),
    )


def _fingerprints(connection: Connection) -> dict[str, tuple[bytes, ...]]:
    """Map purposes to the fingerprints of the keys in use.

    Retired ones are not needed.
    """
    purpose: Any = column("purpose")
    fingerprint: Any = column("fingerprint")
    retired: Any = column("retired_at")
    in_use = select(purpose, fingerprint).select_from(table("key_checks"))
    if retired.name in dict(columns_of(connection, "key_checks")):  # not in one of an early migration
        in_use = in_use.where(retired.is_(None))
    found: dict[str, tuple[bytes, ...]] = {}
    for used_for, mark in connection.execute(in_use):
        found[used_for] = (*found.get(used_for, ()), bytes(mark))
    return found


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(table(name))).scalar_one())


def _batches(connection: Connection, manifest: Manifest) -> Iterator[Batch]:
    for taken in manifest.tables:
        wanted = [selected(name, kind, connection.dialect.name) for name, kind in taken.columns]
        rows = connection.execute(
            select(*wanted).select_from(table(taken.name)), execution_options={"yield_per": _BATCH}
        )
        for some in rows.partitions():
            yield taken.name, [list(row) for row in some]
