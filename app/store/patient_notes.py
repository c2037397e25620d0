"""Notes on a patient, sealed: the staff's, and those that the patient left.

They are added and read, never changed. A patient may take their own back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from app.store.columns import LEFT_NOTE, NOTE
from app.store.patient import NoSuchPatient, Opened, with_news
from app.store.rows import SealedRows, columns_of, one_of
from app.store.tables import left_notes, patient_notes, patients

# The staff's.

_notes = patient_notes.c
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Note:
    """A note and its author."""

    id: UUID
    at: datetime
    staff_id: UUID
    text: Opened = field(repr=False)


class Notes(SealedRows):
    """The notes of one transaction."""

    def add(self, patient_id: UUID, staff_id: UUID, text: str, now: datetime) -> UUID:
        """Add a note, and return its id.

        Raises:
            NoSuchPatient: nobody has this id.
            ValueError: the text holds a lone surrogate.
        """
        # A note is work on the record, so it starts the record's retention again. The UPDATE also holds the row:
        # otherwise an erasure at this moment would make the note fail instead.
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
        counted = select(func.count()).where(_notes.patient_id == patient_id)
        return int(self._connection.execute(counted).scalar_one())

    def of(self, patient_id: UUID, limit: int = _SHOWN) -> list[Note]:
        """Return a patient's notes, newest first, opened."""
        return self._opened(limit, _notes.patient_id == patient_id)

    def just_by(self, patient_id: UUID, staff_id: UUID, since: datetime) -> list[Note]:
        """Return what a member has just written about a patient, newest first, opened."""
        return self._opened(
            _SHOWN, _notes.patient_id == patient_id, _notes.staff_id == staff_id, _notes.at > since
        )

    def _opened(self, limit: int, *conditions: ColumnElement[bool]) -> list[Note]:
        theirs = select(*columns_of(Note, patient_notes)).where(*conditions)
        newest = theirs.order_by(_notes.at.desc(), _notes.id.desc()).limit(limit)
        rows = self._connection.execute(newest).all()
        texts = self._sealer.open_many(NOTE, ((row.id, row.text) for row in rows))
        return [one_of(Note, row, text=text) for row, text in zip(rows, texts, strict=True)]


# What patients left. Their words may be about health.

_left = left_notes.c


@dataclass(frozen=True, slots=True)
class LeftNote:
    """A note that the patient left."""

    id: UUID
    at: datetime
    text: Opened = field(repr=False)


class LeftNotes(SealedRows):
    """The patients' notes of one transaction."""

    def add(self, patient_id: UUID, note_id: UUID, text: str, now: datetime) -> None:
        """Add a note: the record has news then.

        Raises:
            NoSuchPatient: nobody has this id.
            ValueError: the text holds a lone surrogate.
        """
        if self._connection.execute(with_news(patient_id, now)).first() is None:
            raise NoSuchPatient
        sealed = self._sealer.seal(LEFT_NOTE, note_id, text)
        values: dict[str, Any] = {"id": note_id, "patient_id": patient_id, "at": now, "text": sealed}
        self._connection.execute(insert(left_notes), values)

    def take_back(self, patient_id: UUID, note_id: UUID) -> bool:
        """Delete a note, and return whether there was one.

        Where it was the only news, the record has none left.
        """
        gone = delete(left_notes).where(_left.id == note_id, _left.patient_id == patient_id)
        at = self._connection.execute(gone.returning(_left.at)).scalar_one_or_none()
        if at is None:
            return False
        table = patients.c
        alone = table.id == patient_id, table.news_since == at, table.news_at == at
        self._connection.execute(update(patients).where(*alone).values(news_since=None, news_at=None))
        return True

    def times(self, patient_id: UUID, limit: int = _SHOWN) -> list[datetime]:
        """Return when they left notes, newest first. Opens none."""
        theirs = select(_left.at).where(_left.patient_id == patient_id)
        newest = theirs.order_by(_left.at.desc(), _left.id.desc()).limit(limit)
        return list(self._connection.execute(newest).scalars())

    def of(self, patient_id: UUID, limit: int = _SHOWN) -> list[LeftNote]:
        """Return a patient's own notes, newest first, opened."""
        theirs = select(*columns_of(LeftNote, left_notes)).where(_left.patient_id == patient_id)
        newest = theirs.order_by(_left.at.desc(), _left.id.desc()).limit(limit)
        rows = self._connection.execute(newest).all()
        texts = self._sealer.open_many(LEFT_NOTE, ((row.id, row.text) for row in rows))
        return [one_of(LeftNote, row, text=text) for row, text in zip(rows, texts, strict=True)]
