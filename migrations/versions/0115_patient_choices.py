"""Add what finds records by a choice, and room for the columns of own questions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0115"
down_revision = "0114"

WIDER = {
    "exports": {"columns": (1000, 6000), "filters": (500, 1000)},
    "export_presets": {"columns": (1000, 6000), "filters": (500, 1000)},
}


def upgrade() -> None:
    op.create_table(
        "patient_choices",
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("choice_index", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("patient_id", "choice_index", name="pk_patient_choices"),
        sa.ForeignKeyConstraint(
            ["patient_id"],
            ["patients.id"],
            name="fk_patient_choices_patient_id_patients",
            ondelete="CASCADE",
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_patient_choices_choice_index_patient_id", "patient_choices", ["choice_index", "patient_id"]
    )
    _resize(1)


def downgrade() -> None:
    _resize(0)
    op.drop_table("patient_choices")


def _resize(to: int) -> None:
    for table, columns in WIDER.items():
        with op.batch_alter_table(table) as altered:
            for name, lengths in columns.items():
                altered.alter_column(
                    name, existing_type=sa.String(lengths[1 - to]), type_=sa.String(lengths[to])
                )
