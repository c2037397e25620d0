"""The names of saved views, sealed: a member may have typed a patient's.

Sealing takes keys, which a migration has not. So the names of before go, and the views keep what they show.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"

UNIQUE = "uq_saved_views_staff_id_name"
INDEX = "ix_saved_views_staff_id_created_at"


def upgrade() -> None:
    with op.batch_alter_table("saved_views") as batch:
        batch.drop_constraint(UNIQUE, type_="unique")
        batch.alter_column("name", type_=sa.Text(), existing_type=sa.String(40), nullable=True)
    op.execute("UPDATE saved_views SET name = NULL")
    op.create_index(INDEX, "saved_views", ["staff_id", "created_at"])


def downgrade() -> None:
    op.execute("UPDATE saved_views SET name = substr(CAST(id AS VARCHAR(36)), 1, 36)")
    op.drop_index(INDEX, "saved_views")
    with op.batch_alter_table("saved_views") as batch:
        batch.alter_column("name", type_=sa.String(40), existing_type=sa.Text(), nullable=False)
        batch.create_unique_constraint(UNIQUE, ["staff_id", "name"])
