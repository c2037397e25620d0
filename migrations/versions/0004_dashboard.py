"""The dashboard: notes, assignment, erasure, the clinic's own settings, where conversations came by; and its indexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

MOMENT = sa.DateTime(timezone=True)
ANSWERING = "step NOT IN ('language', 'submitted', 'declined', 'closed') AND opted_out IS {false}"
PATIENT_INDEXES = (
    ("birth_date_index", "created_at", "id"),
    ("status", "created_at", "id"),
    ("language", "created_at", "id"),
    ("status", "language", "created_at", "id"),
)
ASSIGNED_INDEXES = (
    ("assigned_to", "created_at", "id"),
    ("assigned_to", "status", "created_at", "id"),
)


def upgrade() -> None:
    patients()
    name_words()
    of_patients()
    of_conversations()
    op.create_table(
        "clinic_profiles",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_clinic_profiles"),
    )
    op.create_table(
        "milestones",
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_milestones"),
    )
    op.create_table(
        "audit_mentions",
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("subject_id", "event_seq", name="pk_audit_mentions"),
    )
    op.create_index("ix_audit_events_subject_id_seq", "audit_events", ["subject_id", "seq"])
    op.add_column("staff", sa.Column("columns", sa.String(200)))
    op.add_column("staff_sessions", sa.Column("names_shown_until", MOMENT))
    op.add_column("staff_sessions", sa.Column("names_shown_why", sa.String(32)))


def downgrade() -> None:
    op.drop_column("staff_sessions", "names_shown_why")
    op.drop_column("staff_sessions", "names_shown_until")
    op.drop_column("staff", "columns")
    op.drop_index("ix_audit_events_subject_id_seq", "audit_events")
    for table in (
        "audit_mentions",
        "milestones",
        "clinic_profiles",
        "conversation_steps",
        "lost_drafts",
        "erasures",
        "patients_told_apart",
        "patient_notes",
    ):
        op.drop_table(table)
    op.drop_index("ix_receipts_received_at", "receipts")
    op.drop_index("ix_conversations_answering", "conversations")
    op.drop_index("ix_conversations_created_at", "conversations")
    op.drop_index("ix_patient_name_words_word_index_created_at_patient_id", "patient_name_words")
    op.drop_column("patient_name_words", "created_at")
    op.create_index("ix_patient_name_words_word_index", "patient_name_words", ["word_index"])
    for columns in (*ASSIGNED_INDEXES, *PATIENT_INDEXES):
        op.drop_index(f"ix_patients_{'_'.join(columns)}", "patients")
    op.create_index("ix_patients_birth_date_index", "patients", ["birth_date_index"])
    with op.batch_alter_table("patients") as batch:
        batch.drop_constraint("fk_patients_assigned_to_staff", type_="foreignkey")
        batch.drop_column("assigned_to")


def patients() -> None:
    with op.batch_alter_table("patients") as batch:
        batch.add_column(sa.Column("assigned_to", sa.Uuid()))
        batch.create_foreign_key("fk_patients_assigned_to_staff", "staff", ["assigned_to"], ["id"])
    op.drop_index("ix_patients_birth_date_index", "patients")
    for columns in PATIENT_INDEXES:
        op.create_index(f"ix_patients_{'_'.join(columns)}", "patients", list(columns))
    assigned = sa.text("assigned_to IS NOT NULL")
    for columns in ASSIGNED_INDEXES:
        op.create_index(
            f"ix_patients_{'_'.join(columns)}",
            "patients",
            list(columns),
            sqlite_where=assigned,
            postgresql_where=assigned,
        )


def name_words() -> None:
    op.add_column("patient_name_words", sa.Column("created_at", MOMENT))
    op.execute(
        "UPDATE patient_name_words SET created_at ="
        " (SELECT created_at FROM patients WHERE patients.id = patient_name_words.patient_id)"
    )
    with op.batch_alter_table("patient_name_words") as batch:
        batch.alter_column("created_at", existing_type=MOMENT, nullable=False)
    op.drop_index("ix_patient_name_words_word_index", "patient_name_words")
    op.create_index(
        "ix_patient_name_words_word_index_created_at_patient_id",
        "patient_name_words",
        ["word_index", "created_at", "patient_id"],
    )


def of_patients() -> None:
    op.create_table(
        "patient_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_patient_notes"),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name="fk_patient_notes_patient_id_patients", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_patient_notes_staff_id_staff"),
    )
    op.create_index("ix_patient_notes_patient_id_at", "patient_notes", ["patient_id", "at"])
    op.create_table(
        "patients_told_apart",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "other_id", name="pk_patients_told_apart"),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name="fk_patients_told_apart_patient_id_patients",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["patients.id"], name="fk_patients_told_apart_other_id_patients", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_patients_told_apart_other_id", "patients_told_apart", ["other_id"])
    op.create_table(
        "erasures",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", name="pk_erasures"),
    )


def of_conversations() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    answering = ANSWERING.format(false="false" if on_postgresql else "0")
    op.create_index(
        "ix_conversations_answering",
        "conversations",
        ["last_inbound_at", "id"],
        sqlite_where=sa.text(answering),
        postgresql_where=sa.text(answering),
    )
    op.create_index("ix_conversations_created_at", "conversations", ["created_at"])
    op.create_index("ix_receipts_received_at", "receipts", ["received_at"])
    op.create_table(
        "lost_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lost_drafts"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_lost_drafts_conversation_id_conversations",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_lost_drafts_conversation_id", "lost_drafts", ["conversation_id"])
    op.create_table(
        "conversation_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("aside", sa.String(32)),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_steps"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_conversation_steps_conversation_id_conversations",
            ondelete="CASCADE",
        ),
    )
    op.create_index(
        "ix_conversation_steps_conversation_id_at", "conversation_steps", ["conversation_id", "at"]
    )
    op.create_index("ix_conversation_steps_patient_id", "conversation_steps", ["patient_id"])
    op.create_index("ix_conversation_steps_at", "conversation_steps", ["at"])
