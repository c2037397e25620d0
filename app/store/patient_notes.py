"""Notes on a patient, sealed: the staff's, and those that the patient left.

What a note said before it was changed or deleted is kept. A patient may take their own back.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, delete, func, insert, select, update

from app.store.columns import EARLIER_NOTE, LEFT_NOTE, NOTE
from app.store.patient import NoSuchPatient, Opened, with_news
from app.store.rows import SealedRows, columns_of, of_columns
from app.store.tables import left_notes, patient_note_versions, patient_notes, patients
from app.store.vouched import Vouched

# The staff's.

_notes = patient_notes.c
_note: Final = Vouched(patient_notes)
_earlier: Final = Vouched(patient_note_versions)
_SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Note:
    """A note and its author."""

    id: UUID
    at: datetime
    staff_id: UUID
    text: Opened = field(repr=False)
    clinical: bool = False
    """Whether it is about health. Only members who may read health answers may read it."""
    changes: int = 0
    """How often it was changed."""
    changed_at: datetime | None = None
    deleted_at: datetime | None = None
    """When it was deleted. Its text stays with the record."""
    deleted_by: str | None = None


@dataclass(frozen=True, slots=True)
class EarlierNote:
    """What a note said until it was changed."""

    until: datetime
    text: Opened = field(repr=False)


_NOTE: Final = columns_of(Note, patient_notes)


class Notes(SealedRows):
    """The notes of one transaction. Without `clinical`, no clinical note is read."""

    def add(self, patient_id: UUID, staff_id: UUID, text: str, now: datetime, clinical: bool = False) -> UUID:
        """Add a note, and return its id.

        Raises:
            NoSuchPatient: nobody has this id.
            ValueError: the text holds a lone surrogate.
        """
        if not self._work_on(patient_id, now):
            raise NoSuchPatient
        new = uuid4()
        values = {
            "id": new,
            "patient_id": patient_id,
            "at": now,
            "staff_id": staff_id,
            "text": self._sealer.seal(NOTE, new, text),
            "clinical": clinical,
        }
        self._connection.execute(insert(patient_notes), values | _note.by(self._sealer, values))
        return new

    def change(self, patient_id: UUID, note: Note, text: str, now: datetime) -> bool:
        """Change what a note says, and keep what it said.

        Returns False when it was changed or deleted since it was read.

        Raises:
            TypeError: the note does not open.
            ValueError: the text holds a lone surrogate.
        """
        if not isinstance(note.text, str):
            raise TypeError("a note that does not open cannot be kept as it was")
        if not self._work_on(patient_id, now):
            return False
        sealed = self._sealer.seal(NOTE, note.id, text)
        made = update(patient_notes).where(*_as_read(patient_id, note))
        changed = made.values(text=sealed, changes=note.changes + 1, changed_at=now)
        if self._connection.execute(changed.returning(_notes.id)).first() is None:
            return False
        new = uuid4()
        before = self._sealer.seal(EARLIER_NOTE, new, note.text)
        values = {"id": new, "note_id": note.id, "until": now, "text": before}
        self._connection.execute(insert(patient_note_versions), values | _earlier.by(self._sealer, values))
        return True

    def delete(self, patient_id: UUID, note: Note, actor: str, now: datetime) -> bool:
        """Take a note out of use; its text stays sealed with the record.

        Returns False when it was changed or deleted since it was read.
        """
        if not self._work_on(patient_id, now):
            return False
        gone = update(patient_notes).where(*_as_read(patient_id, note))
        deleted = gone.values(deleted_at=now, deleted_by=actor)
        return self._connection.execute(deleted.returning(_notes.id)).first() is not None

    def count(self, patient_id: UUID, *, clinical: bool = True) -> int:
        """Return how many notes there are on a patient, without the deleted."""
        theirs = (*_of(patient_id, clinical=clinical), _notes.deleted_at.is_(None))
        return int(self._connection.execute(select(func.count()).where(*theirs)).scalar_one())

    def of(self, patient_id: UUID, limit: int = _SHOWN, *, clinical: bool = True) -> list[Note]:
        """Return a patient's notes, newest first, opened; the deleted too."""
        return self._opened(limit, *_of(patient_id, clinical=clinical))

    def get(self, patient_id: UUID, note_id: UUID, *, clinical: bool = True) -> Note | None:
        """Return one note of a patient, opened."""
        found = self._opened(1, *_of(patient_id, clinical=clinical), _notes.id == note_id)
        return found[0] if found else None

    def just_by(
        self, patient_id: UUID, staff_id: UUID, since: datetime, *, clinical: bool = True
    ) -> list[Note]:
        """Return what a member wrote or changed since `since`, newest first, opened."""
        written = func.coalesce(_notes.changed_at, _notes.at, type_=_notes.at.type) > since
        own = (_notes.staff_id == staff_id, _notes.deleted_at.is_(None), written)
        return self._opened(_SHOWN, *_of(patient_id, clinical=clinical), *own)

    def earlier(self, note_ids: Collection[UUID]) -> dict[UUID, list[EarlierNote]]:
        """Return what these notes said before, the latest first, opened."""
        before = patient_note_versions.c
        ordered = select(patient_note_versions).where(before.note_id.in_(note_ids))
        kept = self._connection.execute(ordered.order_by(before.until.desc(), before.id)).all()
        rows = _earlier.ours(self._sealer, kept)
        texts = self._sealer.open_many(EARLIER_NOTE, ((row.id, row.text) for row in rows))
        found: dict[UUID, list[EarlierNote]] = {}
        for row, text in zip(rows, texts, strict=True):
            found.setdefault(row.note_id, []).append(EarlierNote(row.until, text))
        return found

    def _work_on(self, patient_id: UUID, now: datetime) -> bool:
        """Hold the record, and say whether it is there.

        A note is work on the record, so it starts the record's retention again. The row is locked, because an erasure at
        this moment would otherwise make the note fail.
        """
        worked_on = update(patients).where(patients.c.id == patient_id).values(updated_at=now)
        return self._connection.execute(worked_on.returning(patients.c.id)).first() is not None

    def _opened(self, limit: int, *conditions: ColumnElement[bool]) -> list[Note]:
        theirs = select(*_NOTE, *_note.beside(_NOTE)).where(*conditions)
        newest = theirs.order_by(_notes.at.desc(), _notes.id.desc()).limit(limit)
        rows = self._connection.execute(newest).all()
        texts = _note.opened(self._sealer, NOTE, rows)
        return [of_columns(Note, row, _NOTE, text=texts[row.id]) for row in rows]


