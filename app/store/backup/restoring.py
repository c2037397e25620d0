"""Restoring a backup: in one transaction, so that the database is whole afterwards, or as empty as it was.

The tables are made as they were at the backup's migration, filled, and brought up to date. Foreign keys are off on
SQLite meanwhile, as they are for every migration.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.store import keycheck, schema, sqlite
from app.store.adoption import Adoption
from app.store.audit_anchors import AuditAnchors
from app.store.backup import afterwards, target
from app.store.backup.loading import load
from app.store.backup.refused import Refused
from app.store.chain import Chain
from app.store.chain_check import verify
from app.store.errors import WrongKeys, WrongRevision
from app.store.migrating import DanglingReferences, alone
from app.store.milestones import BACKUP_REHEARSED, BACKUP_TAKEN
from app.store.transaction import safe_errors
from app.store.unit import Unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from datetime import datetime

    from sqlalchemy import Connection

    from app.crypto import BlindIndex, Sealer
    from app.store.backup.archive import Batch
    from app.store.backup.manifest import Manifest
    from app.store.chain_report import ChainReport
    from app.store.erasures import Erasure
    from app.store.store import Store

ACTOR: Final = "operator"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Erasures that are not done again: those for one reason since a moment, as by a clock that was wrong."""

    reason: str
    since: datetime

    def covers(self, erasure: Erasure) -> bool:
        """Return whether an erasure is one of them."""
        return erasure.reason == self.reason and erasure.at >= self.since


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a backup is to be restored."""

    now: datetime
    spent_step: int
    """The newest step of an authenticator whose code may have been used by now: none up to it is good again."""
    digest: str
    """Of the file, for the trail."""
    erased: Collection[Erasure] = ()
    """Who was erased, as far as it is known from elsewhere."""
    left_out: LeftOut | None = None
    sheet_id: str | None = None
    """The spreadsheet that rows of the erased may stand in."""
    broken_trail: bool = False
    """Restore it although its audit trail is broken."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    rows: int
    again: afterwards.Again
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
    """Restore into the store's database, which has to be empty, or not to be there yet. Whatever is raised undoes it.

    Raises:
        Refused: it is not empty, a server has it open, its log was left behind, or the backup's trail is broken.
        WrongKeys: a key that the backup needs is not ours.
        WrongRevision: the backup, or the database, is a newer Anteroom's.
        StoreUnavailable: the database failed.
        Damaged, Malformed: as reading the backup does.
    """
    sealer, index, door = store.keys
    refuse_foreign(manifest, sealer, index)
    engine = store.engine
    _refuse_beside_others(store)
    if engine.dialect.name == "sqlite":
        sqlite.create_private(sqlite.file_of(engine.url))
    with _references_kept(), safe_errors(), alone(engine.url) as connection:
        target.clear(connection)
        schema.bring(connection, manifest.revision)
        target.empty(connection, [each.name for each in reversed(manifest.tables)])
        load(connection, manifest, batches, tell)
        # A backup is sealed and vouched for as a whole: its staff may be adopted without a person's word.
        schema.bring(connection, adoption=Adoption(sealer, index, wanted.now, again=True))
        keycheck.check(connection, sealer, index)
        chain = _checked_trail(connection, index, manifest, wanted)
        again = _settle(connection, Unit.of(connection, sealer, index, door), manifest, wanted, chain)
    return Restored(manifest.rows, again, chain)


def _refuse_beside_others(store: Store) -> None:
    """Refuse to put a file where a server, or the log of the file that was there before, would do harm."""
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


def refuse_foreign(manifest: Manifest, sealer: Sealer, index: BlindIndex) -> None:
    """Refuse what this code or these keys cannot read, before anything is touched.

    Raises:
        WrongKeys: a key that the backup needs is not ours.
        WrongRevision: it is a newer Anteroom's.
    """
    if manifest.revision not in schema.known():
        raise WrongRevision(
            f"This backup was made by a newer Anteroom (migration {manifest.revision}; this one knows "
            f"{schema.head()}). Deploy that version, and restore with it."
        )
    rings = {
        "seal": ("FERNET_KEYS", sealer.fingerprints()),
        "index": ("INDEX_KEY", index.fingerprints()),
    }
    missing = [
        f"{name} lacks the key with the fingerprint {fingerprint.hex()[:16]}"
        for purpose, (name, ours) in rings.items()
        for fingerprint in manifest.keys.get(purpose, ())
        if fingerprint not in ours
    ]
    if missing:
        raise WrongKeys(
            f"{'; '.join(missing)}. The backup's rows need it: add the keys of its time to the end of the list."
        )


def _checked_trail(
    connection: Connection, index: BlindIndex, manifest: Manifest, wanted: Wanted
) -> ChainReport:
    report = verify(Chain(connection, index), AuditAnchors(connection, index), manifest.head)
    if report.fault is not None and not wanted.broken_trail:
        raise NotBroughtBack(
            f"The backup's audit trail is broken: {report.fault}. It was so when the backup was taken. Restore an older "
            "one; or this one, as it is, with --broken-trail."
        )
    return report


def _settle(
    connection: Connection, unit: Unit, manifest: Manifest, wanted: Wanted, chain: ChainReport
) -> afterwards.Again:
    """Make good what a backup cannot know, write down that it was restored, and return who was erased again."""
    unit.staff.spend_all_until(wanted.spent_step)
    afterwards.let_go_of_jobs(connection, wanted.now)
    afterwards.settle_flags(unit)
    again = afterwards.erase_again(connection, unit, wanted)
    for milestone, at in ((BACKUP_TAKEN, manifest.made_at), (BACKUP_REHEARSED, wanted.now)):
        unit.milestones.mark(milestone, ACTOR, at)
    details = {
        "digest": wanted.digest,
        "made": manifest.made_at.isoformat(timespec="minutes"),
        "rows": manifest.rows,
        "erased": again.erased.total(),
        "trail": "broken" if chain.fault else "whole",
    }
    unit.audit.record(ACTOR, "backup.restored", details=details, at=wanted.now)
    if wanted.left_out is not None:
        details = {
            "reason": wanted.left_out.reason,
            "erased_since": wanted.left_out.since.isoformat(timespec="minutes"),
            "records": len(again.left_out),
        }
        unit.audit.record(ACTOR, "backup.erasures_left_out", details=details, at=wanted.now)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")
    return again
