"""Add who took the alarms of a conversation, until when, and how it ended."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0102"
down_revision = "0101"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alarm_takings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", MOMENT),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("taken_by", sa.String(64), nullable=False),
        sa.Column("lapses_at", MOMENT),
        sa.Column("outcome", sa.String(16)),
        sa.Column("outcome_at", MOMENT),
        sa.Column("ended", sa.String(16)),
        sa.Column("ended_at", MOMENT),
        sa.Column("note", sa.Text()),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_takings"),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], "fk_alarm_takings_alarm_id", ondelete="CASCADE"),
    )
    op.create_index(
        "ix_alarm_takings_conversation_id_taken_at", "alarm_takings", ["conversation_id", "taken_at"]
    )
    op.create_index("ix_alarm_takings_alarm_id", "alarm_takings", ["alarm_id"])
    op.create_index("ix_alarm_takings_taken_at", "alarm_takings", ["taken_at"])


def downgrade() -> None:
    op.drop_table("alarm_takings")
