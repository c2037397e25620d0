"""Which intake a sender was reminded of, when, and whether they want no reminders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    op.add_column("conversations", sa.Column("reminded_at", sa.DateTime(timezone=True)))
    op.add_column("conversations", sa.Column("reminded_of", sa.Uuid()))
    op.add_column(
        "conversations", sa.Column("no_reminders", sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    for name in ("no_reminders", "reminded_of", "reminded_at"):
        op.drop_column("conversations", name)
