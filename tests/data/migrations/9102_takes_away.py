"""The made-up release after it takes away what only that one used."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9102"
down_revision = "9101"

SERVES = "9101"


def upgrade() -> None:
    op.drop_table("countries")
    op.drop_index("ix_refusals_country", "refusals")
    op.drop_column("refusals", "country")


def downgrade() -> None:
    op.add_column("refusals", sa.Column("country", sa.String(2)))
    op.create_index("ix_refusals_country", "refusals", ["country"])
    op.create_table(
        "countries",
        sa.Column("code", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_countries"),
    )
