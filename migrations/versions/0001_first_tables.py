"""The first tables. Columns that hold sealed values are Text: Fernet tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)
DIGEST = sa.LargeBinary(32)
# SQLite numbers rows by itself only under the very name INTEGER.
SEQUENCE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    key_checks()
    conversations()
    messages()
    patients()
    consents()
    audit_events()
    refusals()


def downgrade() -> None:
    for table in (
        "refusals",
        "audit_events",  # and with it its triggers
        "consents",
        "patient_versions",
        "patient_name_words",
        "patients",
        "deliveries",
        "receipts",
        "conversations",
        "key_checks",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_change()")


def key_checks() -> None:
    op.create_table(
        "key_checks",
        sa.Column("fingerprint", DIGEST, nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name="pk_key_checks"),
    )


def conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_index", DIGEST, nullable=False),
        sa.Column("external_user_index", DIGEST),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("external_user", sa.Text()),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8)),
        sa.Column("opted_out", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_inbound_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("window_started_at", MOMENT, nullable=False),
        sa.Column("window_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
        sa.UniqueConstraint("external_user_index", name="uq_conversations_external_user_index"),
    )
    op.create_index("ix_conversations_address_index", "conversations", ["address_index"])
    alone = sa.text("external_user_index IS NULL")
    op.create_index(
        "uq_conversations_address_index_alone",
        "conversations",
        ["address_index"],
        unique=True,
        sqlite_where=alone,
        postgresql_where=alone,
    )


def messages() -> None:
    op.create_table(
        "receipts",
        sa.Column("message_sid", sa.String(34), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("signature_digest", DIGEST, nullable=False),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reply", sa.Text()),
        sa.PrimaryKeyConstraint("message_sid", name="pk_receipts"),
        sa.UniqueConstraint("id", name="uq_receipts_id"),
        sa.UniqueConstraint("signature_digest", name="uq_receipts_signature_digest"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_receipts_conversation_id"
        ),
    )
    op.create_index("ix_receipts_conversation_id", "receipts", ["conversation_id"])
    op.create_table(
        "deliveries",
        sa.Column("message_sid", sa.String(34), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.Column("error_code", sa.String(8)),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("message_sid", name="pk_deliveries"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_deliveries_conversation_id"
        ),
    )


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
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("birth_date", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("medical_history", sa.Text(), nullable=False),
        sa.Column("medications", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("birth_date_index", DIGEST),
        sa.PrimaryKeyConstraint("id", name="pk_patients"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_patients_conversation_id"
        ),
    )
    op.create_index("ix_patients_created_at_id", "patients", ["created_at", "id"])
    op.create_index("ix_patients_birth_date_index", "patients", ["birth_date_index"])
    op.create_index("ix_patients_conversation_id", "patients", ["conversation_id"])
    op.create_table(
        "patient_name_words",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("word_index", DIGEST, nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "word_index", name="pk_patient_name_words"),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name="fk_patient_name_words_patient_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_patient_name_words_word_index", "patient_name_words", ["word_index"])
    op.create_table(
        "patient_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_patient_versions"),
        sa.UniqueConstraint("patient_id", "version", name="uq_patient_versions_patient_id_version"),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name="fk_patient_versions_patient_id", ondelete="CASCADE"
        ),
    )


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
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_consents_conversation_id"
        ),
    )
    op.create_index("ix_consents_patient_id", "consents", ["patient_id"])


def audit_events() -> None:
    op.create_table(
        "audit_events",
        sa.Column("seq", SEQUENCE, sa.Identity(), nullable=False),
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
    if op.get_bind().dialect.name == "postgresql":
        for statement in POSTGRESQL_APPEND_ONLY:
            op.execute(statement)
    else:
        for statement in SQLITE_APPEND_ONLY:
            op.execute(statement)


POSTGRESQL_APPEND_ONLY = (
    """
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit_events is append-only';
    END
    $$
    """,
    """
    CREATE TRIGGER audit_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()
    """,
    # In a session that calls itself a replica, too.
    "ALTER TABLE audit_events ENABLE ALWAYS TRIGGER audit_events_append_only",
)

SQLITE_APPEND_ONLY = (
    """
    CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END
    """,
    """
    CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END
    """,
    # INSERT OR REPLACE deletes the row in its way, and tells no DELETE trigger.
    """
    CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
    WHEN EXISTS (SELECT 1 FROM audit_events WHERE seq = NEW.seq OR id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END
    """,
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
