"""Invitations: numbers that the clinic wrote to first, sealed, one row each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("address_index", sa.LargeBinary(32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("message_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("id", name="pk_invitations"),
        sa.UniqueConstraint("address_index", name="uq_invitations_address_index"),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["outbound_messages.id"],
            name="fk_invitations_message_id_outbound_messages",
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_invitations_invited_at", "invitations", ["invited_at"])
    op.create_index("ix_invitations_message_id", "invitations", ["message_id"])
    op.create_index("ix_outbound_messages_created_at", "outbound_messages", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_outbound_messages_created_at", "outbound_messages")
    op.drop_table("invitations")
