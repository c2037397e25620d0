"""Working through the list: follow-up dates, assignments that are news, flags, and saved views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

MOMENT = sa.DateTime(timezone=True)
INDEXES = (
    (
        "ix_conversations_opted_out",
        "conversations",
        ["id"],
        {"": "opted_out IS true", "sqlite": "opted_out IS 1"},
    ),
    (
        "ix_deliveries_undelivered",
        "deliveries",
        ["conversation_id"],
        {"": "status IN ('failed', 'undelivered')"},
    ),
    ("ix_patients_nobodys", "patients", ["created_at", "id"], {"": "assigned_to IS NULL"}),
    (
        "ix_patients_due_on_created_at_id",
        "patients",
        ["due_on", "created_at", "id"],
        {"": "due_on IS NOT NULL"},
    ),
    (
        "ix_patients_assigned_to_assigned_news_at",
        "patients",
        ["assigned_to", "assigned_news_at"],
        {"": "assigned_news_at IS NOT NULL"},
    ),
    ("ix_patients_alarmed", "patients", ["created_at", "id"], {"": "flags LIKE '%emergency%'"}),
)


def upgrade() -> None:
    op.add_column("patients", sa.Column("due_on", sa.Date()))
    op.add_column("patients", sa.Column("assigned_news_at", MOMENT))
    for name, table, columns, where in INDEXES:
        op.create_index(
            name,
            table,
            columns,
            sqlite_where=sa.text(where.get("sqlite", where[""])),
            postgresql_where=sa.text(where[""]),
        )
    op.create_table(
        "saved_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("query", sa.String(400), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_views"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_saved_views_staff_id_staff", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("staff_id", "name", name="uq_saved_views_staff_id_name"),
    )


def downgrade() -> None:
    op.drop_table("saved_views")
    for name, table, _, _ in reversed(INDEXES):
        op.drop_index(name, table)
    op.drop_column("patients", "assigned_news_at")
    op.drop_column("patients", "due_on")
