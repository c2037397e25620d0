"""Notes of the staff on a patient, sealed. They are added and read, and never changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update

from app.store.columns import NOTE
from app.store.patient import NoSuchPatient, Opened
from app.store.tables import patient_notes, patients

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.crypto import Sealer

_table = patient_notes.c
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Note:
    """A note, and who wrote it."""

    id: UUID
    at: datetime
    staff_id: UUID
    text: Opened = field(repr=False)


class Notes:
    """The notes of one transaction."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def add(self, patient_id: UUID, staff_id: UUID, text: str, now: datetime) -> UUID:
        """Add a note, and return its id.

        Raises:
            NoSuchPatient: see there.
            ValueError: the text holds a lone surrogate.
        """
        # A note is work on the record, whose days count anew. Held by it, or an erasure would make the note fail instead.
        worked_on = update(patients).where(patients.c.id == patient_id).values(updated_at=now)
        if self._connection.execute(worked_on.returning(patients.c.id)).first() is None:
            raise NoSuchPatient
        new = uuid4()
        sealed = self._sealer.seal(NOTE, new, text)
        values = {"id": new, "patient_id": patient_id, "at": now, "staff_id": staff_id, "text": sealed}
        self._connection.execute(insert(patient_notes), values)
        return new

    def count(self, patient_id: UUID) -> int:
        """Return how many notes there are on a patient. Opens none."""
        counted = select(func.count()).where(_table.patient_id == patient_id)
        return int(self._connection.execute(counted).scalar_one())

    def of(self, patient_id: UUID, limit: int = _SHOWN) -> list[Note]:
        """Return a patient's notes, newest first, opened."""
        newest = (
            select(_table.id, _table.at, _table.staff_id, _table.text)
            .where(_table.patient_id == patient_id)
            .order_by(_table.at.desc(), _table.id.desc())
            .limit(limit)
        )
        rows = self._connection.execute(newest).all()
        texts = self._sealer.open_many(NOTE, ((row.id, row.text) for row in rows))
        return [Note(row.id, row.at, row.staff_id, text) for row, text in zip(rows, texts, strict=True)]
