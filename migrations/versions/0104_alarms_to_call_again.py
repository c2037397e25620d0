"""Add an index of the alarms of patients who could not be reached."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0104"
down_revision = "0103"

UNREACHED = sa.text("outcome = 'unreached' AND ended IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_alarm_takings_unreached",
        "alarm_takings",
        ["outcome_at"],
        sqlite_where=UNREACHED,
        postgresql_where=UNREACHED,
    )


def downgrade() -> None:
    op.drop_index("ix_alarm_takings_unreached", "alarm_takings")
