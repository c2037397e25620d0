"""The staff: accounts, recovery codes, sessions, enrolment links, known devices; and counts of attempts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

MOMENT = sa.DateTime(timezone=True)
DIGEST = sa.LargeBinary(32)


def upgrade() -> None:
    staff()
    recovery_codes()
    sessions()
    links()
    devices()
    limit_hits()


def downgrade() -> None:
    for table in (
        "limit_hits",
        "staff_devices",
        "staff_links",
        "staff_sessions",
        "staff_recovery_codes",
        "staff",
    ):
        op.drop_table(table)


def staff() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("enrolled_at", MOMENT),
        sa.Column("disabled_at", MOMENT),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("totp", sa.Text()),
        sa.Column("totp_since", MOMENT),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("recovery_salt", sa.LargeBinary(16)),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(8), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("email", name="uq_staff_email"),
    )


def recovery_codes() -> None:
    op.create_table(
        "staff_recovery_codes",
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", DIGEST, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name="pk_staff_recovery_codes"),
        of_staff("staff_recovery_codes"),
    )


def sessions() -> None:
    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", DIGEST, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_seen_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("device", sa.String(80), nullable=False),
        sa.Column("network", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_sessions"),
        sa.UniqueConstraint("token_hash", name="uq_staff_sessions_token_hash"),
        of_staff("staff_sessions"),
    )
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"])


def links() -> None:
    op.create_table(
        "staff_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", DIGEST, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid()),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
        sa.Column("totp", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_links"),
        sa.UniqueConstraint("token_hash", name="uq_staff_links_token_hash"),
        of_staff("staff_links"),
    )
    op.create_index("ix_staff_links_staff_id", "staff_links", ["staff_id"])


def devices() -> None:
    op.create_table(
        "staff_devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", DIGEST, nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_devices"),
        sa.UniqueConstraint("token_hash", "staff_id", name="uq_staff_devices_token_hash_staff_id"),
        of_staff("staff_devices"),
    )
    op.create_index("ix_staff_devices_staff_id", "staff_devices", ["staff_id"])


def limit_hits() -> None:
    op.create_table(
        "limit_hits",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_limit_hits"),
    )
    op.create_index("ix_limit_hits_expires_at", "limit_hits", ["expires_at"])


def of_staff(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["staff_id"], ["staff.id"], name=f"fk_{table}_staff_id", ondelete="CASCADE"
    )
