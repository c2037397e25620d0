"""Alarms: messages that may be cries for help, until somebody takes them and after."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
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
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_alarms"),
    )
    waiting = sa.text("acknowledged_at IS NULL")
    op.create_index(
        "ix_alarms_waiting",
        "alarms",
        ["conversation_id", "raised_at"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_index("ix_alarms_conversation_id_raised_at", "alarms", ["conversation_id", "raised_at"])
    op.create_index("ix_alarms_patient_id", "alarms", ["patient_id"])
    op.create_index("ix_alarms_raised_at_id", "alarms", ["raised_at", "id"])
    op.create_index("ix_alarms_acknowledged_at", "alarms", ["acknowledged_at"])


def downgrade() -> None:
    op.drop_table("alarms")
