"""Where a key was last seen in use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("key_checks", sa.Column("seen_on", sa.String(64)))


def downgrade() -> None:
    op.drop_column("key_checks", "seen_on")
