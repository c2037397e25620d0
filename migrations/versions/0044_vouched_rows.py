"""Seals that vouch for whom a row is about or goes to, who may read it, and whether it may leave.

The upgrade that applies this seals the rows that there are, with the keys that a migration has not.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"

TABLES = (
    "patients",
    "patient_versions",
    "patient_notes",
    "patient_note_versions",
    "left_notes",
    "outbound_messages",
    "exports",
    "export_presets",
    "jobs",
    "saved_views",
    "search_questions",
)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("seal", sa.Text()))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_column(table, "seal")
