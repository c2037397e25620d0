"""Retention: how long what is kept, who is held, where the kept part of the trail begins, and how much came in."""

# ruff: noqa: S608  (statements of constants)

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    rules_and_runs()
    holds()
    anchors()
    op.create_table(
        "storage_counts",
        sa.Column("scope", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "kind", "day", name="pk_storage_counts"),
    )
    op.create_index("ix_storage_counts_day", "storage_counts", ["day"])
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_LETS_GO if on_postgresql else SQLITE_LETS_GO:
        op.execute(statement)


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL_LETS_NOTHING_GO if on_postgresql else SQLITE_LETS_NOTHING_GO:
        op.execute(statement)
    for table in ("storage_counts", "audit_anchors", "legal_holds", "retention_runs", "retention_rules"):
        op.drop_table(table)
    if on_postgresql:
        op.execute("DROP FUNCTION refuse_audit_anchor_change()")


def rules_and_runs() -> None:
    op.create_table(
        "retention_rules",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_retention_rules"),
    )
    op.create_table(
        "retention_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_retention_runs"),
    )
    op.create_index("ix_retention_runs_started_at", "retention_runs", ["started_at"])


def holds() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lifted_by", sa.String(64)),
        sa.Column("lifted_reason", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_legal_holds"),
        sa.ForeignKeyConstraint(["patient_id"], ["patients.id"], name="fk_legal_holds_patient_id_patients"),
    )
    op.create_index("ix_legal_holds_patient_id", "legal_holds", ["patient_id"])
    stands = sa.text("lifted_at IS NULL")
    op.create_index(
        "uq_legal_holds_standing",
        "legal_holds",
        ["patient_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def anchors() -> None:
    op.create_table(
        "audit_anchors",
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit_anchors"),
    )


REFUSING = {"audit_events": "refuse_audit_change", "audit_links": "refuse_audit_link_change"}
# The trail and its links stay append-only, but for what lies before the newest anchor. A row that nobody linked has no
# position and stays.
POSTGRESQL_LETS_GO = (
    """
    CREATE FUNCTION refuse_audit_anchor_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'audit_anchors is append-only';
    END
    $$
    """,
    """
    CREATE TRIGGER audit_anchors_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_anchors
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_anchor_change()
    """,
    "ALTER TABLE audit_anchors ENABLE ALWAYS TRIGGER audit_anchors_append_only",
    # The schema is named: a temporary table of this name would be found first.
    """
    CREATE FUNCTION refuse_audit_delete() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        let_go bigint;
        place bigint;
    BEGIN
        EXECUTE format('SELECT COALESCE(max(position), 0) FROM %I.audit_anchors', TG_TABLE_SCHEMA) INTO let_go;
        IF TG_TABLE_NAME = 'audit_links' THEN
            place := OLD.position;
        ELSE
            EXECUTE format('SELECT position FROM %I.audit_links WHERE event_id = $1', TG_TABLE_SCHEMA)
            INTO place USING OLD.id;
        END IF;
        IF place IS NULL OR place > let_go THEN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
        END IF;
        RETURN OLD;
    END
    $$
    """,
    *(
        statement
        for table, refuse in REFUSING.items()
        for statement in (
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()
            """,
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
            f"""
            CREATE TRIGGER {table}_lets_go BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION refuse_audit_delete()
            """,
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_lets_go",
        )
    ),
)
POSTGRESQL_LETS_NOTHING_GO = (
    *(
        statement
        for table, refuse in REFUSING.items()
        for statement in (
            f"DROP TRIGGER {table}_lets_go ON {table}",
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {refuse}()
            """,
            f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only",
        )
    ),
    "DROP FUNCTION refuse_audit_delete()",
)

_LET_GO = "COALESCE((SELECT max(position) FROM audit_anchors), 0)"
_REFUSED = "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
SQLITE_LETS_GO = (
    "DROP TRIGGER audit_links_no_delete",
    f"""
    CREATE TRIGGER audit_links_no_delete BEFORE DELETE ON audit_links WHEN OLD.position > {_LET_GO}
    {_REFUSED.format(table="audit_links")}
    """,
    "DROP TRIGGER audit_events_no_delete",
    f"""
    CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events WHEN NOT EXISTS
    (SELECT 1 FROM audit_links WHERE event_id = OLD.id AND position <= {_LET_GO})
    {_REFUSED.format(table="audit_events")}
    """,
    f"""
    CREATE TRIGGER audit_anchors_no_update BEFORE UPDATE ON audit_anchors
    {_REFUSED.format(table="audit_anchors")}
    """,
    f"""
    CREATE TRIGGER audit_anchors_no_delete BEFORE DELETE ON audit_anchors
    {_REFUSED.format(table="audit_anchors")}
    """,
    # INSERT OR REPLACE deletes the row in its way, and tells no DELETE trigger.
    f"""
    CREATE TRIGGER audit_anchors_no_replace BEFORE INSERT ON audit_anchors
    WHEN EXISTS (SELECT 1 FROM audit_anchors WHERE position = NEW.position)
    {_REFUSED.format(table="audit_anchors")}
    """,
)
SQLITE_LETS_NOTHING_GO = tuple(
    statement
    for table in REFUSING
    for statement in (
        f"DROP TRIGGER {table}_no_delete",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {_REFUSED.format(table=table)}",
    )
)
