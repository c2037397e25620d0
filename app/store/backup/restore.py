"""Restore a backup in one transaction.

Afterwards the database is whole, or as empty as it was. The tables are made as they were at the backup's
migration, filled, and brought up to date. Foreign keys are off on SQLite meanwhile, as they are for every
migration.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedReader
from typing import Any, Final
from uuid import UUID

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, delete, exists, func, inspect, select, text, update
from sqlalchemy import table as bare_table
from sqlalchemy.orm import Session

from app.crypto import BlindIndex, Identities, Sealer
from app.store import (
    erasures,
    keys,
    legal_holds,
    milestones,
    patients,
    schema,
    sheets,
    sqlite,
    staff,
    tombstones,
)
from app.store.audit_anchors import AuditAnchors
from app.store.audit_chain import Chain
from app.store.audit_verify import ChainReport, verify
from app.store.backup.columns import as_taken, generated_columns
from app.store.backup.format import Batch, Refused, opened
from app.store.backup.manifest import Manifest, TakenTable
from app.store.connection import safe_errors
from app.store.database import StoreUnavailable, WrongKeys, WrongRevision
from app.store.events import Counted, TrailEvent, TrailGroup
from app.store.jobs import Job
from app.store.legal_holds import LegalHold
from app.store.milestones import BACKUP_REHEARSED, BACKUP_TAKEN, forget_machines
from app.store.outbound import OPEN, OutboundMessage
from app.store.recorded import FORGED_REMOVED
from app.store.schema import DanglingReferences, alone
from app.store.store import Store, Transaction
from app.store.tables import metadata
from app.store.tombstones import Erasure

_BROUGHT_BACK = TrailEvent(
    "patient.brought_back",
    "Restored the patient from a backup although erased since: {reason}",
    TrailGroup.PATIENT,
)
_ERASED_AGAIN = TrailEvent(
    "patient.erased_again",
    "Erased the patient again after a backup was restored: {reason}",
    TrailGroup.PATIENT,
)
RESTORED = TrailEvent(
    "backup.restored",
    "Restored the backup made on {made}: {rows} rows; erased again: {erased}",
    TrailGroup.BACKUP,
    moments=("made",),
)
_LEFT_OUT = TrailEvent(
    "backup.erasures_left_out",
    Counted(
        "records",
        "Restored one record that was erased after {erased_since}: {reason}",
        "Restored {records} records that were erased after {erased_since}: {reason}",
    ),
    TrailGroup.BACKUP,
    moments=("erased_since",),
)
REHEARSED = TrailEvent(
    "backup.rehearsed",
    "Tested the backup made on {made}: {opened} encrypted values opened",
    TrailGroup.BACKUP,
    moments=("made",),
)

# What must be settled once the rows are back: the backup does not know what has happened since it was taken.

_ACTOR: Final = "operator"
_GONE_SINCE: Final = "Erased since the backup was taken."
_NO_EXPORT: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Again:
    """The patients in the backup who had been erased since.

    How many were erased again, by reason, and how many were not.
    """

    erased: Counter[str] = field(default_factory=Counter)
    left_out: list[Erasure] = field(default_factory=list)


def release_jobs(connection: Connection, now: datetime) -> None:
    """Let jobs that were under way be claimed by anybody: their holders are gone."""
    connection.execute(update(Job).where(Job.state == "running").values(lease_until=now))
    forget_machines(Session(connection))


def give_up_messages(connection: Connection, now: datetime) -> None:
    """Give up messages that wait: they may have been sent since the backup."""
    waits = update(OutboundMessage).where(OutboundMessage.state.in_(OPEN))
    connection.execute(waits.values(state="given_up", error="restored", finished_at=now))


def erase_again(connection: Connection, unit: Transaction, wanted: Wanted) -> Again:
    """Erase again the patients whom the backup brought back.

    Those whom `wanted.left_out` covers stay. A patient who came and was erased since the backup was taken gets a
    tombstone. The rows of all of them are taken out of the spreadsheet, because its ledger is as old as the backup.
    """
    again = Again()
    # A hold that was changed by hand before the backup keeps nobody who was erased since.
    if wanted.erased and (rows := legal_holds.mend(unit.db)):
        details = {"table": LegalHold.__tablename__, "rows": rows}
        unit.audit.record(_ACTOR, FORGED_REMOVED, details=details, at=wanted.now)
    for erasure in wanted.erased:
        if tombstones.of(unit.db, erasure.patient_id):
            continue
        if (
            wanted.left_out
            and wanted.left_out.covers(erasure)
            and patients.get(unit.db, erasure.patient_id, ())
        ):
            again.left_out.append(erasure)
            details = {"reason": erasure.reason}
            unit.audit.record(_ACTOR, _BROUGHT_BACK, "patient", erasure.patient_id, details, at=wanted.now)
            continue
        legal_holds.lift(
            unit.db, erasure.patient_id, _GONE_SINCE, _ACTOR, wanted.now
        )  # as somebody did before erasing them
        if erasures.erase(unit.db, erasure.patient_id, erasure.reason, erasure.actor, erasure.at):
            again.erased[erasure.reason] += 1
            unit.audit.record(
                _ACTOR,
                _ERASED_AGAIN,
                "patient",
                erasure.patient_id,
                {"reason": erasure.reason},
                at=wanted.now,
            )
        else:
            tombstones.add(unit.db, erasure)
        if wanted.sheet_id:
            sheets.put_many(unit.db, wanted.sheet_id, {erasure.patient_id: None}, _NO_EXPORT, wanted.now)
    if again.erased and connection.dialect.name == "sqlite":
        _cascade(connection)
    return again


def _cascade(connection: Connection) -> None:
    """Remove the rows whose parent is gone.

    SQLite does not do so while foreign keys are off.
    """
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if constraint.ondelete == "CASCADE":
                (element,) = constraint.elements
                orphaned = element.parent.not_in(select(element.column))
                connection.execute(delete(table).where(element.parent.is_not(None), orphaned))


# Rows of a backup into tables that are there, and empty.


def load(
    connection: Connection, manifest: Manifest, batches: Iterator[Batch], tell: Callable[[int], None]
) -> None:
    """Load every row, and say how many with each batch."""
    put = _put_on_sqlite if connection.dialect.name == "sqlite" else _copy_to_postgresql
    by_name = {table.name: table for table in manifest.tables}
    for name, rows in batches:
        table = by_name[name]
        put(connection, table, rows)
        tell(len(rows))
    if connection.dialect.name == "postgresql":
        for table in manifest.tables:
            _continue_numbers(connection, table.name)


def _put_on_sqlite(connection: Connection, table: TakenTable, rows: list[list[Any]]) -> None:
    convert = as_taken([kind for _name, kind in table.columns], "sqlite")
    names = ", ".join(_quoted(connection, name) for name, _kind in table.columns)
    places = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {_quoted(connection, table.name)} ({names}) VALUES ({places})"  # noqa: S608  (quoted)
    connection.exec_driver_sql(statement, [tuple(convert(row)) for row in rows])


def _copy_to_postgresql(connection: Connection, table: TakenTable, rows: list[list[Any]]) -> None:
    convert = as_taken([kind for _name, kind in table.columns], "postgresql")
    names = SQL(", ").join(Identifier(name) for name, _kind in table.columns)
    statement = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table.name), names)
    driver: Any = connection.connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(convert(row))
    except psycopg.Error as error:  # whose text may hold a row
        code = error.sqlstate
    else:
        return
    raise StoreUnavailable(code or "unreachable")


def _continue_numbers(connection: Connection, table: str) -> None:
    """Let the numbers that PostgreSQL generates continue after the highest."""
    for name in generated_columns(connection, table):
        quoted = _quoted(connection, name), _quoted(connection, table)
        highest = "SELECT max({}) FROM {}".format(*quoted)  # noqa: S608  (quoted)
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence(:table, :name), ({highest})) WHERE ({highest}) > 0"),
            {"table": quoted[1], "name": name},
        )


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


# The database that a backup is restored to: nobody has written to it, and it is held so that nobody does.

_FILLED_BY_UPGRADE: Final = frozenset({"alembic_version", "key_checks", "milestones", "sqlite_sequence"})
"""A database with rows in no other table counts as empty: `flask db upgrade` writes to these."""


def clear(connection: Connection) -> None:
    """Hold the database, make sure that it is empty, and drop its tables.

    They are then built again.

    Raises:
        Refused: somebody has written to it.
        WrongRevision: its tables are of a migration that the code does not have.
    """
    names = inspect(connection).get_table_names()
    _hold(connection, names)
    used = [name for name in sorted(names) if name not in _FILLED_BY_UPGRADE and _has_rows(connection, name)]
    if used:
        counted = ", ".join(f"{name} {_count(connection, name):,}" for name in used[:5])
        raise Refused(
            f"This database is not empty ({counted}{', …' if used[5:] else ''}), and a restore overwrites nothing. "
            "Point DATABASE_URL at a new database, or a file that is not there, and run it again."
        )
    schema.take_away(connection)


def empty(connection: Connection, names: Iterable[str]) -> None:
    """Take away the rows that migrations put into new tables: the backup has its own."""
    for name in names:
        if _has_rows(connection, name):
            connection.execute(delete(bare_table(name)))


def _hold(connection: Connection, names: list[str]) -> None:
    """Let nobody write until the end. On SQLite, whose one writer we are, nobody can."""
    if connection.dialect.name == "postgresql" and names:
        quoted = ", ".join(connection.dialect.identifier_preparer.quote(name) for name in names)
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text(f"LOCK TABLE {quoted} IN ACCESS EXCLUSIVE MODE"))


def _has_rows(connection: Connection, name: str) -> bool:
    return bool(connection.execute(select(exists(select(1).select_from(bare_table(name))))).scalar_one())


def _count(connection: Connection, name: str) -> int:
    return int(connection.execute(select(func.count()).select_from(bare_table(name))).scalar_one())


# A backup that was read to its end. Only then is anything of it restored.


Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Begins with the number of rows; what it yields is called with the number in each batch."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that is whole, and ours."""

    manifest: Manifest
    bytes: int
    digest: str
    """SHA-256 of the file, in hex."""
    unpacked: int
    """How many bytes of rows it holds."""


