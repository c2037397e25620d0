"""What has to be made good once the rows of a backup are back: time went on since, and the backup does not know."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from sqlalchemy import delete, select, update

from app.store.tables import jobs, metadata

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.store.backup.restoring import Wanted
    from app.store.erasures import Erasure
    from app.store.unit import Unit

_ACTOR: Final = "operator"
_GONE_SINCE: Final = "Erased since the backup was taken."
_NO_EXPORT: Final = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Again:
    """Who of those in the backup had been erased since: how many were erased again, by reason, and who was not."""

    erased: Counter[str] = field(default_factory=Counter)
    left_out: list[Erasure] = field(default_factory=list)


def let_go_of_jobs(connection: Connection, now: datetime) -> None:
    """Let the jobs that were under way be claimed by whoever comes first: those who held them are gone."""
    connection.execute(update(jobs).where(jobs.c.state == "running").values(lease_until=now))


def settle_flags(unit: Unit) -> None:
    """Put the flags that an earlier release sealed with its answers into their own column, as an upgrade does."""
    after = unit.patients.settle_flags()
    while after is not None:
        after = unit.patients.settle_flags(after)


def erase_again(connection: Connection, unit: Unit, wanted: Wanted) -> Again:
    """Erase whom the backup brought back, as the dashboard does, but for those who are to be left out.

    Who came and went since it was taken gets their tombstone. From the spreadsheet, rows of all of them are taken out:
    its ledger is as old as the backup.
    """
    again = Again()
    for erasure in wanted.erased:
        if unit.erasures.find(erasure.patient_id):
            continue
        if wanted.left_out and wanted.left_out.covers(erasure) and unit.patients.get(erasure.patient_id, ()):
            again.left_out.append(erasure)
            details = {"reason": erasure.reason}
            unit.audit.record(
                _ACTOR, "patient.brought_back", "patient", erasure.patient_id, details, at=wanted.now
            )
            continue
        unit.holds.lift(
            erasure.patient_id, _GONE_SINCE, _ACTOR, wanted.now
        )  # as somebody had, who then erased them
        if unit.erasures.erase(erasure.patient_id, erasure.reason, erasure.actor, erasure.at):
            again.erased[erasure.reason] += 1
            unit.audit.record(
                _ACTOR,
                "patient.erased_again",
                "patient",
                erasure.patient_id,
                {"reason": erasure.reason},
                at=wanted.now,
            )
        else:
            unit.erasures.keep(erasure)
        if wanted.sheet_id:
            unit.sheets.put_many(wanted.sheet_id, {erasure.patient_id: None}, _NO_EXPORT, wanted.now)
    if again.erased and connection.dialect.name == "sqlite":
        _cascade(connection)
    return again


def _cascade(connection: Connection) -> None:
    """Remove the rows whose parent is gone. SQLite does it by itself, but not while foreign keys are off."""
    for table in metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if constraint.ondelete == "CASCADE":
                (element,) = constraint.elements
                orphaned = element.parent.not_in(select(element.column))
                connection.execute(delete(table).where(element.parent.is_not(None), orphaned))
