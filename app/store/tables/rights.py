"""What patients asked for, whose records rest, and what is still to go at Twilio.

No foreign key to the patient: that somebody asked, and when it was done, outlives the record.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table, Uuid

from app.store import columns
from app.store.tables.shape import metadata, row_id, sealed
from app.store.types import ShortText, UtcDateTime

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
