"""News: what patients send after handing in, which records have some, and whom to call back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("patients", sa.Column("news", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("patients", sa.Column("news_since", MOMENT))
    op.add_column("patients", sa.Column("news_at", MOMENT))
    unread = sa.text("news_at IS NOT NULL")
    op.create_index(
        "ix_patients_news_at_id",
        "patients",
        ["news_at", "id"],
        sqlite_where=unread,
        postgresql_where=unread,
    )
    op.create_table(
        "left_notes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_left_notes"),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name="fk_left_notes_patient_id_patients", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_left_notes_patient_id_at", "left_notes", ["patient_id", "at"])
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT),
        sa.Column("done_by", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_callbacks"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_callbacks_conversation_id_conversations",
            ondelete="CASCADE",
        ),
    )
    waiting = sa.text("done_at IS NULL")
    op.create_index(
        "uq_callbacks_waiting",
        "callbacks",
        ["conversation_id"],
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_callbacks_conversation_id", "callbacks", ["conversation_id"])
    op.create_index("ix_callbacks_patient_id", "callbacks", ["patient_id"])
    op.create_index("ix_callbacks_done_at_asked_at", "callbacks", ["done_at", "asked_at"])


def downgrade() -> None:
    op.drop_table("callbacks")
    op.drop_table("left_notes")
    op.drop_index("ix_patients_news_at_id", "patients")
    op.drop_column("patients", "news_at")
    op.drop_column("patients", "news_since")
    op.drop_column("patients", "news")
