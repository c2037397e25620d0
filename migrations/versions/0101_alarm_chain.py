"""Add who was told of an alarm, step by step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0101"
down_revision = "0100"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "alarm_tellings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alarm_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("message_id", sa.Uuid()),
        sa.Column("sent_at", MOMENT),
        sa.Column("error", sa.String(64)),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_alarm_tellings"),
        sa.ForeignKeyConstraint(
            ["alarm_id"], ["alarms.id"], "fk_alarm_tellings_alarm_id", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("alarm_id", "round", "place", name="uq_alarm_tellings_alarm_id_round_place"),
    )
    op.create_index("ix_alarm_tellings_message_id", "alarm_tellings", ["message_id"])


def downgrade() -> None:
    op.drop_table("alarm_tellings")
