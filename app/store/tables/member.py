"""Members of staff, and how they are known again."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    Uuid,
)

from app.store import columns
from app.store.tables.shape import digest, metadata, of_member, row_id, sealed
from app.store.types import ShortText, UtcDateTime

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
    Column("columns", ShortText(200)),  # of the list of patients; none chosen yet: null
    Column("last_seen_at", UtcDateTime),
    sealed(columns.STAFF_SEAL, nullable=True),  # none: from before there were seals, and never adopted
)

staff_recovery_codes: Final = Table(
    "staff_recovery_codes",
    metadata,
    row_id(),
    of_member(),
    sealed(columns.RECOVERY_CODE),
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
    digest("mac"),
)
Index(None, staff_sessions.c.staff_id)

staff_links: Final = Table(
    "staff_links",
    metadata,
    row_id(),
    digest("token_hash", unique=True),
    of_member(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid),  # no foreign key: who invited may be gone
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    # How often its page was opened as far as that is counted, and the last time.
    Column("openings", Integer, nullable=False),
    Column("opened_at", UtcDateTime),
    Column("opened_from", ShortText(64)),
    digest("mac"),
)
Index(None, staff_links.c.staff_id)

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
