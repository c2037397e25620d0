"""An index of what each member of staff did, newest last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

OF_STAFF = sa.text("actor LIKE 'staff:%'")


def upgrade() -> None:
    op.create_index(
        "ix_audit_events_staff",
        "audit_events",
        ["actor", "seq"],
        sqlite_where=OF_STAFF,
        postgresql_where=OF_STAFF,
    )


def downgrade() -> None:
    op.drop_index("ix_audit_events_staff", "audit_events")
