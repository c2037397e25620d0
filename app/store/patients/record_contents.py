"""What there is of a record, so that its page reads nothing in vain."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import Session

from app.store.conversations import callbacks
from app.store.conversations.form_links import FormLink
from app.store.messages.outbound import OutboundMessage
from app.store.model import Base, connection_of, table_of
from app.store.patients import recipients, record_marks
from app.store.patients.expired_records import HELD_BACK
from app.store.patients.left_notes import LeftNote
from app.store.patients.patient import KeptVersion, patients
from app.store.patients.patient_notes import Note
from app.store.patients.record_marks import UNMARKED, Marked
from app.store.patients.rights_requests import RightsRequest
from app.store.work.alarms import Alarm

_table = patients.c


class Contents(NamedTuple):
    """What there is of a record: how much, or whether any."""

    marked: Marked = UNMARKED
    """What stands out about it."""
    notes: int = 0
    """How many notes of staff, and how many of them are for clinicians."""
    clinical_notes: int = 0
    call_asked_at: datetime | None = None
    """Since when the patient waits for a call, also if they asked before they handed in."""
    held_back: bool = False
    """Whether no rule may erase the record as it is."""
    twins: bool = False
    """Whether another patient was born on the same day."""
    exported: bool = False
    """Whether an export began since it is there."""
    alarms: bool = False
    versions: bool = False
    left: bool = False
    sent: bool = False
    requests: bool = False
    request_notes: bool = False
    links: bool = False


def of(db: Session, patient_id: UUID, *, with_allergies: bool = False) -> Contents:
    """Return what there is of a record and stands out about it, by one statement."""
    rows = connection_of(db).execute(_asked(with_allergies), {"patients": [patient_id]}).mappings().all()
    marked = record_marks.read(db, rows, with_allergies=with_allergies)
    for row in rows:
        return Contents(marked[patient_id], **{name: row[name] for name in _columns()})
    return Contents()


@cache
def _asked(with_allergies: bool) -> Select[*tuple[Any, ...]]:
    marks = record_marks.asked(with_allergies=with_allergies)
    return marks.add_columns(*(column.label(name) for name, column in _columns().items()))


@cache
def _columns() -> dict[str, ColumnElement[Any]]:
    theirs, other = Note.patient_id == _table.id, patients.alias()
    notes = select(func.count()).where(theirs, Note.deleted_at.is_(None))
    born_then = other.c.birth_date_index == _table.birth_date_index
    return {
        "notes": notes.correlate(patients).scalar_subquery(),
        "clinical_notes": notes.where(Note.clinical).correlate(patients).scalar_subquery(),
        "call_asked_at": callbacks.asked_about_record(),
        "held_back": HELD_BACK,
        "twins": exists().where(born_then, other.c.id != _table.id).correlate(patients),
        "exported": exists().where(*recipients.HAS_LEFT).correlate(patients),
        "alarms": _has(Alarm),
        "versions": _has(KeptVersion),
        "left": _has(LeftNote),
        "sent": _has(OutboundMessage),
        "requests": _has(RightsRequest),
        "request_notes": _has(RightsRequest, RightsRequest.note.is_there),
        "links": _has(FormLink),
    }


def _has(kind: type[Base], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(table_of(kind).c.patient_id == _table.id, *which).correlate(patients)
