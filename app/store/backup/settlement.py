"""What must be settled once the rows of a backup are back.

It does not know what has happened since it was taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from app.store.backup.manifest import Manifest
from app.store.clinic import milestones
from app.store.clinic.milestones import BACKUP_REHEARSED, BACKUP_TAKEN, forget_machines
from app.store.exports import sheets
from app.store.messages.outbound import OPEN, OutboundMessage
from app.store.patients import erasures, legal_holds, patients, tombstones
from app.store.patients.legal_holds import LegalHold
from app.store.patients.tombstones import Erasure
from app.store.staff import staff
from app.store.store import Transaction
from app.store.tables import metadata
from app.store.trail import audit
from app.store.trail.audit_verify import ChainReport
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.trail.recorded import FORGED_REMOVED
from app.store.work.jobs import Job

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

ACTOR: Final = "operator"
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
        audit.record(unit.db, ACTOR, FORGED_REMOVED, details=details, at=wanted.now)
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
            audit.record(unit.db, ACTOR, _BROUGHT_BACK, "patient", erasure.patient_id, details, at=wanted.now)
            continue
        legal_holds.lift(
            unit.db, erasure.patient_id, _GONE_SINCE, ACTOR, wanted.now
        )  # as somebody did before erasing them
        if erasures.erase(unit.db, erasure.patient_id, erasure.reason, erasure.actor, erasure.at):
            again.erased[erasure.reason] += 1
            audit.record(
                unit.db,
                ACTOR,
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


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Erasures that are not repeated: those for one reason since a moment.

    For example, because the clock was wrong.
    """

    reason: str
    since: datetime

    def covers(self, erasure: Erasure) -> bool:
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


def settle(
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
    audit.record(unit.db, ACTOR, RESTORED, details=details, at=wanted.now)
    if wanted.left_out is not None:
        details = {
            "reason": wanted.left_out.reason,
            "erased_since": wanted.left_out.since.isoformat(timespec="minutes"),
            "records": len(again.left_out),
        }
        audit.record(unit.db, ACTOR, _LEFT_OUT, details=details, at=wanted.now)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ANALYZE")
    return again
