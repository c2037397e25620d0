"""Rights: what patients asked for, and by when it is due; whose records rest; what is still to go at Twilio."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    requests()
    restrictions()
    scrubs()


def downgrade() -> None:
    for table in ("twilio_scrub_messages", "twilio_scrubs", "restrictions", "rights_requests"):
        op.drop_table(table)


def requests() -> None:
    op.create_table(
        "rights_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(16), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32)),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("noted_by", sa.String(64), nullable=False),
        sa.Column("closed_at", MOMENT),
        sa.Column("closed_by", sa.String(64)),
        sa.Column("note", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_rights_requests"),
    )
    only_one("rights_requests", "uq_rights_requests_open", ["patient_id", "kind"], "state = 'open'")
    for columns in (("patient_id", "noted_at"), ("state", "due_on", "id"), ("closed_at", "id")):
        op.create_index(f"ix_rights_requests_{'_'.join(columns)}", "rights_requests", list(columns))


def restrictions() -> None:
    op.create_table(
        "restrictions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("lifted_at", MOMENT),
        sa.Column("lifted_by", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_restrictions"),
    )
    only_one("restrictions", "uq_restrictions_in_force", ["patient_id"], "lifted_at IS NULL")
    op.create_index("ix_restrictions_patient_id_at", "restrictions", ["patient_id", "at"])


def scrubs() -> None:
    op.create_table(
        "twilio_scrubs",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.PrimaryKeyConstraint("patient_id", name="pk_twilio_scrubs"),
    )
    op.create_table(
        "twilio_scrub_messages",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("message_sid", sa.String(34), nullable=False),
        sa.Column("has_media", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "message_sid", name="pk_twilio_scrub_messages"),
    )


def only_one(table: str, name: str, columns: list[str], where: str) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition)
