"""Which records a file had, so that a breach is answered by name.

An export, or a batch of letters, notes the ids of its records before they leave. They are kept as long as the trail, and
an erasure leaves them: as in the trail, the id of somebody who is gone says that they were in the file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Index, Text, delete, exists, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.store.model import Model, Seal, add_once, ours, table_of
from app.store.trail.audit import AuditEvent

_HEX: Final = 32


class TakenRecords(Model):
    """Some of the records of one file, in the order of the file."""

    __tablename__ = "taken_records"
    __table_args__ = (Index(None, "taken_by"),)

    taken_by: Mapped[UUID]
    """The export, or the batch of letters."""
    records: Mapped[str] = mapped_column(Text)
    """Their ids, 32 hex digits each."""

    seal = Seal("taken_by", "records", is_digest=True)
    called = "lists of the records in a file"


_taken: Final = table_of(TakenRecords).c


def note(db: Session, taken_by: UUID, records: Sequence[UUID]) -> None:
    """Note records that are about to leave. The same ones, noted again, are one row."""
    written = "".join(each.hex for each in records)
    same = hashlib.sha256(f"{taken_by.hex}{written}".encode()).digest()
    add_once(db, TakenRecords(id=UUID(bytes=same[:16]), taken_by=taken_by, records=written))


def of(db: Session, taken_by: UUID) -> set[UUID]:
    """Return the records that a file had. What was written by hand is left out."""
    rows = db.scalars(select(TakenRecords).where(_taken.taken_by == taken_by))
    return {record for row in ours(rows) for record in _read(row.records)}


def with_record(db: Session, record: UUID) -> set[UUID]:
    """Return what took a record: ids of exports and of batches of letters."""
    rows = db.scalars(select(TakenRecords).where(_taken.records.contains(record.hex)))
    return {row.taken_by for row in ours(rows) if record in _read(row.records)}


def forget(db: Session) -> None:
    """Delete the lists of files of which the trail has no line any more."""
    told = exists().where(table_of(AuditEvent).c.subject_id == _taken.taken_by)
    db.execute(delete(TakenRecords).where(~told))


def _read(records: str) -> list[UUID]:
    return [UUID(records[start : start + _HEX]) for start in range(0, len(records), _HEX)]