def _of(patient_id: UUID, *, clinical: bool) -> list[ColumnElement[bool]]:
    theirs = [_notes.patient_id == patient_id]
    return theirs if clinical else [*theirs, _notes.clinical.is_(False)]


def _as_read(patient_id: UUID, note: Note) -> tuple[ColumnElement[bool], ...]:
    """Return what holds for a note that nobody has changed since it was read."""
    return (
        _notes.id == note.id,
        _notes.patient_id == patient_id,
        _notes.changes == note.changes,
        _notes.deleted_at.is_(None),
    )


# What patients left. Their words may be about health.

_left = left_notes.c
_left_note: Final = Vouched(left_notes)


@dataclass(frozen=True, slots=True)
class LeftNote:
    """A note that the patient left."""

    id: UUID
    at: datetime
    text: Opened = field(default=None, repr=False)
    """None where it was not opened."""
    to_person: bool = False
    """Whether a person at the clinic was writing with them."""
    clinical: bool = True
    """Whether it may be about health. Only members who may read health answers may read it."""


_LEFT: Final = columns_of(LeftNote, left_notes)


class LeftNotes(SealedRows):
    """The patients' notes of one transaction."""

    def add(  # noqa: PLR0917  (the values, in the order of their columns)
        self,
        patient_id: UUID,
        note_id: UUID,
        text: str,
        now: datetime,
        to_person: bool = False,
        clinical: bool = True,
    ) -> None:
        """Add a note, which is news of the record.

        Raises:
            NoSuchPatient: nobody has this id.
            ValueError: the text holds a lone surrogate.
        """
        if self._connection.execute(with_news(patient_id, now)).first() is None:
            raise NoSuchPatient
        sealed = self._sealer.seal(LEFT_NOTE, note_id, text)
        values: dict[str, Any] = {"id": note_id, "patient_id": patient_id, "at": now, "text": sealed}
        values |= {"to_person": to_person, "clinical": clinical}
        self._connection.execute(insert(left_notes), values | _left_note.by(self._sealer, values))

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
        """Return when they left notes for nobody in particular, newest first. Opens none."""
        theirs = select(_left.at).where(_left.patient_id == patient_id, _left.to_person.is_(False))
        newest = theirs.order_by(_left.at.desc(), _left.id.desc()).limit(limit)
        return list(self._connection.execute(newest).scalars())

    def of(self, patient_id: UUID, limit: int = _SHOWN) -> list[LeftNote]:
        """Return a patient's own notes, newest first, opened."""
        return self._newest(limit, _left.patient_id == patient_id)

    def ids_to_person(self, patient_id: UUID) -> list[UUID]:
        """Return the ids of what they wrote to a person, newest first. Reads no words."""
        theirs = select(_left.id).where(_left.patient_id == patient_id, _left.to_person.is_(True))
        newest = theirs.order_by(_left.at.desc(), _left.id.desc()).limit(_SHOWN)
        return list(self._connection.execute(newest).scalars())

    def to_person(self, patient_id: UUID, *, opened: bool, clinical: bool = True) -> list[LeftNote]:
        """Return what they wrote to a person, newest first; opened on request.

        Without `clinical`, nothing is opened that may be about health.
        """
        theirs = (_left.patient_id == patient_id, _left.to_person.is_(True))
        return self._newest(_SHOWN, *theirs, opens=lambda row: opened and (clinical or not row.clinical))

    def _newest(
        self, limit: int, *which: ColumnElement[bool], opens: Callable[[Any], bool] = lambda _row: True
    ) -> list[LeftNote]:
        newest = select(*_LEFT, *_left_note.beside(_LEFT)).where(*which)
        rows = self._connection.execute(newest.order_by(_left.at.desc(), _left.id.desc()).limit(limit)).all()
        texts = _left_note.opened(self._sealer, LEFT_NOTE, [row for row in rows if opens(row)])
        return [of_columns(LeftNote, row, _LEFT, text=texts.get(row.id)) for row in rows]
