"""Notes that reception does not read, and what a note said before it was changed or deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

MOMENT = sa.DateTime(timezone=True)
ADDED = ("clinical", "changes", "changed_at", "deleted_at", "deleted_by")


def upgrade() -> None:
    op.add_column(
        "patient_notes", sa.Column("clinical", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("patient_notes", sa.Column("changes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("patient_notes", sa.Column("changed_at", MOMENT))
    op.add_column("patient_notes", sa.Column("deleted_at", MOMENT))
    op.add_column("patient_notes", sa.Column("deleted_by", sa.String(64)))
    op.create_table(
        "patient_note_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("note_id", sa.Uuid(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_patient_note_versions"),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["patient_notes.id"],
            name="fk_patient_note_versions_note_id_patient_notes",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_patient_note_versions_note_id_until", "patient_note_versions", ["note_id", "until"])


def downgrade() -> None:
    """Drop what makes a note clinical: these notes and the deleted ones go with it.

    A release that does not know the mark would show them to everybody.
    """
    op.drop_table("patient_note_versions")
    op.execute(sa.text("DELETE FROM patient_notes WHERE clinical OR deleted_at IS NOT NULL"))
    for name in ADDED:
        op.drop_column("patient_notes", name)
