"""Keys: since when each is in use, how far a rotation is, and which of Twilio's tokens still signs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)
OF_A_KEY = ("since", "seen_at", "retired_at")


def upgrade() -> None:
    for name in OF_A_KEY:
        op.add_column("key_checks", sa.Column(name, MOMENT))
    op.create_table(
        "key_rotations",
        sa.Column("target", sa.LargeBinary(32), nullable=False),
        sa.Column("part", sa.String(64), nullable=False),
        sa.Column("first", sa.Uuid(), nullable=False),
        sa.Column("last", sa.Uuid(), nullable=False),
        sa.Column("reached", sa.Uuid()),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("target", "part", "first", name="pk_key_rotations"),
    )
    op.create_table(
        "key_anchors",
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "position", name="pk_key_anchors"),
    )
    op.create_table(
        "twilio_tokens",
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("listed", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("position", "listed", name="pk_twilio_tokens"),
    )


def downgrade() -> None:
    for table in ("twilio_tokens", "key_anchors", "key_rotations"):
        op.drop_table(table)
    # What was retired is not in use, and the version before knows no other keys than those in use.
    op.execute("DELETE FROM key_checks WHERE retired_at IS NOT NULL")
    for name in reversed(OF_A_KEY):
        op.drop_column("key_checks", name)
