"""Add the lists of the records that a file had."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0112"
down_revision = "0111"


def upgrade() -> None:
    op.create_table(
        "taken_records",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("taken_by", sa.Uuid(), nullable=False),
        sa.Column("records", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text()),
    )
    op.create_index("ix_taken_records_taken_by", "taken_records", ["taken_by"])


def downgrade() -> None:
    op.drop_table("taken_records")
