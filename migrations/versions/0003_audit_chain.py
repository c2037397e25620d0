"""The audit trail's chain: one link an entry, append-only as the trail is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "audit_links",
        sa.Column(
            "position",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_links"),
        sa.UniqueConstraint("event_id", name="uq_audit_links_event_id"),
    )
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_APPEND_ONLY if on_postgresql else SQLITE_APPEND_ONLY:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_links")  # and with it its triggers
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_audit_link_change()")


POSTGRESQL_APPEND_ONLY = (
    """
    CREATE FUNCTION refuse_audit_link_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit_links is append-only';
    END
    $$
    """,
    """
    CREATE TRIGGER audit_links_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_links
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_link_change()
    """,
    # In a session that calls itself a replica, too.
    "ALTER TABLE audit_links ENABLE ALWAYS TRIGGER audit_links_append_only",
)

SQLITE_APPEND_ONLY = (
    """
    CREATE TRIGGER audit_links_no_update BEFORE UPDATE ON audit_links
    BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END
    """,
    """
    CREATE TRIGGER audit_links_no_delete BEFORE DELETE ON audit_links
    BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END
    """,
    # INSERT OR REPLACE deletes the row in its way, and tells no DELETE trigger.
    """
    CREATE TRIGGER audit_links_no_replace BEFORE INSERT ON audit_links
    WHEN EXISTS (SELECT 1 FROM audit_links WHERE position = NEW.position OR event_id = NEW.event_id)
    BEGIN SELECT RAISE(ABORT, 'audit_links is append-only'); END
    """,
)
