"""Records, what we send about them, and what is to be deleted at Twilio."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Table,
)

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.base import digest, metadata, row_id, sealed

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
