"""A person who takes over from the form, and who reads what is written with them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("conversations", sa.Column("with_person_about", sa.Uuid()))
    op.add_column("conversations", sa.Column("with_person_until", MOMENT))
    for table, name, otherwise in (
        ("conversations", "with_person_clinical", sa.false()),
        ("outbound_messages", "clinical", sa.false()),
        ("left_notes", "to_person", sa.false()),
        ("left_notes", "clinical", sa.true()),
    ):
        op.add_column(table, sa.Column(name, sa.Boolean(), nullable=False, server_default=otherwise))


def downgrade() -> None:
    op.drop_column("left_notes", "clinical")
    op.drop_column("left_notes", "to_person")
    op.drop_column("outbound_messages", "clinical")
    for name in ("with_person_clinical", "with_person_until", "with_person_about"):
        op.drop_column("conversations", name)
