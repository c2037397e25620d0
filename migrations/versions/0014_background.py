"""Indexes for what goes by the retention rules: each conversation that went had whole tables read."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"

INDEXES = (
    ("conversations", ("last_inbound_at", "id")),
    ("deliveries", ("conversation_id",)),
    ("deliveries", ("updated_at",)),
    ("consents", ("conversation_id",)),
)


def upgrade() -> None:
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def downgrade() -> None:
    for table, columns in INDEXES:
        op.drop_index(f"ix_{table}_{'_'.join(columns)}", table)
