"""Sealed staff: passwords and recovery codes rest sealed, and a seal vouches for each member and each settings row.

Sealing takes keys, which a migration has not: whoever runs it hands in `adopt` and `unseal`. Without them the rows stay
as they are, and open nothing until an operator resets them.
"""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import context, op

revision = "0013"
down_revision = "0012"

CODES = "staff_recovery_codes"
VERSIONED = ("clinic_profiles", "retention_rules")
LAST_SIGN_IN = (
    "UPDATE staff SET last_seen_at = (SELECT max(at) FROM audit_events"
    " WHERE action = 'sign_in.succeeded' AND subject_id = staff.id)"
)
"""All that is known of who was last here when: sessions from before have ended."""
TOKENS = "gAAAA%"
"""How what is still sealed begins."""


def upgrade() -> None:
    with op.batch_alter_table("staff") as batch:
        batch.alter_column("password_hash", type_=sa.Text(), existing_type=sa.String(255))
        batch.add_column(sa.Column("last_seen_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("seal", sa.Text()))
    op.execute(LAST_SIGN_IN)
    codes_with_ids()
    for table in VERSIONED:
        versions_with_ids(table)
    called("adopt")


def downgrade() -> None:
    called("unseal")
    sealed_still = (
        "UPDATE staff SET password_hash = NULL, enrolled_at = NULL WHERE password_hash LIKE :tokens"
    )
    op.get_bind().execute(sa.text(sealed_still), {"tokens": TOKENS})
    for table in VERSIONED:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"uq_{table}_id", type_="unique")
            batch.drop_column("seal")
            batch.drop_column("id")
    codes_by_hash()
    with op.batch_alter_table("staff") as batch:
        batch.drop_column("seal")
        batch.drop_column("last_seen_at")
        batch.alter_column("password_hash", type_=sa.String(255), existing_type=sa.Text())


def called(name: str) -> None:
    if (hook := context.config.attributes.get(name)) is not None:
        hook(op.get_bind())


def codes_with_ids() -> None:
    bind = op.get_bind()
    columns = (sa.column("staff_id", sa.Uuid()), sa.column("code_hash", sa.LargeBinary(32)))
    old = sa.table(CODES, *columns, sa.column("used_at"))
    kept = bind.execute(sa.select(*columns).select_from(old).where(old.c.used_at.is_(None))).all()
    op.drop_table(CODES)
    made = op.create_table(
        CODES,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{CODES}"),
        of_staff(),
    )
    op.create_index(f"ix_{CODES}_staff_id", CODES, ["staff_id"])
    rows = [{"id": uuid4(), "staff_id": staff_id, "code": code.hex()} for staff_id, code in kept]
    if rows:
        bind.execute(sa.insert(made), rows)


def codes_by_hash() -> None:
    bind = op.get_bind()
    codes = sa.table(CODES, sa.column("staff_id", sa.Uuid()), sa.column("code", sa.Text()))
    kept = bind.execute(sa.select(codes.c.staff_id, codes.c.code).where(codes.c.code.not_like(TOKENS))).all()
    op.drop_table(CODES)
    made = op.create_table(
        CODES,
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("staff_id", "code_hash", name=f"pk_{CODES}"),
        of_staff(),
    )
    rows = [{"staff_id": staff_id, "code_hash": bytes.fromhex(code)} for staff_id, code in kept]
    if rows:
        bind.execute(sa.insert(made), rows)


def versions_with_ids(table: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column("id", sa.Uuid()))
        batch.add_column(sa.Column("seal", sa.Text()))
    rows = sa.table(table, sa.column("version", sa.Integer()), sa.column("id", sa.Uuid()))
    bind = op.get_bind()
    for (version,) in bind.execute(sa.select(rows.c.version)).all():
        bind.execute(sa.update(rows).where(rows.c.version == version).values(id=uuid4()))
    with op.batch_alter_table(table) as batch:
        batch.alter_column("id", nullable=False, existing_type=sa.Uuid())
        batch.create_unique_constraint(f"uq_{table}_id", ["id"])


def of_staff() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["staff_id"], ["staff.id"], name=f"fk_{CODES}_staff_id", ondelete="CASCADE"
    )
