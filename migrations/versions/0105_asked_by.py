"""Conversations say which reply asked the open question, and when that arrived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("asked_by", sa.Uuid()))
    op.add_column("conversations", sa.Column("seen_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("conversations", "seen_at")
    op.drop_column("conversations", "asked_by")
