"""Notes of the staff on a patient.

What a note said before it was changed or deleted is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, Select, bindparam, false, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.engine.database import NoSuchPatient, Overtaken, ShortText
from app.store.model import Model, Seal, Sealed, add_once, connection_of, guarded_by, opened, ours, sealed
from app.store.patients.patient import patients

_SHOWN: Final = 200


class Note(Model):
    """A note and its author. Deleted, it stays with the record."""

    __tablename__ = "patient_notes"
    __table_args__ = (Index(None, "patient_id", "at"),)

    patient_id: Mapped[UUID] = mapped_column(ForeignKey("patients.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id"))
    text: Sealed[str] = sealed(padded=True)
    clinical: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is about health. Only members who may read health answers may read it."""
    changes: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often it was changed, or deleted."""
    changed_at: Mapped[datetime | None] = mapped_column(default=None)
    deleted_at: Mapped[datetime | None] = mapped_column(default=None)
    deleted_by: Mapped[str | None] = mapped_column(ShortText(64), default=None)

    seal = Seal("patient_id", "at", "staff_id", "clinical")
    called = "notes"
    __mapper_args__ = guarded_by(changes, first=0)


class EarlierNote(Model):
    """What a note said until it was changed."""

    __tablename__ = "patient_note_versions"
    __table_args__ = (Index(None, "note_id", "until"),)

    note_id: Mapped[UUID] = mapped_column(ForeignKey("patient_notes.id", ondelete="CASCADE"))
    until: Mapped[datetime]
    text: Sealed[str] = sealed(padded=True)

    seal = Seal("note_id", "until")
    called = "earlier notes"


_THEIRS: Final = Note.patient_id == bindparam("patient")
_MOST: Final = bindparam("most", type_=Integer)
_READABLE: Final = {True: (_THEIRS,), False: (_THEIRS, Note.clinical.is_(False))}
"""Whether clinical notes may be read -> the condition."""
_OF: Final = {
    clinical: select(Note).where(*theirs).order_by(Note.at.desc(), Note.id.desc()).limit(_MOST)
    for clinical, theirs in _READABLE.items()
}
_COUNTED: Final = {
    clinical: select(func.count()).select_from(Note).where(*theirs, Note.deleted_at.is_(None))
    for clinical, theirs in _READABLE.items()
}


def add(db: Session, note: Note) -> bool:
    """Add a note unless it is there already, by its id; return whether it was added.

    Raises:
        NoSuchPatient: nobody has this id.
        ValueError: the text holds a lone surrogate.
    """
    if not _work_on(db, note.patient_id, note.at):
        raise NoSuchPatient
    return add_once(db, note)


def change(db: Session, note: Note, text: str, now: datetime) -> None:
    """Change what a note says, and keep what it said.

    Raises:
        Overtaken: it was changed or deleted since it was read.
        TypeError: the note does not open.
        ValueError: the text holds a lone surrogate.
    """
    said = note.text
    if not isinstance(said, str):
        raise TypeError("a note that does not open cannot be kept as it was")
    _change(db, note, now)
    note.text, note.changed_at = text, now
    db.add(EarlierNote(note_id=note.id, until=now, text=said))
    db.flush()


def delete(db: Session, note: Note, actor: str, now: datetime) -> None:
    """Take a note out of use; its text stays sealed with the record.

    Raises:
        Overtaken: it was changed or deleted since it was read.
    """
    _change(db, note, now)
    note.deleted_at, note.deleted_by = now, actor
    db.flush()


def count(db: Session, patient_id: UUID, *, clinical: bool = True) -> int:
    """Return how many notes there are on a patient, without the deleted."""
    counted = _COUNTED[clinical]
    return connection_of(db).execute(counted, {"patient": patient_id}).scalar_one()


def of(db: Session, patient_id: UUID, limit: int = _SHOWN, *, clinical: bool = True) -> list[Note]:
    """Return a patient's notes, newest first, opened; the deleted too."""
    return _opened(db, _OF[clinical], patient_id, limit)


def get(db: Session, patient_id: UUID, note_id: UUID, *, clinical: bool = True) -> Note | None:
    """Return one note of a patient, opened."""
    return next(iter(_opened(db, _OF[clinical].where(Note.id == note_id), patient_id, 1)), None)


def just_by(
    db: Session, patient_id: UUID, staff_id: UUID, since: datetime, *, clinical: bool = True
) -> list[Note]:
    """Return what a member wrote or changed since `since`, newest first, opened."""
    written = func.coalesce(Note.changed_at, Note.at, type_=Note.at.type) > since
    own = _OF[clinical].where(Note.staff_id == staff_id, Note.deleted_at.is_(None), written)
    return _opened(db, own, patient_id, _SHOWN)


def earlier(db: Session, note_ids: Collection[UUID]) -> dict[UUID, list[EarlierNote]]:
    """Return what these notes said before, the latest first, opened."""
    before = select(EarlierNote).where(EarlierNote.note_id.in_(note_ids))
    latest = db.scalars(before.order_by(EarlierNote.until.desc(), EarlierNote.id))
    found: dict[UUID, list[EarlierNote]] = {}
    for each in ours(latest, EarlierNote.text):
        found.setdefault(each.note_id, []).append(each)
    return found


def _opened(db: Session, notes: Select[Note], patient_id: UUID, most: int) -> list[Note]:
    return opened(db.scalars(notes, {"patient": patient_id, "most": most}), Note.text)


def _change(db: Session, note: Note, now: datetime) -> None:
    if note.deleted_at is not None or not _work_on(db, note.patient_id, now):
        raise Overtaken


def _work_on(db: Session, patient_id: UUID, now: datetime) -> bool:
    """Hold the record, and say whether it is there.

    A note is work on the record, so it starts the record's retention again. The row is locked, because an erasure at
    this moment would otherwise make the note fail.
    """
    worked_on = update(patients).where(patients.c.id == patient_id).values(updated_at=now)
    return db.execute(worked_on.returning(patients.c.id)).first() is not None
