"""The tables as they are now, one file for each subject.

`migrations/` made them; a test compares the two.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
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
    false,
    literal_column,
)

from app import crypto
from app.store import columns
from app.store.database import ShortText, UtcDateTime

__all__ = [
    "AT_REST",
    "NOT_INDEXED",
    "OF_PATIENTS",
    "SCRUBBED",
    "alarmed",
    "alarms",
    "audit_anchors",
    "audit_events",
    "audit_links",
    "audit_mentions",
    "callbacks",
    "clinic_profiles",
    "consent_texts",
    "consents",
    "conversation_steps",
    "conversations",
    "deliveries",
    "erasures",
    "export_files",
    "export_presets",
    "exports",
    "jobs",
    "kept_forms",
    "key_anchors",
    "key_checks",
    "key_rotations",
    "left_notes",
    "legal_holds",
    "limit_hits",
    "lost_drafts",
    "metadata",
    "milestones",
    "opted_out",
    "patient_name_starts",
    "patient_name_words",
    "patient_note_versions",
    "patient_notes",
    "patient_versions",
    "patients",
    "patients_told_apart",
    "receipts",
    "refusals",
    "restrictions",
    "retention_rules",
    "retention_runs",
    "rights_requests",
    "saved_views",
    "search_questions",
    "sheet_rows",
    "staff",
    "staff_devices",
    "staff_links",
    "staff_recovery_codes",
    "staff_sessions",
    "staff_showings",
    "storage_counts",
    "twilio_scrub_messages",
    "twilio_scrubs",
    "twilio_tokens",
    "undelivered",
]


# What the tables share: the names of constraints, and recurring columns.
#
# A column made by `sealed` holds Fernet tokens bound to the row's UUID, `id`.

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def sealed(column: crypto.Column, *, nullable: bool = False) -> Column[str]:
    return Column(column.name, Text, nullable=nullable, info={"sealed": column})


def row_id() -> Column[object]:
    return Column("id", Uuid, primary_key=True)


def of_conversation(*, nullable: bool = False) -> Column[object]:
    return Column("conversation_id", ForeignKey("conversations.id"), nullable=nullable)


def of_member() -> Column[object]:
    return Column("staff_id", ForeignKey("staff.id", ondelete="CASCADE"), nullable=False)


def digest(name: str, *, unique: bool = False, nullable: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary(32), unique=unique, nullable=nullable)


# The records that were handed in, and what is left of those that were erased.

# A sender's conversation: what was said, what came of each message, and where it came by.

conversations: Final = Table(
    "conversations",
    metadata,
    row_id(),
    digest("address_index"),
    digest("external_user_index", unique=True, nullable=True),
    sealed(columns.SENDER_ADDRESS),
    sealed(columns.EXTERNAL_USER, nullable=True),
    # Of the number's last digits. NULL: a release before this column wrote the row.
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

receipts: Final = Table(
    "receipts",
    metadata,
    Column("message_sid", ShortText(34), primary_key=True),
    Column("id", Uuid, nullable=False, unique=True),
    digest("signature_digest", unique=True),
    of_conversation(nullable=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("kind", ShortText(16), nullable=False),
    sealed(columns.REPLY, nullable=True),
)

Index(None, receipts.c.conversation_id)
Index(None, receipts.c.received_at)

deliveries: Final = Table(
    "deliveries",
    metadata,
    Column("message_sid", ShortText(34), primary_key=True),
    of_conversation(),
    Column("status", ShortText(32), nullable=False),
    Column("rank", SmallInteger, nullable=False),
    Column("error_code", ShortText(8)),
    Column("updated_at", UtcDateTime, nullable=False),
)
Index(None, deliveries.c.conversation_id, deliveries.c.updated_at)
undelivered: Final = deliveries.c.status.in_(
    [literal_column("'failed'"), literal_column("'undelivered'")]
)  # as an index has it: bound values would not be recognised as its condition
Index(
    "ix_deliveries_undelivered",
    deliveries.c.conversation_id,
    sqlite_where=undelivered,
    postgresql_where=undelivered,
)

# Otherwise each conversation that is deleted would have the whole table read.
Index(None, deliveries.c.conversation_id)
Index(None, deliveries.c.updated_at)

lost_drafts: Final = Table(
    "lost_drafts",
    metadata,
    # Sealed progress that did not open, under its conversation's id: with its key back, it opens again.
    row_id(),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("progress", Text, nullable=False, info={"kept": columns.PROGRESS}),
)
Index(None, lost_drafts.c.conversation_id)

conversation_steps: Final = Table(
    "conversation_steps",
    metadata,
    # Where a conversation came by, and when; no word of what was said.
    row_id(),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("patient_id", Uuid),  # no foreign key: steps come before the patient
    Column("step", ShortText(32), nullable=False),
    Column("aside", ShortText(32)),
    Column("at", UtcDateTime, nullable=False),
)
Index(None, conversation_steps.c.conversation_id, conversation_steps.c.at)
Index(None, conversation_steps.c.patient_id)
Index(None, conversation_steps.c.at)

consents: Final = Table(
    "consents",
    metadata,
    row_id(),
    of_conversation(),
    Column("patient_id", Uuid, nullable=False),  # no foreign key: consent comes before the patient
    Column("decision", ShortText(16), nullable=False),
    Column("version", ShortText(32), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("text_hash", ShortText(64), nullable=False),
    Column("message_sid", ShortText(34), nullable=False),
    Column("channel", ShortText(16), nullable=False),
    digest("sender_index"),
    Column("on_behalf", Boolean, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)
Index(None, consents.c.patient_id)
Index(None, consents.c.conversation_id)

consent_texts: Final = Table(
    "consent_texts",
    metadata,
    # The clinic's own words, each once: no word of a patient's, and no foreign key, for older consents have no text.
    Column("text_hash", ShortText(64), primary_key=True),
    Column("text", Text, nullable=False),
)


alarms: Final = Table(
    "alarms",
    metadata,
    # No foreign keys: what may be a cry for help outlives the intake, and the sender who is forgotten.
    row_id(),
    Column("conversation_id", Uuid, nullable=False),
    Column("patient_id", Uuid),
    Column("danger", ShortText(16), nullable=False),
    Column("step", ShortText(32), nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("acknowledged_at", UtcDateTime),
    Column("acknowledged_by", ShortText(64)),
    sealed(columns.ALARM_WORDS),
    sealed(columns.ALARM_SEAL),
)
_waiting = alarms.c.acknowledged_at.is_(None)
Index(
    "ix_alarms_waiting",
    alarms.c.conversation_id,
    alarms.c.raised_at,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
Index(None, alarms.c.conversation_id, alarms.c.raised_at)
Index(None, alarms.c.patient_id)
Index(None, alarms.c.raised_at, alarms.c.id)
Index(None, alarms.c.acknowledged_at)

patients: Final = Table(
    "patients",
    metadata,
    row_id(),
    of_conversation(nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("status", ShortText(16), nullable=False),
    Column("language", ShortText(8), nullable=False),
    Column("assigned_to", ForeignKey("staff.id")),
    # Codes, such as `emergency`, between commas. NULL: a release before this column wrote the row, and has them in `extra`.
    Column("flags", ShortText(64)),
    *(sealed(column) for column in columns.PATIENT),
    digest("birth_date_index", nullable=True),
    # How often the patient sent something after handing in. A release before this column does not write it.
    Column("news", Integer, nullable=False, server_default="0"),
    # From when to when, as far as staff have not said that they read it.
    Column("news_since", UtcDateTime),
    Column("news_at", UtcDateTime),
    # The clinic's day on which a record that needs follow-up is due; no other record has one.
    Column("due_on", Date),
    # Since when the member it is assigned to has not opened it. A colleague's doing: nobody tells themselves.
    Column("assigned_news_at", UtcDateTime),
    # The version whose name `patient_name_starts` has. NULL, or an earlier one: a release before that table wrote the row.
    Column("starts_version", Integer),
)
NOT_INDEXED: Final = patients.c.starts_version.is_(None) | (patients.c.starts_version != patients.c.version)
Index(
    "ix_patients_not_indexed",
    patients.c.starts_version,
    sqlite_where=NOT_INDEXED,
    postgresql_where=NOT_INDEXED,
)
_unread = patients.c.news_at.is_not(None)
Index(None, patients.c.news_at, patients.c.id, sqlite_where=_unread, postgresql_where=_unread)
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
_nobodys = patients.c.assigned_to.is_(None)
Index(
    "ix_patients_nobodys",
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_nobodys,
    postgresql_where=_nobodys,
)
Index(
    "ix_patients_nobodys_status",
    patients.c.status,
    patients.c.created_at,
    patients.c.id,
    sqlite_where=_nobodys,
    postgresql_where=_nobodys,
)
_due = patients.c.due_on.is_not(None)
Index(None, patients.c.due_on, patients.c.created_at, patients.c.id, sqlite_where=_due, postgresql_where=_due)
_told = patients.c.assigned_news_at.is_not(None)
Index(None, patients.c.assigned_to, patients.c.assigned_news_at, sqlite_where=_told, postgresql_where=_told)
alarmed: Final = patients.c.flags.like(literal_column("'%emergency%'"))
"""As an index has it: also those whose emergency word was answered, who are few."""
Index(
    "ix_patients_alarmed",
    patients.c.created_at,
    patients.c.id,
    sqlite_where=alarmed,
    postgresql_where=alarmed,
)
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

patient_name_starts: Final = Table(
    "patient_name_starts",
    metadata,
    # The beginnings of names: the same, for more rows. They are many, so SQLite keeps them in their key's order alone.
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), primary_key=True),
    Column("start_index", LargeBinary(16), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    sqlite_with_rowid=False,
)
Index(
    None,
    patient_name_starts.c.start_index,
    patient_name_starts.c.created_at,
    patient_name_starts.c.patient_id,
)

patient_versions: Final = Table(
    "patient_versions",
    metadata,
    row_id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", ShortText(64), nullable=False),
    sealed(columns.SNAPSHOT),
    UniqueConstraint("patient_id", "version"),
)

patient_notes: Final = Table(
    "patient_notes",
    metadata,
    row_id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    sealed(columns.NOTE),
    Column("clinical", Boolean, nullable=False, server_default=false()),
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("changed_at", UtcDateTime),
    Column("deleted_at", UtcDateTime),
    Column("deleted_by", ShortText(64)),
)
Index(None, patient_notes.c.patient_id, patient_notes.c.at)

patient_note_versions: Final = Table(
    "patient_note_versions",
    metadata,
    # What a note said before it was changed, and until when.
    row_id(),
    Column("note_id", ForeignKey("patient_notes.id", ondelete="CASCADE"), nullable=False),
    Column("until", UtcDateTime, nullable=False),
    sealed(columns.EARLIER_NOTE),
)
Index(None, patient_note_versions.c.note_id, patient_note_versions.c.until)

left_notes: Final = Table(
    "left_notes",
    metadata,
    # Patients' own notes. They hold words on health, so staff's notes, which reception reads, are elsewhere.
    row_id(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sealed(columns.LEFT_NOTE),
)
Index(None, left_notes.c.patient_id, left_notes.c.at)

callbacks: Final = Table(
    "callbacks",
    metadata,
    # Senders who asked to be called, and whether somebody called them. No word of theirs.
    row_id(),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    Column("patient_id", Uuid),  # no foreign key: they may ask before they hand in
    Column("asked_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("done_by", ShortText(64)),
)
_not_called = callbacks.c.done_at.is_(None)
Index(
    "uq_callbacks_waiting",
    callbacks.c.conversation_id,
    unique=True,
    sqlite_where=_not_called,
    postgresql_where=_not_called,
)
Index(None, callbacks.c.conversation_id)
Index(None, callbacks.c.patient_id)
Index(None, callbacks.c.done_at, callbacks.c.asked_at)

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

# Patients' requests, restrictions, and what is still to be deleted at Twilio.
#
# No foreign key to the patient: that somebody asked, and when it was done, outlives the record.

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


# Members of staff, and how they are known again.

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
    Column("signed_in_at", UtcDateTime),  # the last time
    Column("news_seen_at", UtcDateTime),
    sealed(columns.STAFF_SEAL, nullable=True),  # none: from before there were seals, and never adopted
)

saved_views: Final = Table(
    "saved_views",
    metadata,
    # A member's own filters of the list under a name of theirs: codes and days, never a word of a search.
    row_id(),
    of_member(),
    Column("name", ShortText(40), nullable=False),
    Column("query", ShortText(400), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("staff_id", "name"),
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

kept_forms: Final = Table(
    "kept_forms",
    metadata,
    # What a member sent too late, for half an hour.
    row_id(),
    of_member(),
    Column("patient_id", ForeignKey("patients.id", ondelete="CASCADE")),
    Column("path", ShortText(200), nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    sealed(columns.KEPT_FORM),
)
Index(None, kept_forms.c.staff_id, kept_forms.c.kept_at)
Index(None, kept_forms.c.patient_id)
Index(None, kept_forms.c.kept_at)

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

search_questions: Final = Table(
    "search_questions",
    metadata,
    # What a member searched for. The pages of what was found name it by its number within the session.
    row_id(),
    Column("session_id", ForeignKey("staff_sessions.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    sealed(columns.SEARCH_QUESTION),
    UniqueConstraint("session_id", "number"),
)

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


# The audit trail and its chain, and the requests that were refused.

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


# Exports: what left, why, and what is in spreadsheets.

exports: Final = Table(
    "exports",
    metadata,
    row_id(),
    Column("target", ShortText(16), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),  # nobody's: the operator's, from the shell
    Column("actor", ShortText(64), nullable=False),
    sealed(columns.EXPORT_REASON),
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
    sealed(columns.EXPORT_PASSPHRASE, nullable=True),
)
Index(None, exports.c.asked_at, exports.c.id)
Index(None, exports.c.state, exports.c.asked_at)
Index(None, exports.c.staff_id, exports.c.asked_at)
Index(None, exports.c.started_at)

export_files: Final = Table(
    "export_files",
    metadata,
    # A finished workbook under its own passphrase, in sealed parts, until it is fetched.
    row_id(),
    Column("export_id", ForeignKey("exports.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sealed(columns.EXPORT_PART),
    UniqueConstraint("export_id", "number"),
)
Index(None, export_files.c.at)

export_presets: Final = Table(
    "export_presets",
    metadata,
    row_id(),
    of_member(),
    sealed(columns.PRESET_NAME),
    Column("target", ShortText(16), nullable=False),
    Column("columns", ShortText(1000), nullable=False),
    Column("filters", ShortText(500), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
Index(None, export_presets.c.staff_id, export_presets.c.created_at)

sheet_rows: Final = Table(
    "sheet_rows",
    metadata,
    # Which records are in a spreadsheet. No foreign key: a row must be removed there after its patient is gone.
    Column("spreadsheet_id", ShortText(128), primary_key=True),
    Column("patient_id", Uuid, primary_key=True),
    digest("digest", nullable=True),
    Column("export_id", Uuid, nullable=False),
    Column("pushed_at", UtcDateTime, nullable=False),
    Column("state", ShortText(16), nullable=False),
)
Index(None, sheet_rows.c.patient_id)

# The outbox: work away from a request.

jobs: Final = Table(
    "jobs",
    metadata,
    # Ids and codes only: no word of a patient's, ever.
    row_id(),
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
_export_open = jobs.c.state.in_(("queued", "running"))
_untried = (jobs.c.state == "queued") & jobs.c.error.is_(None)
_untried_alone = _untried & jobs.c.subject_id.is_(None)
Index("ix_jobs_open", jobs.c.not_before, jobs.c.id, sqlite_where=_export_open, postgresql_where=_export_open)
Index(
    "uq_jobs_untried",
    jobs.c.kind,
    jobs.c.subject_id,
    unique=True,
    sqlite_where=_untried,
    postgresql_where=_untried,
)
# Two NULLs are not equal.
Index(
    "uq_jobs_untried_alone",
    jobs.c.kind,
    unique=True,
    sqlite_where=_untried_alone,
    postgresql_where=_untried_alone,
)
Index(None, jobs.c.created_at, jobs.c.id)
Index(None, jobs.c.state, jobs.c.finished_at, jobs.c.id)


OF_PATIENTS: Final = (
    conversations,
    receipts,
    deliveries,
    patients,
    patient_name_words,
    patient_name_starts,
    patient_versions,
    patient_notes,
    patient_note_versions,
    left_notes,
    callbacks,
    patients_told_apart,
    lost_drafts,
    conversation_steps,
    consents,
    alarms,
    export_files,
    search_questions,
    sheet_rows,
    rights_requests,
    legal_holds,
    staff_showings,
    kept_forms,
)
"""The tables from which an erasure takes something away."""
SCRUBBED: Final = (*OF_PATIENTS, exports)
"""The tables that hold what is to be gone for good: of an export, its passphrase."""
