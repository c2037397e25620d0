"""Add indexes of the alarms that somebody deals with, of those taken over, and of how long each took."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0108"
down_revision = "0107"

OPEN = sa.text("ended IS NULL AND lapses_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_alarm_takings_open", "alarm_takings", ["lapses_at"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index("ix_alarm_takings_ended_at", "alarm_takings", ["ended_at"])
    op.create_index("ix_alarm_takings_outcome_at", "alarm_takings", ["outcome_at"])


def downgrade() -> None:
    op.drop_index("ix_alarm_takings_outcome_at", "alarm_takings")
    op.drop_index("ix_alarm_takings_ended_at", "alarm_takings")
    op.drop_index("ix_alarm_takings_open", "alarm_takings")
