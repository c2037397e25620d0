"""When the id of a job was published for Celery, and not taken since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("announced_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("jobs", "announced_at")
