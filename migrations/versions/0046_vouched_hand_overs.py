"""Seals that vouch for who writes with a sender, and for restrictions and legal holds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"

TABLES = ("conversations", "restrictions", "legal_holds")


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("seal", sa.Text()))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "seal")
