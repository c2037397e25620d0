"""What a session is shown of single records for a minute, whichever page is loaded within it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "staff_showings",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("part", sa.String(16), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(32), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("session_id", "patient_id", "part", name="pk_staff_showings"),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["staff_sessions.id"],
            name="fk_staff_showings_session_id_staff_sessions",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["patient_id"], ["patients.id"], name="fk_staff_showings_patient_id_patients", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_staff_showings_patient_id", "staff_showings", ["patient_id"])


def downgrade() -> None:
    op.drop_table("staff_showings")
