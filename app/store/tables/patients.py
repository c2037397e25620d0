"""Records, what we send about them, and what is to be deleted at Twilio."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
    literal_column,
)

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.base import digest, metadata, of_conversation, row_id, seal_over, sealed

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
    # Codes, such as `emergency`, between commas. NULL: emptied by hand.
    Column("flags", ShortText(64)),
    *(sealed(column) for column in columns.PATIENT),
    # Whether an allergy was stated, at a version. NULL, or another version: written by hand.
    sealed(columns.ALLERGY, nullable=True),
    digest("birth_date_index", nullable=True),
    # How often the patient sent something after handing in.
    Column("news", Integer, nullable=False, server_default="0"),
    # When the first and the last news came that no member has marked as read.
    Column("news_since", UtcDateTime),
    Column("news_at", UtcDateTime),
    # The clinic's day on which a record that needs follow-up is due; no other record has one.
    Column("due_on", Date),
    # When a colleague assigned it to a member who has not opened it since.
    Column("assigned_news_at", UtcDateTime),
    # The version whose name the tables of names have. A release that indexes names otherwise finds by them what is left.
    Column("starts_version", Integer),
    Column("names_version", Integer),
    # Which way it was answered: see `patient.CAME_BY`.
    Column("came_by", ShortText(8), nullable=False, server_default="chat"),
    # To whom staff write about the record.
    seal_over(columns.PATIENT_SEAL, "conversation_id", harmless={"conversation_id": None}),
)
_NOT_BEGUN: Final = patients.c.starts_version.is_(None) | (patients.c.starts_version != patients.c.version)
_NOT_INDEXED: Final = patients.c.names_version.is_(None) | (patients.c.names_version != patients.c.version)
Index(
    "ix_patients_not_indexed",
    patients.c.starts_version,
    sqlite_where=_NOT_BEGUN,
    postgresql_where=_NOT_BEGUN,
)
Index(
    "ix_patients_not_folded",
    patients.c.names_version,
    sqlite_where=_NOT_INDEXED,
    postgresql_where=_NOT_INDEXED,
)
_NO_ALLERGY_SEALED: Final = patients.c.allergy.is_(None)
Index(
    "ix_patients_no_allergy_sealed",
    patients.c.id,
    sqlite_where=_NO_ALLERGY_SEALED,
    postgresql_where=_NO_ALLERGY_SEALED,
)
_unread = patients.c.news_at.is_not(None)
Index(None, patients.c.news_at, patients.c.id, sqlite_where=_unread, postgresql_where=_unread)
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
_nobodys = patients.c.assigned_to.is_(None)
Index(
    "ix_patients_nobodys",
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_nobodys,
    postgresql_where=_nobodys,
)
Index(
    "ix_patients_nobodys_status",
    patients.c.status,
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_nobodys,
    postgresql_where=_nobodys,
)
_due = patients.c.due_on.is_not(None)
Index(None, patients.c.due_on, patients.c.created_at, patients.c.id, sqlite_where=_due, postgresql_where=_due)
_told = patients.c.assigned_news_at.is_not(None)
Index(None, patients.c.assigned_to, patients.c.assigned_news_at, sqlite_where=_told, postgresql_where=_told)
alarmed: Final = patients.c.flags.like(literal_column("'%emergency%'"))
"""The condition of an index. It also covers those whose emergency word was answered, who are few."""
Index(
    "ix_patients_alarmed",
    patients.c.created_at,
    patients.c.id,
    sqlite_where=alarmed,
    postgresql_where=alarmed,
)
Index(None, patients.c.birth_date_index, patients.c.created_at, patients.c.id)
Index(None, patients.c.conversation_id)

patient_versions: Final = Table(
    "patient_versions",
    metadata,
    row_id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    sealed(columns.SNAPSHOT),
    seal_over(columns.PATIENT_VERSION_SEAL, "patient_id", "version", "at", "actor"),
    UniqueConstraint("patient_id", "version"),
)

invitations: Final = Table(
    "invitations",
    metadata,
    # Numbers that the clinic wrote to first. The index is a sender's, so that what became of an invitation is found.
    row_id(),
    digest("address_index", unique=True),
    sealed(columns.INVITATION_ADDRESS),
    Column("language", ShortText(8), nullable=False),
    Column("reason", ShortText(16), nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("invited_at", UtcDateTime, nullable=False),
    Column("message_id", ForeignKey("outbound_messages.id", ondelete="SET NULL")),
)
Index(None, invitations.c.invited_at)
Index(None, invitations.c.message_id)
