"""Consent texts: what patients agreed to, each text once, by the digest that their consents name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "consent_texts",
        sa.Column("text_hash", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", name="pk_consent_texts"),
    )


def downgrade() -> None:
    op.drop_table("consent_texts")
