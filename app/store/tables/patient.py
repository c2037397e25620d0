"""The records that were handed in, and what is left of those that were erased."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint, Uuid

from app.store import columns
from app.store.tables.shape import digest, metadata, of_conversation, row_id, sealed
from app.store.types import ShortText, UtcDateTime

patients: Final = Table(
    "patients",
    metadata,
    row_id(),
    of_conversation(nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", ShortText(16), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("assigned_to", ForeignKey("staff.id")),
    # Codes, such as `emergency`, between commas. NULL: a release before this column wrote the row, and has them in `extra`.
    Column("flags", ShortText(64)),
    *(sealed(column) for column in columns.PATIENT),
    digest("birth_date_index", nullable=True),
)
Index(None, patients.c.created_at, patients.c.id)
Index(None, patients.c.status, patients.c.created_at, patients.c.id)
Index(None, patients.c.language, patients.c.created_at, patients.c.id)
_assigned = patients.c.assigned_to.is_not(None)  # most are nobody's, and cost these indexes nothing
Index(
    None,
    patients.c.assigned_to,
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_assigned,
    postgresql_where=_assigned,
)
Index(
    None,
    patients.c.assigned_to,
    patients.c.status,
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_assigned,
    postgresql_where=_assigned,
)
Index(None, patients.c.status, patients.c.language, patients.c.created_at, patients.c.id)
Index(None, patients.c.birth_date_index, patients.c.created_at, patients.c.id)
Index(None, patients.c.conversation_id)

patient_name_words: Final = Table(
    "patient_name_words",
    metadata,
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("word_index", LargeBinary(32), primary_key=True),
    Column(
        "created_at", UtcDateTime, nullable=False
    ),  # the patient's: the newest of a common name are found first
)
Index(None, patient_name_words.c.word_index, patient_name_words.c.created_at, patient_name_words.c.patient_id)

patient_versions: Final = Table(
    "patient_versions",
    metadata,
    row_id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    sealed(columns.SNAPSHOT),
    UniqueConstraint("patient_id", "version"),
)

patient_notes: Final = Table(
    "patient_notes",
    metadata,
    row_id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    sealed(columns.NOTE),
)
Index(None, patient_notes.c.patient_id, patient_notes.c.at)

patients_told_apart: Final = Table(
    "patients_told_apart",
    metadata,
    # Two who look alike and are not the same person: the smaller id first.
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
)
Index(None, patients_told_apart.c.other_id)

erasures: Final = Table(
    "erasures",
    metadata,
    # What is left of a patient: that there was one, and nothing of them.
    Column("patient_id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("reason", ShortText(32), nullable=False),
)
