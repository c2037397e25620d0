"""Limits, settings, keys, the audit trail, retention, exports and the outbox."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
    literal_column,
)

from app.store.database import ShortText, UtcDateTime
from app.store.tables.base import digest, metadata

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
    # Everything before `part` is done, and of its rows those up to `reached`.
    Column("purpose", ShortText(16), primary_key=True),
    Column("target", LargeBinary(32), nullable=False),  # the key that everything is moved to
    Column("part", ShortText(64)),  # none: finished
    Column("reached", Uuid),
    Column("rows", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("unreadable", Integer, nullable=False),
)

# The audit trail and its chain, and the requests that were refused.

audit_events: Final = Table(
    "audit_events",
    metadata,
    # SQLite numbers rows only if the type is named exactly INTEGER.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), Identity(), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("action", ShortText(64), nullable=False),
    Column("subject_kind", ShortText(32)),
    Column("subject_id", Uuid),
    Column("details", Text, nullable=False),
    sqlite_autoincrement=True,
)

Index(None, audit_events.c.subject_id, audit_events.c.seq)
of_staff: Final = audit_events.c.actor.like(literal_column("'staff:%'"))
Index(
    "ix_audit_events_staff",
    audit_events.c.actor,
    audit_events.c.seq,
    sqlite_where=of_staff,
    postgresql_where=of_staff,
)

audit_mentions: Final = Table(
    "audit_mentions",
    metadata,
    # The subjects of an event about many. The event's own details, which the chain vouches for, name them too.
    Column("subject_id", Uuid, primary_key=True),
    Column("event_seq", BigInteger, primary_key=True, autoincrement=False),
)

audit_links: Final = Table(
    "audit_links",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    # No foreign key: the id of an entry that is gone must still be known.
    Column("event_id", Uuid, nullable=False, unique=True),
    digest("hash"),
)

key_anchors: Final = Table(
    "key_anchors",
    metadata,
    # Vouches for a link under a newer key than the link's own, which may then be retired.
    Column("fingerprint", LargeBinary(32), primary_key=True),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    digest("hash"),
)

refusals: Final = Table(
    "refusals",
    metadata,
    Column("minute", UtcDateTime, primary_key=True),
    Column("reason", ShortText(32), primary_key=True),
    Column("network", ShortText(64), primary_key=True),
    Column("count", Integer, nullable=False),
)

# Retention rules, what was removed from the trail, and how much came in on a day.

audit_anchors: Final = Table(
    "audit_anchors",
    metadata,
    # Where the kept part of the trail begins: the last link that was removed, and what vouches for it.
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    digest("hash"),
    Column("at", UtcDateTime, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    digest("mac"),
)

storage_counts: Final = Table(
    "storage_counts",
    metadata,
    # Of a conversation, or of all together under the id 0. The statement that decides also counts.
    Column("scope", Uuid, primary_key=True),
    Column("kind", ShortText(16), primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
)
Index(None, storage_counts.c.day)


# Exports: what left, why, and what is in spreadsheets.
