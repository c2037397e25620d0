"""Add the index by which a member is told of their messages that did not arrive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0109"
down_revision = "0108"

NOT_ARRIVED = sa.text("state IN ('failed', 'undelivered', 'given_up')")


def upgrade() -> None:
    op.create_index(
        "ix_outbound_messages_not_arrived",
        "outbound_messages",
        ["actor", "finished_at"],
        sqlite_where=NOT_ARRIVED,
        postgresql_where=NOT_ARRIVED,
    )


def downgrade() -> None:
    op.drop_index("ix_outbound_messages_not_arrived", table_name="outbound_messages")
