"""Members of staff, their links, sessions and devices, and what is kept for them."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
)

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.base import digest, metadata, of_member, row_id, sealed

staff: Final = Table(
    "staff",
    metadata,
    row_id(),
    Column("email", ShortText(254), nullable=False, unique=True),
    Column("name", ShortText(80), nullable=False),
    Column("role", ShortText(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("enrolled_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    sealed(columns.PASSWORD, nullable=True),
    sealed(columns.TOTP, nullable=True),
    Column("totp_since", UtcDateTime),
    Column("last_step", BigInteger, nullable=False),
    Column("recovery_salt", LargeBinary(16)),
    Column("failures", Integer, nullable=False),
    Column("theme", ShortText(8), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("columns", ShortText(200)),  # of the list of patients; NULL until the member chooses some
    Column("last_seen_at", UtcDateTime),
    Column("signed_in_at", UtcDateTime),  # when last
    Column("news_seen_at", UtcDateTime),
    sealed(columns.STAFF_SEAL, nullable=True),
)

staff_recovery_codes: Final = Table(
    "staff_recovery_codes",
    metadata,
    row_id(),
    of_member(),
    sealed(columns.RECOVERY_CODE),
    # Nothing reads or writes it.
    Column("used_at", UtcDateTime),
)
Index(None, staff_recovery_codes.c.staff_id)

staff_sessions: Final = Table(
    "staff_sessions",
    metadata,
    row_id(),
    digest("token_hash", unique=True),
    of_member(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("device", ShortText(80), nullable=False),
    Column("network", ShortText(64), nullable=False),
    Column("names_shown_until", UtcDateTime),
    Column("names_shown_why", ShortText(32)),
    # NULL: written by hand.
    digest("mac", nullable=True),
)
Index(None, staff_sessions.c.staff_id)

staff_showings: Final = Table(
    "staff_showings",
    metadata,
    # What a session is shown of single records for a minute, so that a page may be loaded again within it.
    Column("session_id", ForeignKey("staff_sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("part", ShortText(16), primary_key=True),
    Column("until", UtcDateTime, nullable=False),
    Column("why", ShortText(32), nullable=False),
    digest("mac"),
)
Index(None, staff_showings.c.patient_id)


staff_devices: Final = Table(
    "staff_devices",
    metadata,
    row_id(),
    digest("token_hash"),
    of_member(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
    digest("mac"),
    UniqueConstraint("token_hash", "staff_id"),
)
Index(None, staff_devices.c.staff_id)
