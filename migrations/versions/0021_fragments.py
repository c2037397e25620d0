"""Beginnings of names and ends of numbers, and what was last searched for in a session.

The rows of what is there already need the keys: a job writes them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "patient_name_starts",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("start_index", sa.LargeBinary(16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "start_index", name="pk_patient_name_starts"),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name="fk_patient_name_starts_patient_id_patients",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_patient_name_starts_start_index_created_at_patient_id",
        "patient_name_starts",
        ["start_index", "created_at", "patient_id"],
    )
    op.add_column("patients", sa.Column("starts_version", sa.Integer()))
    missing = sa.text("starts_version IS NULL OR starts_version != version")
    op.create_index(
        "ix_patients_not_indexed",
        "patients",
        ["starts_version"],
        sqlite_where=missing,
        postgresql_where=missing,
    )
    op.add_column("conversations", sa.Column("address_end_index", sa.LargeBinary(32)))
    op.create_index("ix_conversations_address_end_index", "conversations", ["address_end_index"])
    op.create_table(
        "search_questions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_questions"),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["staff_sessions.id"],
            name="fk_search_questions_session_id_staff_sessions",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("session_id", "number", name="uq_search_questions_session_id_number"),
    )


def downgrade() -> None:
    op.drop_table("search_questions")
    op.drop_index("ix_conversations_address_end_index", "conversations")
    op.drop_column("conversations", "address_end_index")
    op.drop_index("ix_patients_not_indexed", "patients")
    op.drop_column("patients", "starts_version")
    op.drop_table("patient_name_starts")
