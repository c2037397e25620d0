"""The tables as they are now. `migrations/` made them; a test compares the two.

A column made by `_sealed` holds Fernet tokens bound to the row's UUID, `id`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
)

from app.store import columns
from app.store.types import ShortText, UtcDateTime

if TYPE_CHECKING:
    from app import crypto

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _sealed(column: crypto.Column, *, nullable: bool = False) -> Column[str]:
    return Column(column.name, Text, nullable=nullable, info={"sealed": column})


def _id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def _conversation(*, nullable: bool = False) -> Column[object]:
    return Column("conversation_id", ForeignKey("conversations.id"), nullable=nullable)


def _member() -> Column[object]:
    return Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False)


def _digest(name: str, *, unique: bool = False, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary(32), unique=unique, nullable=nullable)


key_checks: Final = Table(
    "key_checks",
    metadata,
    Column("fingerprint", LargeBinary(32), primary_key=True),
    Column("purpose", ShortText(16), nullable=False),
)

conversations: Final = Table(
    "conversations",
    metadata,
    _id(),
    _digest("address_index"),
    _digest("external_user_index", unique=True, nullable=True),
    _sealed(columns.SENDER_ADDRESS),
    _sealed(columns.EXTERNAL_USER, nullable=True),
    _sealed(columns.PROGRESS),
    Column("step", ShortText(32), nullable=False),
    Column("language", ShortText(8)),
    Column("opted_out", Boolean, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_inbound_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("window_started_at", UtcDateTime, nullable=False),
    Column("window_count", Integer, nullable=False),
)
Index(None, conversations.c.address_index)
Index(None, conversations.c.created_at)
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
    _digest("signature_digest", unique=True),
    _conversation(nullable=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("kind", ShortText(16), nullable=False),
    _sealed(columns.REPLY, nullable=True),
)

Index(None, receipts.c.conversation_id)
Index(None, receipts.c.received_at)

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("message_sid", ShortText(34), primary_key=True),
    _conversation(),
    Column("status", ShortText(32), nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("error_code", ShortText(8)),
    Column("updated_at", UtcDateTime, nullable=False),
)

patients: Final = Table(
    "patients",
    metadata,
    _id(),
    _conversation(nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", ShortText(16), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("assigned_to", ForeignKey("staff.id")),
    *(_sealed(column) for column in columns.PATIENT),
    _digest("birth_date_index", nullable=True),
)
Index(None, patients.c.created_at, patients.c.id)
Index(None, patients.c.status, patients.c.created_at, patients.c.id)
Index(None, patients.c.language, patients.c.created_at, patients.c.id)
_assigned = patients.c.assigned_to.is_not(None)  # most are nobody's, and cost these indexes nothing
Index(
    None,
    patients.c.assigned_to,
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_assigned,
    postgresql_where=_assigned,
)
Index(
    None,
    patients.c.assigned_to,
    patients.c.status,
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_assigned,
    postgresql_where=_assigned,
)
Index(None, patients.c.status, patients.c.language, patients.c.created_at, patients.c.id)
Index(None, patients.c.birth_date_index, patients.c.created_at, patients.c.id)
Index(None, patients.c.conversation_id)

patient_name_words: Final = Table(
    "patient_name_words",
    metadata,
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("word_index", LargeBinary(32), primary_key=True),
    Column(
        "created_at", UtcDateTime, nullable=False
    ),  # the patient's: the newest of a common name are found first
)
Index(None, patient_name_words.c.word_index, patient_name_words.c.created_at, patient_name_words.c.patient_id)

patient_versions: Final = Table(
    "patient_versions",
    metadata,
    _id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    _sealed(columns.SNAPSHOT),
    UniqueConstraint("patient_id", "version"),
)

patient_notes: Final = Table(
    "patient_notes",
    metadata,
    _id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    _sealed(columns.NOTE),
)
Index(None, patient_notes.c.patient_id, patient_notes.c.at)

patients_told_apart: Final = Table(
    "patients_told_apart",
    metadata,
    # Two who look alike and are not the same person: the smaller id first.
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
)
Index(None, patients_told_apart.c.other_id)

erasures: Final = Table(
    "erasures",
    metadata,
    # What is left of a patient: that there was one, and nothing of them.
    Column("patient_id", Uuid, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("reason", ShortText(32), nullable=False),
)

lost_drafts: Final = Table(
    "lost_drafts",
    metadata,
    # Sealed progress that did not open, under its conversation's id: with its key back, it opens again.
    _id(),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("progress", Text, nullable=False),
)
Index(None, lost_drafts.c.conversation_id)

conversation_steps: Final = Table(
    "conversation_steps",
    metadata,
    # Where a conversation came by, and when; no word of what was said.
    _id(),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("patient_id", Uuid),  # no foreign key: steps come before the patient
    Column("step", ShortText(32), nullable=False),
    Column("aside", ShortText(32)),
    Column("at", UtcDateTime, nullable=False),
)
Index(None, conversation_steps.c.conversation_id, conversation_steps.c.at)
Index(None, conversation_steps.c.patient_id)
Index(None, conversation_steps.c.at)

clinic_profiles: Final = Table(
    "clinic_profiles",
    metadata,
    # Every version is kept: what patients were told, and agreed to, can be shown.
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    Column("profile", Text, nullable=False),
)

milestones: Final = Table(
    "milestones",
    metadata,
    # What somebody says to have done, where the software cannot see it.
    Column("name", ShortText(32), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
)

consents: Final = Table(
    "consents",
    metadata,
    _id(),
    _conversation(),
    Column("patient_id", Uuid, nullable=False),  # no foreign key: consent comes before the patient
    Column("decision", ShortText(16), nullable=False),
    Column("version", ShortText(32), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("text_hash", ShortText(64), nullable=False),
    Column("message_sid", ShortText(34), nullable=False),
    Column("channel", ShortText(16), nullable=False),
    _digest("sender_index"),
    Column("on_behalf", Boolean, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)
Index(None, consents.c.patient_id)

jobs: Final = Table(
    "jobs",
    metadata,
    # Ids and codes only: no word of a patient's, ever.
    _id(),
    Column("kind", ShortText(32), nullable=False),
    Column("subject_id", Uuid),  # no foreign key: of any table, and what it names may be gone
    Column("state", ShortText(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("lease_token", Uuid),
    Column("progress", Integer, nullable=False),
    Column("total", Integer),
    Column("cancel_asked", Boolean, nullable=False),
    Column("error", ShortText(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("actor", ShortText(64), nullable=False),
)
_open = jobs.c.state.in_(("queued", "running"))
_untried = (jobs.c.state == "queued") & jobs.c.error.is_(None)
_untried_alone = _untried & jobs.c.subject_id.is_(None)
Index("ix_jobs_open", jobs.c.not_before, jobs.c.id, sqlite_where=_open, postgresql_where=_open)
Index(
    "uq_jobs_untried",
    jobs.c.kind,
    jobs.c.subject_id,
    unique=True,
    sqlite_where=_untried,
    postgresql_where=_untried,
)
# Of two NULLs, none is the other's like.
Index(
    "uq_jobs_untried_alone",
    jobs.c.kind,
    unique=True,
    sqlite_where=_untried_alone,
    postgresql_where=_untried_alone,
)
Index(None, jobs.c.created_at, jobs.c.id)
Index(None, jobs.c.state, jobs.c.finished_at, jobs.c.id)

exports: Final = Table(
    "exports",
    metadata,
    _id(),
    Column("target", ShortText(16), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),  # nobody's: the operator's, from the shell
    Column("actor", ShortText(64), nullable=False),
    _sealed(columns.EXPORT_REASON),
    Column("columns", ShortText(1000), nullable=False),
    Column("filters", ShortText(500), nullable=False),
    Column("state", ShortText(16), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("seen_at", UtcDateTime),  # when it was last heard of while it ran, or while its file is fetched
    Column("finished_at", UtcDateTime),
    Column("rows", Integer),
    Column("digest", ShortText(64)),
    Column("bytes", BigInteger),
    Column("protected", Boolean, nullable=False),
    Column("job_id", Uuid),
    Column("sheet_id", ShortText(128)),  # the spreadsheet that was said yes to
    _sealed(columns.EXPORT_PASSPHRASE, nullable=True),
)
Index(None, exports.c.asked_at, exports.c.id)
Index(None, exports.c.state, exports.c.asked_at)
Index(None, exports.c.staff_id, exports.c.asked_at)
Index(None, exports.c.started_at)

export_files: Final = Table(
    "export_files",
    metadata,
    # A finished workbook under its own passphrase, in sealed parts, until it is fetched.
    _id(),
    Column("export_id", ForeignKey("exports.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    _sealed(columns.EXPORT_PART),
    UniqueConstraint("export_id", "number"),
)
Index(None, export_files.c.at)

export_presets: Final = Table(
    "export_presets",
    metadata,
    _id(),
    _member(),
    _sealed(columns.PRESET_NAME),
    Column("target", ShortText(16), nullable=False),
    Column("columns", ShortText(1000), nullable=False),
    Column("filters", ShortText(500), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
Index(None, export_presets.c.staff_id, export_presets.c.created_at)

sheet_rows: Final = Table(
    "sheet_rows",
    metadata,
    # Which records stand in a spreadsheet. No foreign key: a row is to be taken out when its patient is gone.
    Column("spreadsheet_id", ShortText(128), primary_key=True),
    Column("patient_id", Uuid, primary_key=True),
    _digest("digest", nullable=True),
    Column("export_id", Uuid, nullable=False),
    Column("pushed_at", UtcDateTime, nullable=False),
    Column("state", ShortText(16), nullable=False),
)
Index(None, sheet_rows.c.patient_id)

OF_PATIENTS: Final = (
    conversations,
    receipts,
    deliveries,
    patients,
    patient_name_words,
    patient_versions,
    patient_notes,
    patients_told_apart,
    lost_drafts,
    conversation_steps,
    consents,
    export_files,
    sheet_rows,
)
"""The tables from which an erasure takes something away."""
SCRUBBED: Final = (*OF_PATIENTS, exports)
"""The tables that hold what is to be gone for good: of an export, its passphrase."""

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
    _digest("hash"),
)

refusals: Final = Table(
    "refusals",
    metadata,
    Column("minute", UtcDateTime, primary_key=True),
    Column("reason", ShortText(32), primary_key=True),
    Column("network", ShortText(64), primary_key=True),
    Column("count", Integer, nullable=False),
)

staff: Final = Table(
    "staff",
    metadata,
    _id(),
    Column("email", ShortText(254), nullable=False, unique=True),
    Column("name", ShortText(80), nullable=False),
    Column("role", ShortText(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("enrolled_at", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    Column("password_hash", ShortText(255)),
    _sealed(columns.TOTP, nullable=True),
    Column("totp_since", UtcDateTime),
    Column("last_step", BigInteger, nullable=False),
    Column("recovery_salt", LargeBinary(16)),
    Column("failures", Integer, nullable=False),
    Column("theme", ShortText(8), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("columns", ShortText(200)),  # of the list of patients; none chosen yet: null
)

staff_recovery_codes: Final = Table(
    "staff_recovery_codes",
    metadata,
    Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    Column("code_hash", LargeBinary(32), primary_key=True),
    Column("used_at", UtcDateTime),
)

staff_sessions: Final = Table(
    "staff_sessions",
    metadata,
    _id(),
    _digest("token_hash", unique=True),
    _member(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Column("ends_at", UtcDateTime, nullable=False),
    Column("confirmed_at", UtcDateTime),
    Column("device", ShortText(80), nullable=False),
    Column("network", ShortText(64), nullable=False),
    Column("names_shown_until", UtcDateTime),
    Column("names_shown_why", ShortText(32)),
)
Index(None, staff_sessions.c.staff_id)

staff_links: Final = Table(
    "staff_links",
    metadata,
    _id(),
    _digest("token_hash", unique=True),
    _member(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Uuid),  # no foreign key: who invited may be gone
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    _sealed(columns.LINK_TOTP),
)
Index(None, staff_links.c.staff_id)

staff_devices: Final = Table(
    "staff_devices",
    metadata,
    _id(),
    _digest("token_hash"),
    _member(),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime, nullable=False),
    UniqueConstraint("token_hash", "staff_id"),
)
Index(None, staff_devices.c.staff_id)

limit_hits: Final = Table(
    "limit_hits",
    metadata,
    Column("key", ShortText(255), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
Index(None, limit_hits.c.expires_at)
