"""Flags of a record in a column of their own, and finding the last delivery of a conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # They lie sealed in `extra` until `flask db upgrade` opens that: a migration has no key.
    op.add_column("patients", sa.Column("flags", sa.String(64)))
    op.create_index(
        "ix_deliveries_conversation_id_updated_at", "deliveries", ["conversation_id", "updated_at"]
    )


def downgrade() -> None:
    op.drop_index("ix_deliveries_conversation_id_updated_at", "deliveries")
    op.drop_column("patients", "flags")
