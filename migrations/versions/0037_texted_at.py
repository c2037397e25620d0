"""When people were told of an alert by SMS."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.add_column("alerts", sa.Column("texted_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("alerts", "texted_at")
