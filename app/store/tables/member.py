"""Members of staff, and how they are known again."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
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
from app.store.tables.shape import digest, metadata, of_member, row_id, sealed

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


# How often somebody tried.

limit_hits: Final = Table(
    "limit_hits",
    metadata,
    Column("key", ShortText(255), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
Index(None, limit_hits.c.expires_at)


# What the clinic says about itself, and what it reports as done.

clinic_profiles: Final = Table(
    "clinic_profiles",
    metadata,
    # Every version is kept: what patients were told, and agreed to, can be shown.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("profile", Text, nullable=False),
    Column("id", Uuid, nullable=False, unique=True),  # what the seal is bound to
    sealed(columns.PROFILE_SEAL, nullable=True),  # none: from before there were seals, and never adopted
)

milestones: Final = Table(
    "milestones",
    metadata,
    # What somebody says to have done, where the software cannot see it.
    Column("name", ShortText(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
)


# Which keys the database is written with, how far a rotation is, and which of Twilio's tokens still
# signs.

key_checks: Final = Table(
    "key_checks",
    metadata,
    Column("fingerprint", LargeBinary(32), primary_key=True),
    Column("purpose", ShortText(16), nullable=False),
    Column("since", UtcDateTime),  # none: from before this was recorded
    Column("seen_at", UtcDateTime),  # when a process last proved that it writes with this key
    Column("retired_at", UtcDateTime),
    Column("seen_on", ShortText(64)),  # the name of that process's machine
)

key_rotations: Final = Table(
    "key_rotations",
    metadata,
    # A stretch of a part's rows, `first` to `last`, of which those up to `reached` are done.
    Column("target", LargeBinary(32), primary_key=True),
    Column("part", ShortText(64), primary_key=True),
    Column("first", Uuid, primary_key=True),
    Column("last", Uuid, nullable=False),
    Column("reached", Uuid),
    Column("purpose", ShortText(16), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
    Column("finished_at", UtcDateTime),
)

twilio_tokens: Final = Table(
    "twilio_tokens",
    metadata,
    # By the place in the list and the list's length: nothing of a token is kept.
    Column("position", SmallInteger, primary_key=True, autoincrement=False),
    Column("listed", SmallInteger, primary_key=True, autoincrement=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("hours", Integer, nullable=False),  # in how many it was seen
)
