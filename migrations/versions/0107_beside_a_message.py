"""Add what a message to a person was besides its words, and what it set off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    op.add_column("left_notes", sa.Column("besides", sa.String(64)))


def downgrade() -> None:
    op.drop_column("left_notes", "besides")
