"""Let what somebody writes to a person before they hand in hang on their conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"

UNFINISHED = sa.text("conversation_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("left_notes") as notes:
        notes.alter_column("patient_id", existing_type=sa.Uuid(), nullable=True)
        notes.add_column(sa.Column("conversation_id", sa.Uuid()))
        notes.create_foreign_key(
            "fk_left_notes_conversation_id_conversations",
            "conversations",
            ["conversation_id"],
            ["id"],
            ondelete="CASCADE",
        )
        notes.create_check_constraint(
            "ck_left_notes_of_one", "(patient_id IS NULL) <> (conversation_id IS NULL)"
        )
    op.create_index(
        "ix_left_notes_unfinished",
        "left_notes",
        ["conversation_id", "at"],
        sqlite_where=UNFINISHED,
        postgresql_where=UNFINISHED,
    )


def downgrade() -> None:
    op.execute("DELETE FROM left_notes WHERE patient_id IS NULL")
    op.drop_index("ix_left_notes_unfinished", table_name="left_notes")
    with op.batch_alter_table("left_notes") as notes:
        notes.drop_constraint("ck_left_notes_of_one", type_="check")
        notes.drop_constraint("fk_left_notes_conversation_id_conversations", type_="foreignkey")
        notes.drop_column("conversation_id")
        notes.alter_column("patient_id", existing_type=sa.Uuid(), nullable=False)
