"""The audit trail and its chain, and the requests that were refused."""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.shape import digest, metadata, row_id, sealed

audit_events: Final = Table(
    "audit_events",
    metadata,
    # SQLite numbers rows only under the very name INTEGER.
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


# Retention rules, legal holds, what was removed from the trail, and how much came in on a day.

retention_rules: Final = Table(
    "retention_rules",
    metadata,
    # Every version is kept: it can be shown what was removed by which rule.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("rules", Text, nullable=False),
    Column("id", Uuid, nullable=False, unique=True),  # what the seal is bound to
    sealed(columns.RULES_SEAL, nullable=True),  # none: from before there were seals, and never adopted
)

retention_runs: Final = Table(
    "retention_runs",
    metadata,
    row_id(),
    Column("started_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("actor", ShortText(64), nullable=False),
    Column("state", ShortText(16), nullable=False),
    Column("counts", Text, nullable=False),
    Column("error", ShortText(64)),
)
Index(None, retention_runs.c.started_at)

legal_holds: Final = Table(
    "legal_holds",
    metadata,
    # No cascade: as long as a hold is here, the database itself does not delete the patient.
    row_id(),
    Column("patient_id", ForeignKey("patients.id"), nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
    Column("set_by", ShortText(64), nullable=False),
    sealed(columns.HOLD_REASON),
    Column("lifted_at", UtcDateTime),
    Column("lifted_by", ShortText(64)),
    sealed(columns.HOLD_LIFTED_REASON, nullable=True),
)
_stands = legal_holds.c.lifted_at.is_(None)
Index(
    "uq_legal_holds_standing",
    legal_holds.c.patient_id,
    unique=True,
    sqlite_where=_stands,
    postgresql_where=_stands,
)
Index(None, legal_holds.c.patient_id)

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
    # Of a conversation, or under the id of nothing of all together; counted while it is decided.
    Column("scope", Uuid, primary_key=True),
    Column("kind", ShortText(16), primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("count", BigInteger, nullable=False),
)
Index(None, storage_counts.c.day)
