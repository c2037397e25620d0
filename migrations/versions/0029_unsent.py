"""Find the messages that were given up, so that the list marks whom they did not reach."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    unsent = sa.text("state = 'given_up'")
    op.create_index(
        "ix_outbound_messages_unsent",
        "outbound_messages",
        ["patient_id"],
        sqlite_where=unsent,
        postgresql_where=unsent,
    )


def downgrade() -> None:
    op.drop_index("ix_outbound_messages_unsent", "outbound_messages")
