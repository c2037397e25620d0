"""Whether an allergy was stated, sealed for each record.

What is there already needs the keys: a job writes it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"

MISSING = sa.text("allergy IS NULL")


def upgrade() -> None:
    op.add_column("patients", sa.Column("allergy", sa.Text()))
    op.create_index(
        "ix_patients_no_allergy_sealed",
        "patients",
        ["id"],
        sqlite_where=MISSING,
        postgresql_where=MISSING,
    )


def downgrade() -> None:
    op.drop_index("ix_patients_no_allergy_sealed", "patients")
    op.drop_column("patients", "allergy")
