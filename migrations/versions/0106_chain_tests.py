"""Add what came of the newest test of ALARM_CHAIN."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0106"
down_revision = "0105"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "chain_tests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("message_id", sa.Uuid()),
        sa.Column("sent_at", MOMENT),
        sa.Column("error", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_chain_tests"),
    )
    op.create_index("ix_chain_tests_message_id", "chain_tests", ["message_id"])


def downgrade() -> None:
    op.drop_table("chain_tests")
