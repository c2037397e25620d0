"""The audit trail and its chain, and the requests that were refused."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Identity, Index, Integer, LargeBinary, Table, Text, Uuid

from app.store.tables.shape import digest, metadata
from app.store.types import ShortText, UtcDateTime

audit_events: Final = Table(
    "audit_events",
    metadata,
    # SQLite numbers rows by itself only under the very name INTEGER.
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

audit_mentions: Final = Table(
    "audit_mentions",
    metadata,
    # Whom an event about many was about. The event's own details, which the chain vouches for, name them too.
    Column("subject_id", Uuid, primary_key=True),
    Column("event_seq", BigInteger, primary_key=True, autoincrement=False),
)

audit_links: Final = Table(
    "audit_links",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    # No foreign key: an entry that is gone must be told by name.
    Column("event_id", Uuid, nullable=False, unique=True),
    digest("hash"),
)

key_anchors: Final = Table(
    "key_anchors",
    metadata,
    # Vouches for a link under a newer key than the link's own, which may then go.
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
