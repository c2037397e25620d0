"""The version of a record whose name is indexed with its letters folded.

A job indexes the names again: that takes the keys, so no migration can do it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.add_column("patients", sa.Column("names_version", sa.Integer()))
    missing = sa.text("names_version IS NULL OR names_version != version")
    op.create_index(
        "ix_patients_not_folded",
        "patients",
        ["names_version"],
        sqlite_where=missing,
        postgresql_where=missing,
    )


def downgrade() -> None:
    op.drop_index("ix_patients_not_folded", "patients")
    op.drop_column("patients", "names_version")
