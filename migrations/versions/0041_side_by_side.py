"""Side by side: what machines of the first release read of sessions and codes, until they are replaced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    with op.batch_alter_table("staff_sessions") as batch:
        batch.alter_column("mac", nullable=True, existing_type=sa.LargeBinary(32))
    with op.batch_alter_table("staff_recovery_codes") as batch:
        batch.add_column(sa.Column("used_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    with op.batch_alter_table("staff_recovery_codes") as batch:
        batch.drop_column("used_at")
    op.execute("DELETE FROM staff_sessions WHERE mac IS NULL")
    with op.batch_alter_table("staff_sessions") as batch:
        batch.alter_column("mac", nullable=False, existing_type=sa.LargeBinary(32))