def check(file: BufferedReader, identities: Identities, store: Store, progress: Progress) -> Checked:
    """Read a backup to its end, and return what it is.

    Raises what `refuse_foreign` raises, and what `opened` raises.
    """
    digest, length = hashlib.file_digest(file, "sha256").hexdigest(), file.tell()
    file.seek(0)
    with opened(file, identities, store.keys.blind_index) as content:
        refuse_foreign(content.manifest, *store.keys[:2])
        with progress(content.manifest.rows) as tell:
            for _name, rows in content.batches:
                tell(len(rows))
        return Checked(content.manifest, length, digest, content.unpacked())


ACTOR: Final = "operator"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Erasures that are not repeated: those for one reason since a moment.

    For example, because the clock was wrong.
    """

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
    """The newest authenticator step whose code may have been used by now: no code up to it is accepted again."""
    digest: str
    """The SHA-256 of the file, for the trail."""
    erased: Collection[Erasure] = ()
    """The erasures that are known from elsewhere."""
    left_out: LeftOut | None = None
    sheet_id: str | None = None
    """The spreadsheet that may have rows of erased patients."""
    broken_trail: bool = False
    """Restore it although its audit trail is broken."""


@dataclass(frozen=True, slots=True)
class Restored:
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
            again = _settle(connection, unit, manifest, wanted, chain)
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


def refuse_foreign(manifest: Manifest, sealer: Sealer, index: BlindIndex) -> None:
    """Refuse what this code or these keys cannot read, before anything is touched.

    Raises:
        WrongKeys: a key that the backup needs is not ours.
        WrongRevision: it is of a migration that the code does not have.
    """
    if manifest.revision < schema.FIRST:
        raise WrongRevision("This backup was made before release 1.0, and cannot be restored.")
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
    connection: Connection, unit: Transaction, manifest: Manifest, wanted: Wanted, chain: ChainReport
) -> Again:
    """Add what a backup cannot know, record the restore, and report the erasures."""
    staff.spend_all_until(unit.db, wanted.spent_step)
    release_jobs(connection, wanted.now)
    give_up_messages(connection, wanted.now)
    again = erase_again(connection, unit, wanted)
    for milestone, at in ((BACKUP_TAKEN, manifest.made_at), (BACKUP_REHEARSED, wanted.now)):
        milestones.mark(unit.db, milestone, ACTOR, at)
    details = {
        "digest": wanted.digest,
        "made": manifest.made_at.isoformat(timespec="minutes"),
        "rows": manifest.rows,
        "erased": again.erased.total(),
        "trail": "broken" if chain.fault else "whole",
    }
    unit.audit.record(ACTOR, RESTORED, details=details, at=wanted.now)
    if wanted.left_out is not None:
        details = {
            "reason": wanted.left_out.reason,
            "erased_since": wanted.left_out.since.isoformat(timespec="minutes"),
            "records": len(again.left_out),
        }
        unit.audit.record(ACTOR, _LEFT_OUT, details=details, at=wanted.now)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")
    return again
