"""Early: a database that was begun before the first release gets the shape that 0001 makes today.

0001 was edited then. Its first form proved one key of each kind by what was sealed with it, and had one index less.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    shape = sa.inspect(op.get_bind())
    if "proof" in {column["name"] for column in shape.get_columns("key_checks")}:
        # Whoever has the keys proves them by what is sealed, and is put on record at the next start.
        op.drop_table("key_checks")
        op.create_table(
            "key_checks",
            sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
            sa.Column("purpose", sa.String(16), nullable=False),
            sa.Column("since", MOMENT),
            sa.Column("seen_at", MOMENT),
            sa.Column("retired_at", MOMENT),
            sa.Column("seen_on", sa.String(64)),
            sa.PrimaryKeyConstraint("fingerprint", name="pk_key_checks"),
        )
    if "ix_receipts_conversation_id" not in {index["name"] for index in shape.get_indexes("receipts")}:
        op.create_index("ix_receipts_conversation_id", "receipts", ["conversation_id"])


def downgrade() -> None:
    """Leave it: this is what 0001 to 0011 make, too."""
