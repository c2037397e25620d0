"""What senders said, what became of each message, and the steps that they took."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Uuid,
    false,
    literal_column,
)

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.base import digest, emptied, metadata, of_conversation, row_id, seal_over, sealed

WITH_NOBODY: Final = {"with_person_about": None, "with_person_until": None, "with_person_clinical": False}
"""What the columns hold while no person at the clinic writes with a sender."""
AT_FIRST: Final = {**WITH_NOBODY, "reminded_of": None, "no_reminders": False}
"""What the columns that the seal is over hold of a new sender."""
conversations: Final = Table(
    "conversations",
    metadata,
    row_id(),
    digest("address_index"),
    digest("external_user_index", unique=True, nullable=True),
    sealed(columns.SENDER_ADDRESS),
    sealed(columns.EXTERNAL_USER, nullable=True),
    # Of the number's last digits.
    digest("address_end_index", nullable=True),
    sealed(columns.PROGRESS),
    Column("step", ShortText(32), nullable=False),
    Column("language", ShortText(8)),
    Column("opted_out", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_inbound_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("window_started_at", UtcDateTime, nullable=False),
    Column("window_count", Integer, nullable=False),
    # The number of ours that they last wrote to.
    Column("written_to", ShortText(32)),
    # The patient about whom a person at the clinic writes with them, until when, and whether only clinicians read it.
    Column("with_person_about", Uuid),  # no foreign key: patients refer to conversations
    Column("with_person_until", UtcDateTime),
    Column("with_person_clinical", Boolean, nullable=False, server_default=false()),
    # When they were last reminded, and of which intake. They are reminded once of each.
    Column("reminded_at", UtcDateTime),
    Column("reminded_of", Uuid),  # no foreign key: an intake is reminded of before it is a patient
    Column("no_reminders", Boolean, nullable=False, server_default=false()),
    seal_over(columns.CONVERSATION_SEAL, *AT_FIRST, harmless=AT_FIRST | {"no_reminders": True}),
)
Index(None, conversations.c.address_index)
Index(None, conversations.c.address_end_index)
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
opted_out: Final = conversations.c.opted_out.is_(True)
Index(
    "ix_conversations_opted_out",
    conversations.c.id,
    sqlite_where=opted_out,
    postgresql_where=opted_out,
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
    emptied(),
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
    emptied(),
)
Index(None, deliveries.c.conversation_id, deliveries.c.updated_at)
undelivered: Final = deliveries.c.status.in_(
    [literal_column("'failed'"), literal_column("'undelivered'")]
)  # as an index has it: bound values would not be recognised as its condition
Index(
    "ix_deliveries_undelivered",
    deliveries.c.conversation_id,
    sqlite_where=undelivered,
    postgresql_where=undelivered,
)

# Without it, deleting a conversation would read the whole table.
Index(None, deliveries.c.conversation_id)
Index(None, deliveries.c.updated_at)

conversation_steps: Final = Table(
    "conversation_steps",
    metadata,
    # The steps that a conversation took, and when; no word of what was said.
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
    # The clinic's own words, each text once. No foreign key, because older consents have no text.
    Column("text_hash", ShortText(64), primary_key=True),
    Column("text", Text, nullable=False),
)
