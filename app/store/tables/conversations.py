"""What senders said, what became of each message, and the steps that they took."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    Index,
    Integer,
    Table,
    Uuid,
    false,
)

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.base import digest, metadata, row_id, seal_over, sealed

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
