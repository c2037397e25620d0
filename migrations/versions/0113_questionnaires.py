"""Add what a clinic asks, and the version that a record was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "questionnaires",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("seal", sa.Text()),
        sa.PrimaryKeyConstraint("version", name="pk_questionnaires"),
        sa.UniqueConstraint("id", name="uq_questionnaires_id"),
    )
    op.create_table(
        "questionnaire_drafts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", sa.String(64), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
    )
    with op.batch_alter_table("patients") as patients:
        patients.add_column(sa.Column("asked_version", sa.Integer(), nullable=False, server_default="1"))
        patients.add_column(sa.Column("particulars", sa.Text()))


def downgrade() -> None:
    with op.batch_alter_table("patients") as patients:
        patients.drop_column("particulars")
        patients.drop_column("asked_version")
    op.drop_table("questionnaire_drafts")
    op.drop_table("questionnaires")
