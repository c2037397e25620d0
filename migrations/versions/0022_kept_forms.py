"""Kept forms: what a member sent too late, sealed, for half an hour."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.create_table(
        "kept_forms",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_forms"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_kept_forms_staff_id_staff", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name="fk_kept_forms_patient_id_patients", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_kept_forms_staff_id_kept_at", "kept_forms", ["staff_id", "kept_at"])
    op.create_index("ix_kept_forms_patient_id", "kept_forms", ["patient_id"])
    op.create_index("ix_kept_forms_kept_at", "kept_forms", ["kept_at"])


def downgrade() -> None:
    op.drop_table("kept_forms")
