"""When a cry for help was written, if it was fetched from Twilio later."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.add_column("alarms", sa.Column("written_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("alarms", "written_at")
