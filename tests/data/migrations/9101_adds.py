"""A made-up release adds a column, an index and a table."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "9101"
down_revision = "the newest"


def upgrade() -> None:
    op.add_column("refusals", sa.Column("country", sa.String(2)))
    op.create_index("ix_refusals_country", "refusals", ["country"])
    op.create_table(
        "countries",
        sa.Column("code", sa.String(2), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_countries"),
    )


def downgrade() -> None:
    op.drop_table("countries")
    op.drop_index("ix_refusals_country", "refusals")
    op.drop_column("refusals", "country")
