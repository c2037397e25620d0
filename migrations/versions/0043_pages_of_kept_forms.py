"""Whose a kept form is and which page shows it again, vouched for by a seal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"


def upgrade() -> None:
    op.add_column("kept_forms", sa.Column("page", sa.String(200)))
    op.add_column("kept_forms", sa.Column("seal", sa.Text()))


def downgrade() -> None:
    op.drop_column("kept_forms", "seal")
    op.drop_column("kept_forms", "page")
