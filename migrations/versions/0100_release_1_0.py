"""The tables of release 1.0. Columns that hold sealed values are Text: Fernet tokens.

Numbers below 0100 belong to databases that were made before.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
DIGEST = sa.LargeBinary(32)
# SQLite numbers rows by itself only under the very name INTEGER.
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for create in TABLES:
        create()
    for statement in POSTGRESQL_APPEND_ONLY if on_postgresql() else SQLITE_APPEND_ONLY:
        op.execute(statement)


def downgrade() -> None:
    for created in reversed(TABLES):
        op.drop_table(created.__name__)  # and with it its triggers
    if on_postgresql():
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")


def on_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def reference(column: str, target: str, name: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name, ondelete=ondelete)


def index(
    name: str, table: str, *columns: str, unique: bool = False, where: str = "", on_sqlite: str = ""
) -> None:
    conditions: dict[str, Any] = {}
    if where:
        conditions = {"postgresql_where": sa.text(where), "sqlite_where": sa.text(on_sqlite or where)}
    op.create_index(name, table, columns, unique=unique, **conditions)


def alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("danger", sa.String(16), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("acknowledged_at", MOMENT),
        sa.Column("acknowledged_by", sa.String(64)),
        sa.Column("written_at", MOMENT),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
    )
    index("ix_alarms_conversation_id_raised_at", "alarms", "conversation_id", "raised_at")
    index("ix_alarms_waiting", "alarms", "conversation_id", "raised_at", where="acknowledged_at IS NULL")
    index("ix_alarms_patient_id", "alarms", "patient_id")
    index("ix_alarms_raised_at_id", "alarms", "raised_at", "id")
    index("ix_alarms_acknowledged_at", "alarms", "acknowledged_at")


def alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("cleared_at", MOMENT),
        sa.Column("told_at", MOMENT),
        sa.Column("texted_at", MOMENT),
        sa.PrimaryKeyConstraint("kind", name="pk_alerts"),
    )


def audit_anchors() -> None:
    op.create_table(
        "audit_anchors",
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("mac", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_anchors"),
    )


def audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("seq", NUMBER, sa.Identity(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("subject_kind", sa.String(32)),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_events"),
        sa.UniqueConstraint("id", name="uq_audit_events_id"),
        sqlite_autoincrement=True,
    )
    index("ix_audit_events_staff", "audit_events", "actor", "seq", where="actor LIKE 'staff:%'")
    index("ix_audit_events_subject_id_seq", "audit_events", "subject_id", "seq")


def audit_links() -> None:
    op.create_table(
        "audit_links",
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_links"),
        sa.UniqueConstraint("event_id", name="uq_audit_links_event_id"),
    )


def audit_mentions() -> None:
    op.create_table(
        "audit_mentions",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject_id", "event_seq", name="pk_audit_mentions"),
    )


def clinic_profiles() -> None:
    op.create_table(
        "clinic_profiles",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("version", name="pk_clinic_profiles"),
        sa.UniqueConstraint("id", name="uq_clinic_profiles_id"),
    )


def consent_texts() -> None:
    op.create_table(
        "consent_texts",
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", name="pk_consent_texts"),
    )


def contents() -> None:
    op.create_table(
        "contents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("variables", sa.String(255), nullable=False),
        sa.Column("sid", sa.String(34)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_contents"),
        sa.UniqueConstraint("name", "language", "digest", name="uq_contents_name_language_digest"),
    )


def conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_index", DIGEST, nullable=False),
        sa.Column("external_user_index", DIGEST),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("external_user", sa.Text()),
        sa.Column("address_end_index", DIGEST),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_inbound_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("window_started_at", MOMENT, nullable=False),
        sa.Column("window_count", sa.Integer(), nullable=False),
        sa.Column("written_to", sa.String(32)),
        sa.Column("with_person_about", sa.Uuid()),
        sa.Column("with_person_until", MOMENT),
        sa.Column("with_person_clinical", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("reminded_at", MOMENT),
        sa.Column("reminded_of", sa.Uuid()),
        sa.Column("no_reminders", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("external_user_index", name="uq_conversations_external_user_index"),
    )
    index(
        "ix_conversations_opted_out",
        "conversations",
        "id",
        where="opted_out IS true",
        on_sqlite="opted_out IS 1",
    )
    index("ix_conversations_address_index", "conversations", "address_index")
    index(
        "uq_conversations_address_index_alone",
        "conversations",
        "address_index",
        unique=True,
        where="external_user_index IS NULL",
    )
    index("ix_conversations_address_end_index", "conversations", "address_end_index")
    index("ix_conversations_created_at", "conversations", "created_at")
    index(
        "ix_conversations_answering",
        "conversations",
        "last_inbound_at",
        "id",
        where="step NOT IN ('language', 'submitted', 'declined', 'closed') AND opted_out IS false",
        on_sqlite="step NOT IN ('language', 'submitted', 'declined', 'closed') AND opted_out IS 0",
    )
    index("ix_conversations_last_inbound_at_id", "conversations", "last_inbound_at", "id")


def erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name="pk_erasures"),
    )


def jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("lease_token", sa.Uuid()),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer()),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("announced_at", MOMENT),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    index(
        "uq_jobs_untried_alone",
        "jobs",
        "kind",
        unique=True,
        where="state = 'queued' AND error IS NULL AND subject_id IS NULL",
    )
    index(
        "uq_jobs_untried",
        "jobs",
        "kind",
        "subject_id",
        unique=True,
        where="state = 'queued' AND error IS NULL",
    )
    index("ix_jobs_state_finished_at_id", "jobs", "state", "finished_at", "id")
    index("ix_jobs_open", "jobs", "not_before", "id", where="state IN ('queued', 'running')")
    index("ix_jobs_created_at_id", "jobs", "created_at", "id")


def key_anchors() -> None:
    op.create_table(
        "key_anchors",
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "position", name="pk_key_anchors"),
    )


def key_checks() -> None:
    op.create_table(
        "key_checks",
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("since", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.Column("retired_at", MOMENT),
        sa.Column("seen_on", sa.String(64)),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_key_checks"),
    )


def key_rotations() -> None:
    op.create_table(
        "key_rotations",
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("target", DIGEST, nullable=False),
        sa.Column("part", sa.String(64)),
        sa.Column("reached", sa.Uuid()),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_key_rotations"),
    )


def limit_hits() -> None:
    op.create_table(
        "limit_hits",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_limit_hits"),
    )
    index("ix_limit_hits_expires_at", "limit_hits", "expires_at")


def milestones() -> None:
    op.create_table(
        "milestones",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_milestones"),
    )


def refusals() -> None:
    op.create_table(
        "refusals",
        sa.Column("minute", MOMENT, nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("minute", "reason", "network", name="pk_refusals"),
    )


def restrictions() -> None:
    op.create_table(
        "restrictions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lifted_by", sa.String(64)),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_restrictions"),
    )
    index("uq_restrictions_in_force", "restrictions", "patient_id", unique=True, where="lifted_at IS NULL")
    index("ix_restrictions_patient_id_at", "restrictions", "patient_id", "at")


def retention_rules() -> None:
    op.create_table(
        "retention_rules",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("version", name="pk_retention_rules"),
        sa.UniqueConstraint("id", name="uq_retention_rules_id"),
    )


def retention_runs() -> None:
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_retention_runs"),
    )
    index("ix_retention_runs_started_at", "retention_runs", "started_at")


def rights_requests() -> None:
    op.create_table(
        "rights_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.String(64), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by", sa.String(64)),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_rights_requests"),
    )
    index(
        "uq_rights_requests_open",
        "rights_requests",
        "patient_id",
        "kind",
        unique=True,
        where="state = 'open'",
    )
    index("ix_rights_requests_patient_id_noted_at", "rights_requests", "patient_id", "noted_at")
    index("ix_rights_requests_state_due_on_id", "rights_requests", "state", "due_on", "id")
    index("ix_rights_requests_closed_at_id", "rights_requests", "closed_at", "id")


def saved_replies() -> None:
    op.create_table(
        "saved_replies",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_replies"),
    )


def sheet_rows() -> None:
    op.create_table(
        "sheet_rows",
        sa.Column("spreadsheet_id", sa.String(128), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("digest", DIGEST),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("pushed_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("spreadsheet_id", "patient_id", name="pk_sheet_rows"),
    )
    index("ix_sheet_rows_patient_id", "sheet_rows", "patient_id")


def staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("enrolled_at", MOMENT),
        sa.Column("disabled_at", MOMENT),
        sa.Column("password_hash", sa.Text()),
        sa.Column("totp", sa.Text()),
        sa.Column("totp_since", MOMENT),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_salt", sa.LargeBinary(16)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(8), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("columns", sa.String(200)),
        sa.Column("last_seen_at", MOMENT),
        sa.Column("signed_in_at", MOMENT),
        sa.Column("news_seen_at", MOMENT),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
    )


def storage_counts() -> None:
    op.create_table(
        "storage_counts",
        sa.Column("scope", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "kind", "day", name="pk_storage_counts"),
    )
    index("ix_storage_counts_day", "storage_counts", "day")


def twilio_scrub_messages() -> None:
    op.create_table(
        "twilio_scrub_messages",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("message_sid", sa.String(34), nullable=False),
        sa.Column("has_media", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "message_sid", name="pk_twilio_scrub_messages"),
    )


def twilio_scrubs() -> None:
    op.create_table(
        "twilio_scrubs",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("patient_id", name="pk_twilio_scrubs"),
    )


def twilio_tokens() -> None:
    op.create_table(
        "twilio_tokens",
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("listed", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position", "listed", name="pk_twilio_tokens"),
    )


def callbacks() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", sa.String(64)),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        reference(
            "conversation_id",
            "conversations.id",
            "fk_callbacks_conversation_id_conversations",
            ondelete="CASCADE",
        ),
    )
    index("ix_callbacks_conversation_id", "callbacks", "conversation_id")
    index("uq_callbacks_waiting", "callbacks", "conversation_id", unique=True, where="done_at IS NULL")
    index("ix_callbacks_patient_id", "callbacks", "patient_id")
    index("ix_callbacks_done_at_asked_at", "callbacks", "done_at", "asked_at")


def consents() -> None:
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("message_sid", sa.String(34), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("sender_index", DIGEST, nullable=False),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        reference("conversation_id", "conversations.id", "fk_consents_conversation_id"),
    )
    index("ix_consents_conversation_id", "consents", "conversation_id")
    index("ix_consents_patient_id", "consents", "patient_id")


def conversation_steps() -> None:
    op.create_table(
        "conversation_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("aside", sa.String(32)),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_steps"),
        reference(
            "conversation_id",
            "conversations.id",
            "fk_conversation_steps_conversation_id_conversations",
            ondelete="CASCADE",
        ),
    )
    index("ix_conversation_steps_conversation_id_at", "conversation_steps", "conversation_id", "at")
    index("ix_conversation_steps_patient_id", "conversation_steps", "patient_id")
    index("ix_conversation_steps_at", "conversation_steps", "at")


def deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("message_sid", sa.String(34), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("error_code", sa.String(8)),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("emptied", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("message_sid", name="pk_deliveries"),
        reference("conversation_id", "conversations.id", "fk_deliveries_conversation_id"),
    )
    index("ix_deliveries_conversation_id", "deliveries", "conversation_id")
    index(
        "ix_deliveries_undelivered",
        "deliveries",
        "conversation_id",
        where="status IN ('failed', 'undelivered')",
    )
    index("ix_deliveries_conversation_id_updated_at", "deliveries", "conversation_id", "updated_at")
    index("ix_deliveries_updated_at", "deliveries", "updated_at")


def export_presets() -> None:
    op.create_table(
        "export_presets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.String(16), nullable=False),
        sa.Column("columns", sa.String(1000), nullable=False),
        sa.Column("filters", sa.String(500), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_export_presets"),
        reference("staff_id", "staff.id", "fk_export_presets_staff_id_staff", ondelete="CASCADE"),
    )
    index("ix_export_presets_staff_id_created_at", "export_presets", "staff_id", "created_at")


def exports() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.String(16), nullable=False),
        sa.Column("staff_id", sa.Uuid()),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("columns", sa.String(1000), nullable=False),
        sa.Column("filters", sa.String(500), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.Uuid()),
        sa.Column("approved_at", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("rows", sa.Integer()),
        sa.Column("digest", sa.String(64)),
        sa.Column("bytes", sa.BigInteger()),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.Uuid()),
        sa.Column("sheet_id", sa.String(128)),
        sa.Column("passphrase", sa.Text()),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        reference("staff_id", "staff.id", "fk_exports_staff_id_staff"),
        reference("approved_by", "staff.id", "fk_exports_approved_by_staff"),
    )
    index("ix_exports_staff_id_asked_at", "exports", "staff_id", "asked_at")
    index("ix_exports_state_asked_at", "exports", "state", "asked_at")
    index("ix_exports_asked_at_id", "exports", "asked_at", "id")
    index("ix_exports_started_at", "exports", "started_at")


def lost_drafts() -> None:
    op.create_table(
        "lost_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lost_drafts"),
        reference(
            "conversation_id",
            "conversations.id",
            "fk_lost_drafts_conversation_id_conversations",
            ondelete="CASCADE",
        ),
    )
    index("ix_lost_drafts_conversation_id", "lost_drafts", "conversation_id")


def patients() -> None:
    op.create_table(
        "patients",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("assigned_to", sa.Uuid()),
        sa.Column("flags", sa.String(64)),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("medical_history", sa.Text(), nullable=False),
        sa.Column("medications", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("allergy", sa.Text()),
        sa.Column("birth_date_index", DIGEST),
        sa.Column("news", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("news_since", MOMENT),
        sa.Column("news_at", MOMENT),
        sa.Column("due_on", sa.Date()),
        sa.Column("assigned_news_at", MOMENT),
        sa.Column("starts_version", sa.Integer()),
        sa.Column("names_version", sa.Integer()),
        sa.Column("came_by", sa.String(8), nullable=False, server_default="chat"),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_patients"),
        reference("conversation_id", "conversations.id", "fk_patients_conversation_id"),
        reference("assigned_to", "staff.id", "fk_patients_assigned_to_staff"),
    )
    index("ix_patients_no_allergy_sealed", "patients", "id", where="allergy IS NULL")
    index("ix_patients_conversation_id", "patients", "conversation_id")
    index("ix_patients_alarmed", "patients", "created_at", "id", where="flags LIKE '%emergency%'")
    index("ix_patients_created_at_id", "patients", "created_at", "id")
    index("ix_patients_nobodys", "patients", "created_at", "id", where="assigned_to IS NULL")
    index("ix_patients_nobodys_status", "patients", "status", "created_at", "id", where="assigned_to IS NULL")
    index("ix_patients_status_created_at_id", "patients", "status", "created_at", "id")
    index("ix_patients_status_language_created_at_id", "patients", "status", "language", "created_at", "id")
    index("ix_patients_language_created_at_id", "patients", "language", "created_at", "id")
    index(
        "ix_patients_assigned_to_created_at_id",
        "patients",
        "assigned_to",
        "created_at",
        "id",
        where="assigned_to IS NOT NULL",
    )
    index(
        "ix_patients_assigned_to_status_created_at_id",
        "patients",
        "assigned_to",
        "status",
        "created_at",
        "id",
        where="assigned_to IS NOT NULL",
    )
    index(
        "ix_patients_assigned_to_assigned_news_at",
        "patients",
        "assigned_to",
        "assigned_news_at",
        where="assigned_news_at IS NOT NULL",
    )
    index("ix_patients_birth_date_index_created_at_id", "patients", "birth_date_index", "created_at", "id")
    index("ix_patients_news_at_id", "patients", "news_at", "id", where="news_at IS NOT NULL")
    index(
        "ix_patients_due_on_created_at_id",
        "patients",
        "due_on",
        "created_at",
        "id",
        where="due_on IS NOT NULL",
    )
    index(
        "ix_patients_not_indexed",
        "patients",
        "starts_version",
        where="starts_version IS NULL OR starts_version != version",
    )
    index(
        "ix_patients_not_folded",
        "patients",
        "names_version",
        where="names_version IS NULL OR names_version != version",
    )


def receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("message_sid", sa.String(34), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signature_digest", DIGEST, nullable=False),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reply", sa.Text()),
        sa.Column("emptied", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("message_sid", name="pk_receipts"),
        reference("conversation_id", "conversations.id", "fk_receipts_conversation_id"),
        sa.UniqueConstraint("id", name="uq_receipts_id"),
        sa.UniqueConstraint("signature_digest", name="uq_receipts_signature_digest"),
    )
    index("ix_receipts_conversation_id", "receipts", "conversation_id")
    index("ix_receipts_received_at", "receipts", "received_at")


def saved_views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("query", sa.String(400), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        reference("staff_id", "staff.id", "fk_saved_views_staff_id_staff", ondelete="CASCADE"),
    )
    index("ix_saved_views_staff_id_created_at", "saved_views", "staff_id", "created_at")


def staff_devices() -> None:
    op.create_table(
        "staff_devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", DIGEST, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        sa.Column("mac", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_devices"),
        reference("staff_id", "staff.id", "fk_staff_devices_staff_id", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", "staff_id", name="uq_staff_devices_token_hash_staff_id"),
    )
    index("ix_staff_devices_staff_id", "staff_devices", "staff_id")


def staff_links() -> None:
    op.create_table(
        "staff_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", DIGEST, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("opened_from", sa.String(64)),
        sa.Column("mac", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_links"),
        reference("staff_id", "staff.id", "fk_staff_links_staff_id", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name="uq_staff_links_token_hash"),
    )
    index("ix_staff_links_staff_id", "staff_links", "staff_id")


def staff_recovery_codes() -> None:
    op.create_table(
        "staff_recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_staff_recovery_codes"),
        reference("staff_id", "staff.id", "fk_staff_recovery_codes_staff_id", ondelete="CASCADE"),
    )
    index("ix_staff_recovery_codes_staff_id", "staff_recovery_codes", "staff_id")


def staff_sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", DIGEST, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.Column("names_shown_until", MOMENT),
        sa.Column("names_shown_why", sa.String(32)),
        sa.Column("mac", DIGEST),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        reference("staff_id", "staff.id", "fk_staff_sessions_staff_id", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sessions_token_hash"),
    )
    index("ix_staff_sessions_staff_id", "staff_sessions", "staff_id")


def export_files() -> None:
    op.create_table(
        "export_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_files"),
        reference("export_id", "exports.id", "fk_export_files_export_id_exports", ondelete="CASCADE"),
        sa.UniqueConstraint("export_id", "number", name="uq_export_files_export_id_number"),
    )
    index("ix_export_files_at", "export_files", "at")


def form_links() -> None:
    op.create_table(
        "form_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", DIGEST, nullable=False),
        sa.Column("browser_hash", DIGEST),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("keys", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("begun_at", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.Column("checked_at", MOMENT),
        sa.Column("handed_in_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("mac", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_links"),
        reference(
            "conversation_id",
            "conversations.id",
            "fk_form_links_conversation_id_conversations",
            ondelete="CASCADE",
        ),
        reference("patient_id", "patients.id", "fk_form_links_patient_id_patients", ondelete="CASCADE"),
        sa.UniqueConstraint("token_hash", name="uq_form_links_token_hash"),
    )
    index("ix_form_links_browser_hash", "form_links", "browser_hash")
    index("ix_form_links_conversation_id_made_at", "form_links", "conversation_id", "made_at")
    index("ix_form_links_patient_id_made_at", "form_links", "patient_id", "made_at")
    index("ix_form_links_expires_at", "form_links", "expires_at")


def kept_forms() -> None:
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("page", sa.String(200)),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_kept_forms"),
        reference("staff_id", "staff.id", "fk_kept_forms_staff_id_staff", ondelete="CASCADE"),
        reference("patient_id", "patients.id", "fk_kept_forms_patient_id_patients", ondelete="CASCADE"),
    )
    index("ix_kept_forms_staff_id_kept_at", "kept_forms", "staff_id", "kept_at")
    index("ix_kept_forms_patient_id", "kept_forms", "patient_id")
    index("ix_kept_forms_kept_at", "kept_forms", "kept_at")


def left_notes() -> None:
    op.create_table(
        "left_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("to_person", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("clinical", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_left_notes"),
        reference("patient_id", "patients.id", "fk_left_notes_patient_id_patients", ondelete="CASCADE"),
    )
    index("ix_left_notes_patient_id_at", "left_notes", "patient_id", "at")


def legal_holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lifted_by", sa.String(64)),
        sa.Column("lifted_reason", sa.Text()),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
        reference("patient_id", "patients.id", "fk_legal_holds_patient_id_patients"),
    )
    index("ix_legal_holds_patient_id", "legal_holds", "patient_id")
    index("uq_legal_holds_standing", "legal_holds", "patient_id", unique=True, where="lifted_at IS NULL")


def outbound_messages() -> None:
    op.create_table(
        "outbound_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("content_sid", sa.String(34)),
        sa.Column("variables", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("send_by", MOMENT),
        sa.Column("tried_at", MOMENT),
        sa.Column("sender", sa.String(32)),
        sa.Column("message_sid", sa.String(34)),
        sa.Column("sent_at", MOMENT),
        sa.Column("error", sa.String(32)),
        sa.Column("finished_at", MOMENT),
        sa.Column("asked_at", MOMENT),
        sa.Column("clinical", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_outbound_messages"),
        reference(
            "conversation_id",
            "conversations.id",
            "fk_outbound_messages_conversation_id_conversations",
            ondelete="CASCADE",
        ),
        reference(
            "patient_id", "patients.id", "fk_outbound_messages_patient_id_patients", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("message_sid", name="uq_outbound_messages_message_sid"),
    )
    index("ix_outbound_messages_conversation_id_tried_at", "outbound_messages", "conversation_id", "tried_at")
    index("ix_outbound_messages_unsent", "outbound_messages", "patient_id", where="state = 'given_up'")
    index("ix_outbound_messages_patient_id_created_at", "outbound_messages", "patient_id", "created_at")
    index("ix_outbound_messages_created_at", "outbound_messages", "created_at")
    index("ix_outbound_messages_tried_at", "outbound_messages", "tried_at")
    index("ix_outbound_messages_finished_at", "outbound_messages", "finished_at")


def patient_name_starts() -> None:
    op.create_table(
        "patient_name_starts",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("start_index", sa.LargeBinary(16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "start_index", name="pk_patient_name_starts"),
        reference(
            "patient_id", "patients.id", "fk_patient_name_starts_patient_id_patients", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    index(
        "ix_patient_name_starts_start_index_created_at_patient_id",
        "patient_name_starts",
        "start_index",
        "created_at",
        "patient_id",
    )


def patient_name_words() -> None:
    op.create_table(
        "patient_name_words",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("word_index", DIGEST, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "word_index", name="pk_patient_name_words"),
        reference("patient_id", "patients.id", "fk_patient_name_words_patient_id", ondelete="CASCADE"),
    )
    index(
        "ix_patient_name_words_word_index_created_at_patient_id",
        "patient_name_words",
        "word_index",
        "created_at",
        "patient_id",
    )


def patient_notes() -> None:
    op.create_table(
        "patient_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("clinical", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("changes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("changed_at", MOMENT),
        sa.Column("deleted_at", MOMENT),
        sa.Column("deleted_by", sa.String(64)),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_patient_notes"),
        reference("patient_id", "patients.id", "fk_patient_notes_patient_id_patients", ondelete="CASCADE"),
        reference("staff_id", "staff.id", "fk_patient_notes_staff_id_staff"),
    )
    index("ix_patient_notes_patient_id_at", "patient_notes", "patient_id", "at")


def patient_versions() -> None:
    op.create_table(
        "patient_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_patient_versions"),
        reference("patient_id", "patients.id", "fk_patient_versions_patient_id", ondelete="CASCADE"),
        sa.UniqueConstraint("patient_id", "version", name="uq_patient_versions_patient_id_version"),
    )


def patients_told_apart() -> None:
    op.create_table(
        "patients_told_apart",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "other_id", name="pk_patients_told_apart"),
        reference(
            "patient_id", "patients.id", "fk_patients_told_apart_patient_id_patients", ondelete="CASCADE"
        ),
        reference("other_id", "patients.id", "fk_patients_told_apart_other_id_patients", ondelete="CASCADE"),
    )
    index("ix_patients_told_apart_other_id", "patients_told_apart", "other_id")


def search_questions() -> None:
    op.create_table(
        "search_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_search_questions"),
        reference(
            "session_id",
            "staff_sessions.id",
            "fk_search_questions_session_id_staff_sessions",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("session_id", "number", name="uq_search_questions_session_id_number"),
    )


def staff_showings() -> None:
    op.create_table(
        "staff_showings",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("mac", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("session_id", "patient_id", "part", name="pk_staff_showings"),
        reference(
            "session_id",
            "staff_sessions.id",
            "fk_staff_showings_session_id_staff_sessions",
            ondelete="CASCADE",
        ),
        reference("patient_id", "patients.id", "fk_staff_showings_patient_id_patients", ondelete="CASCADE"),
    )
    index("ix_staff_showings_patient_id", "staff_showings", "patient_id")


def invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_index", DIGEST, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("message_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        reference(
            "message_id",
            "outbound_messages.id",
            "fk_invitations_message_id_outbound_messages",
            ondelete="SET NULL",
        ),
        sa.UniqueConstraint("address_index", name="uq_invitations_address_index"),
    )
    index("ix_invitations_invited_at", "invitations", "invited_at")
    index("ix_invitations_message_id", "invitations", "message_id")


def patient_note_versions() -> None:
    op.create_table(
        "patient_note_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_patient_note_versions"),
        reference(
            "note_id",
            "patient_notes.id",
            "fk_patient_note_versions_note_id_patient_notes",
            ondelete="CASCADE",
        ),
    )
    index("ix_patient_note_versions_note_id_until", "patient_note_versions", "note_id", "until")


TABLES = (
    alarms,
    alerts,
    audit_anchors,
    audit_events,
    audit_links,
    audit_mentions,
    clinic_profiles,
    consent_texts,
    contents,
    conversations,
    erasures,
    jobs,
    key_anchors,
    key_checks,
    key_rotations,
    limit_hits,
    milestones,
    refusals,
    restrictions,
    retention_rules,
    retention_runs,
    rights_requests,
    saved_replies,
    sheet_rows,
    staff,
    storage_counts,
    twilio_scrub_messages,
    twilio_scrubs,
    twilio_tokens,
    callbacks,
    consents,
    conversation_steps,
    deliveries,
    export_presets,
    exports,
    lost_drafts,
    patients,
    receipts,
    saved_views,
    staff_devices,
    staff_links,
    staff_recovery_codes,
    staff_sessions,
    export_files,
    form_links,
    kept_forms,
    left_notes,
    legal_holds,
    outbound_messages,
    patient_name_starts,
    patient_name_words,
    patient_notes,
    patient_versions,
    patients_told_apart,
    search_questions,
    staff_showings,
    invitations,
    patient_note_versions,
)


# The trail, its links and anchors are append-only, but for what lies before the newest anchor. A row that nobody linked
# has no position and stays.
REFUSING = {
    "audit_events": "refuse_audit_change",
    "audit_links": "refuse_audit_link_change",
    "audit_anchors": "refuse_audit_anchor_change",
}
MAY_END = ("audit_events", "audit_links")
FUNCTIONS = (*REFUSING.values(), "refuse_audit_delete")
POSTGRESQL_APPEND_ONLY = (
    # The schema is named: a temporary table of this name would be found first.
    """
    CREATE FUNCTION refuse_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        let_go bigint;
        place bigint;
    BEGIN
        EXECUTE format('SELECT COALESCE(max(position), 0) FROM %I.audit_anchors', TG_TABLE_SCHEMA) INTO let_go;
        IF TG_TABLE_NAME = 'audit_links' THEN
            place := OLD.position;
        ELSE
            EXECUTE format('SELECT position FROM %I.audit_links WHERE event_id = $1', TG_TABLE_SCHEMA)
            INTO place USING OLD.id;
        END IF;
        IF place IS NULL OR place > let_go THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
        END IF;
        RETURN OLD;
    END
    $$
    """,
    *(
        f"""
        CREATE FUNCTION {refuse}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{table} is append-only';
        END
        $$;
        CREATE TRIGGER {table}_append_only BEFORE UPDATE OR {"" if table in MAY_END else "DELETE OR "}TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION {refuse}();
        -- In a session that calls itself a replica, too.
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only
        """
        for table, refuse in REFUSING.items()
    ),
    *(
        f"""
        CREATE TRIGGER {table}_lets_go BEFORE DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete();
        ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_lets_go
        """
        for table in MAY_END
    ),
)

LET_GO = "COALESCE((SELECT max(position) FROM audit_anchors), 0)"
UNLESS_OLD = {
    "audit_events": "WHEN NOT EXISTS"  # noqa: S608  (a constant)
    f" (SELECT 1 FROM audit_links WHERE event_id = OLD.id AND position <= {LET_GO})",
    "audit_links": f"WHEN OLD.position > {LET_GO}",
    "audit_anchors": "",
}
SAME = {
    "audit_events": "seq = NEW.seq OR id = NEW.id",
    "audit_links": "position = NEW.position OR event_id = NEW.event_id",
    "audit_anchors": "position = NEW.position",
}
SQLITE_APPEND_ONLY = tuple(
    f"CREATE TRIGGER {table}_{name} BEFORE {change} ON {table} {when}"
    f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for table in REFUSING
    for name, change, when in (
        ("no_update", "UPDATE", ""),
        ("no_delete", "DELETE", UNLESS_OLD[table]),
        # INSERT OR REPLACE deletes the row in its way, and tells no DELETE trigger.
        ("no_replace", "INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {SAME[table]})"),  # noqa: S608  (of this page)
    )
)
