"""Counting the records that are assigned to nobody, status by status."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    nobodys = sa.text("assigned_to IS NULL")
    op.create_index(
        "ix_patients_nobodys_status",
        "patients",
        ["status", "created_at", "id"],
        sqlite_where=nobodys,
        postgresql_where=nobodys,
    )


def downgrade() -> None:
    op.drop_index("ix_patients_nobodys_status", "patients")
