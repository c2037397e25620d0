"""Messages that we send by ourselves, and the number of ours that a sender wrote to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("conversations", sa.Column("written_to", sa.String(32)))
    op.create_table(
        "outbound_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid()),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("content_sid", sa.String(34)),
        sa.Column("variables", sa.Text()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("send_by", MOMENT),
        sa.Column("tried_at", MOMENT),
        sa.Column("sender", sa.String(32)),
        sa.Column("message_sid", sa.String(34)),
        sa.Column("sent_at", MOMENT),
        sa.Column("error", sa.String(32)),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_outbound_messages"),
        sa.UniqueConstraint("message_sid", name="uq_outbound_messages_message_sid"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name="fk_outbound_messages_conversation_id_conversations",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name="fk_outbound_messages_patient_id_patients",
            ondelete="CASCADE",
        ),
    )
    for names in (
        ("patient_id", "created_at"),
        ("conversation_id", "tried_at"),
        ("tried_at",),
        ("finished_at",),
    ):
        op.create_index(f"ix_outbound_messages_{'_'.join(names)}", "outbound_messages", list(names))


def downgrade() -> None:
    op.drop_table("outbound_messages")
    op.drop_column("conversations", "written_to")
