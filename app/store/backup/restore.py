"""Restore a backup in one transaction.

Afterwards the database is whole, or as empty as it was. The tables are made as they were at the backup's
migration, filled, and brought up to date. Foreign keys are off on SQLite meanwhile, as they are for every
migration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection

from app.crypto import BlindIndex
from app.store import keys
from app.store.backup.check import refuse_foreign
from app.store.backup.destination import clear, empty
from app.store.backup.format import Batch, Refused
from app.store.backup.manifest import Manifest
from app.store.backup.rows import load
from app.store.backup.settlement import Again, Wanted, settle
from app.store.engine import schema, sqlite
from app.store.engine.connection import safe_errors
from app.store.engine.migration import DanglingReferences, alone
from app.store.store import Store, Transaction
from app.store.trail.audit_anchors import AuditAnchors
from app.store.trail.audit_chain import Chain
from app.store.trail.audit_verify import ChainReport, verify
from app.store.trail.events import TrailEvent, TrailGroup

REHEARSED = TrailEvent(
    "backup.rehearsed",
    "Tested the backup made on {made}: {opened} encrypted values opened",
    TrailGroup.BACKUP,
    moments=("made",),
)


class Restored(NamedTuple):
    """What a restore did."""

    rows: int
    again: Again
    """People who were in the backup, and had been erased since."""
    chain: ChainReport

    @property
    def erased_again(self) -> int:
        """How many were erased again."""
        return self.again.erased.total()


class NotBroughtBack(Refused):
    """The backup's audit trail is broken."""


def restore(
    store: Store, manifest: Manifest, batches: Iterator[Batch], wanted: Wanted, tell: Callable[[int], None]
) -> Restored:
    """Restore into the store's database, which must be empty or missing.

    Whatever is raised undoes it.

    Raises:
        Refused: it is not empty, a server has it open, its log was left behind, or the backup's trail is broken.
        WrongKeys: a key that the backup needs is not ours.
        WrongRevision: the backup, or the database, is of a migration that the code does not have.
        StoreUnavailable: the database failed.
        Damaged, Malformed, NotOurs: as reading the backup does.
    """
    sealer, index, _door = store.keys
    refuse_foreign(manifest, sealer, index)
    engine = store.engine
    _refuse_beside_others(store)
    if engine.dialect.name == "sqlite":
        sqlite.create_private(sqlite.file_of(engine.url))
    with _references_kept(), safe_errors(), alone(engine.url) as connection:
        clear(connection)
        schema.bring(connection, manifest.revision)
        empty(connection, [each.name for each in reversed(manifest.tables)])
        load(connection, manifest, batches, tell)
        schema.bring(connection)
        keys.check(connection, sealer, index)
        chain = _checked_trail(connection, index, manifest, wanted)
        with Transaction.on(connection, store.keys) as unit:
            again = settle(connection, unit, manifest, wanted, chain)
    return Restored(manifest.rows, again, chain)


def _refuse_beside_others(store: Store) -> None:
    """Refuse to create a file beside a server or a former file's log.

    Either would do harm.
    """
    if store.presence.others():
        raise Refused(
            "A server or a worker runs on this database. It would go on with the file that it has open, and what patients "
            "send meanwhile would be lost. Stop every one of them, and run it again. Nothing was changed."
        )
    if store.engine.dialect.name == "sqlite" and sqlite.has_log_alone(sqlite.file_of(store.engine.url)):
        raise Refused(
            "The database file is away, and its -wal is still here, with the newest changes in it. Put it beside that "
            "file, wherever it is now, and run this again. Nothing was changed."
        )


@contextmanager
def _references_kept() -> Iterator[None]:
    try:
        yield
    except DanglingReferences:
        raise Refused(
            "A row of the backup refers to one that is not there: somebody deleted it by hand. Nothing was changed. "
            "Restore an older backup."
        ) from None


def _checked_trail(
    connection: Connection, index: BlindIndex, manifest: Manifest, wanted: Wanted
) -> ChainReport:
    kept = [manifest.head] if manifest.head else []
    report = verify(Chain(connection, index), AuditAnchors(connection, index), kept)
    if report.fault is not None and not wanted.broken_trail:
        raise NotBroughtBack(
            f"The backup's audit trail is broken: {report.fault}. It was so when the backup was taken. Restore an older "
            "one; or this one, as it is, with --broken-trail."
        )
    return report
