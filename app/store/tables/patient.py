"""The records that were handed in, and what is left of those that were erased."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.shape import digest, metadata, of_conversation, row_id, sealed

# A sender's conversation: what was said, what came of each message, and where it came by.

conversations: Final = Table(
    "conversations",
    metadata,
    row_id(),
    digest("address_index"),
    digest("external_user_index", unique=True, nullable=True),
    sealed(columns.SENDER_ADDRESS),
    sealed(columns.EXTERNAL_USER, nullable=True),
    sealed(columns.PROGRESS),
    Column("step", ShortText(32), nullable=False),
    Column("language", ShortText(8)),
    Column("opted_out", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_inbound_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("window_started_at", UtcDateTime, nullable=False),
    Column("window_count", Integer, nullable=False),
)
Index(None, conversations.c.address_index)
Index(None, conversations.c.created_at)
Index(None, conversations.c.last_inbound_at, conversations.c.id)
AT_REST: Final = ("language", "submitted", "declined", "closed")
"""The steps at which nobody is answering: before the first answer, and after the last."""
_answering = conversations.c.step.not_in(AT_REST) & conversations.c.opted_out.is_(False)
Index(
    "ix_conversations_answering",
    conversations.c.last_inbound_at,
    conversations.c.id,
    sqlite_where=_answering,
    postgresql_where=_answering,
)
Index(
    "uq_conversations_address_index_alone",
    conversations.c.address_index,
    unique=True,
    sqlite_where=conversations.c.external_user_index.is_(None),
    postgresql_where=conversations.c.external_user_index.is_(None),
)

receipts: Final = Table(
    "receipts",
    metadata,
    Column("message_sid", ShortText(34), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    digest("signature_digest", unique=True),
    of_conversation(nullable=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("kind", ShortText(16), nullable=False),
    sealed(columns.REPLY, nullable=True),
)

Index(None, receipts.c.conversation_id)
Index(None, receipts.c.received_at)

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("message_sid", ShortText(34), primary_key=True),
    of_conversation(),
    Column("status", ShortText(32), nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("error_code", ShortText(8)),
    Column("updated_at", UtcDateTime, nullable=False),
)
Index(None, deliveries.c.conversation_id, deliveries.c.updated_at)

# Otherwise each conversation that is deleted would have the whole table read.
Index(None, deliveries.c.conversation_id)
Index(None, deliveries.c.updated_at)

lost_drafts: Final = Table(
    "lost_drafts",
    metadata,
    # Sealed progress that did not open, under its conversation's id: with its key back, it opens again.
    row_id(),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("progress", Text, nullable=False, info={"kept": columns.PROGRESS}),
)
Index(None, lost_drafts.c.conversation_id)

conversation_steps: Final = Table(
    "conversation_steps",
    metadata,
    # Where a conversation came by, and when; no word of what was said.
    row_id(),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("patient_id", Uuid),  # no foreign key: steps come before the patient
    Column("step", ShortText(32), nullable=False),
    Column("aside", ShortText(32)),
    Column("at", UtcDateTime, nullable=False),
)
Index(None, conversation_steps.c.conversation_id, conversation_steps.c.at)
Index(None, conversation_steps.c.patient_id)
Index(None, conversation_steps.c.at)

consents: Final = Table(
    "consents",
    metadata,
    row_id(),
    of_conversation(),
    Column("patient_id", Uuid, nullable=False),  # no foreign key: consent comes before the patient
    Column("decision", ShortText(16), nullable=False),
    Column("version", ShortText(32), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("text_hash", ShortText(64), nullable=False),
    Column("message_sid", ShortText(34), nullable=False),
    Column("channel", ShortText(16), nullable=False),
    digest("sender_index"),
    Column("on_behalf", Boolean, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)
Index(None, consents.c.patient_id)
Index(None, consents.c.conversation_id)

consent_texts: Final = Table(
    "consent_texts",
    metadata,
    # The clinic's own words, each once: no word of a patient's, and no foreign key, for older consents have no text.
    Column("text_hash", ShortText(64), primary_key=True),
    Column("text", Text, nullable=False),
)


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


# Patients' requests, restrictions, and what is still to be deleted at Twilio.
#
# No foreign key to the patient: that somebody asked, and when it was done, outlives the record.

rights_requests: Final = Table(
    "rights_requests",
    metadata,
    row_id(),
    Column("patient_id", Uuid, nullable=False),
    Column("kind", ShortText(16), nullable=False),
    Column("channel", ShortText(16), nullable=False),
    Column("asked_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", ShortText(16), nullable=False),
    Column("reason", ShortText(32)),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("noted_by", ShortText(64), nullable=False),
    Column("closed_at", UtcDateTime),
    Column("closed_by", ShortText(64)),
    sealed(columns.REQUEST_NOTE, nullable=True),
)
_open = rights_requests.c.state == "open"
Index(
    "uq_rights_requests_open",
    rights_requests.c.patient_id,
    rights_requests.c.kind,
    unique=True,
    sqlite_where=_open,
    postgresql_where=_open,
)
Index(None, rights_requests.c.patient_id, rights_requests.c.noted_at)
Index(None, rights_requests.c.state, rights_requests.c.due_on, rights_requests.c.id)
Index(None, rights_requests.c.closed_at, rights_requests.c.id)

restrictions: Final = Table(
    "restrictions",
    metadata,
    # One that was lifted stays: which exports a record was left out of can be told.
    row_id(),
    Column("patient_id", Uuid, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("lifted_at", UtcDateTime),
    Column("lifted_by", ShortText(64)),
)
_in_force = restrictions.c.lifted_at.is_(None)
Index(
    "uq_restrictions_in_force",
    restrictions.c.patient_id,
    unique=True,
    sqlite_where=_in_force,
    postgresql_where=_in_force,
)
Index(None, restrictions.c.patient_id, restrictions.c.at)

twilio_scrubs: Final = Table(
    "twilio_scrubs",
    metadata,
    # How far Twilio's copies of an erased patient's chat are gone.
    Column("patient_id", Uuid, primary_key=True),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("state", ShortText(16), nullable=False),
    Column("finished_at", UtcDateTime),
)

twilio_scrub_messages: Final = Table(
    "twilio_scrub_messages",
    metadata,
    # Ids alone; each goes when Twilio has said that its message is gone.
    Column("patient_id", Uuid, primary_key=True),
    Column("message_sid", ShortText(34), primary_key=True),
    Column("has_media", Boolean, nullable=False),
)
