"""Add what witnesses were told of the trail's head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0109"


def upgrade() -> None:
    op.create_table(
        "witnesses",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("way", sa.String(16), nullable=False),
        sa.Column("head", sa.String(84), nullable=False),
        sa.Column("journal", sa.String(84)),
        sa.Column("stamp", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name="pk_witnesses"),
    )


def downgrade() -> None:
    op.drop_table("witnesses")
