"""Last looks: when a member signed in last, and when they last looked at the news."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("staff", sa.Column("signed_in_at", MOMENT))
    op.add_column("staff", sa.Column("news_seen_at", MOMENT))


def downgrade() -> None:
    op.drop_column("staff", "news_seen_at")
    op.drop_column("staff", "signed_in_at")
