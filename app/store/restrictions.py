"""Records that rest (GDPR Art 18, 21): kept, and otherwise left alone. Nothing takes them out until that is lifted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from uuid import uuid4

from sqlalchemy import exists, select, update

from app.store.export_files import ExportFiles
from app.store.patient import NoSuchPatient
from app.store.sheet_ledger import SheetLedger
from app.store.tables import patients, restrictions
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import ColumnElement, Connection

    from app.crypto import BlindIndex, Sealer

_table = restrictions.c
_IN_FORCE: Final = _table.lifted_at.is_(None)


@dataclass(frozen=True, slots=True)
class Restriction:
    """Since when a record rests, and who saw to it; and until when, if it was lifted."""

    at: datetime
    actor: str
    lifted_at: datetime | None
    lifted_by: str | None


def at_rest() -> ColumnElement[bool]:
    """Return the condition that a row of `patients` is restricted."""
    return exists().where(_table.patient_id == patients.c.id, _IN_FORCE)


class Restrictions:
    """The restrictions of one transaction."""

    __slots__ = ("_connection", "_export_files", "_sheets")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._export_files = ExportFiles(connection, sealer)
        self._sheets = SheetLedger(connection, index)

    def add(self, patient_id: UUID, actor: str, now: datetime) -> bool:
        """Let a record rest, and return whether it did not already: of two who do so, one is told.

        Its row in a spreadsheet is taken out by a job, and workbooks that wait are forgotten: they may hold it.

        Raises:
            NoSuchPatient: see there.
        """
        # Held for update: a push that writes its rows down waits, and then finds this one at rest.
        held = select(patients.c.id).where(patients.c.id == patient_id).with_for_update()
        if self._connection.execute(held).first() is None:
            raise NoSuchPatient
        values = {"id": uuid4(), "patient_id": patient_id, "at": now, "actor": actor}
        put = insert(self._connection.dialect.name, restrictions).values(values)
        if self._connection.execute(put.on_conflict_do_nothing().returning(_table.id)).first() is None:
            return False
        self._sheets.mark_erased(patient_id, actor, now)
        self._export_files.forget_all()
        return True

    def lift(self, patient_id: UUID, actor: str, now: datetime) -> bool:
        """End it, and return whether there was one. The next push brings the row back."""
        lifted = update(restrictions).where(_table.patient_id == patient_id, _IN_FORCE)
        ended = lifted.values(lifted_at=now, lifted_by=actor).returning(_table.id)
        return self._connection.execute(ended).first() is not None

    def of(self, patient_id: UUID) -> list[Restriction]:
        """Return a patient's restrictions, the newest first."""
        found = select(_table.at, _table.actor, _table.lifted_at, _table.lifted_by)
        newest = found.where(_table.patient_id == patient_id).order_by(_table.at.desc(), _table.id)
        return [Restriction(*row) for row in self._connection.execute(newest)]

    def in_force(self, patient_id: UUID) -> Restriction | None:
        """Return the restriction that a record is under; None when it is under none."""
        return next((each for each in self.of(patient_id) if each.lifted_at is None), None)
