"""Remember of which messages Twilio has no words any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    for table in ("receipts", "deliveries"):
        op.add_column(table, sa.Column("emptied", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    for table in ("receipts", "deliveries"):
        op.drop_column(table, "emptied")
