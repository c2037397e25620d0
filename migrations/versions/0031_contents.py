"""What we had made at Twilio to be sent as a template: each text once, and whether WhatsApp approved it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(32), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("variables", sa.String(255), nullable=False),
        sa.Column("sid", sa.String(34)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_contents"),
        sa.UniqueConstraint("name", "language", "digest", name="uq_contents_name_language_digest"),
    )


def downgrade() -> None:
    op.drop_table("contents")
