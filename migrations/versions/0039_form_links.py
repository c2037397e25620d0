"""One-time links to the form, and which way each record was answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "form_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(32)),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("patient_id", sa.Uuid()),
        sa.Column("keys", sa.String(200), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("begun_at", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.Column("checked_at", MOMENT),
        sa.Column("handed_in_at", MOMENT),
        sa.Column("closed_at", MOMENT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_links"),
        sa.UniqueConstraint("token_hash", name="uq_form_links_token_hash"),
        *(
            sa.ForeignKeyConstraint(
                [f"{one}_id"], [f"{one}s.id"], name=f"fk_form_links_{one}_id_{one}s", ondelete="CASCADE"
            )
            for one in ("conversation", "patient")
        ),
    )
    op.create_index("ix_form_links_browser_hash", "form_links", ["browser_hash"])
    op.create_index("ix_form_links_conversation_id_made_at", "form_links", ["conversation_id", "made_at"])
    op.create_index("ix_form_links_patient_id_made_at", "form_links", ["patient_id", "made_at"])
    op.create_index("ix_form_links_expires_at", "form_links", ["expires_at"])
    op.add_column("patients", sa.Column("came_by", sa.String(8), nullable=False, server_default="chat"))


def downgrade() -> None:
    op.drop_column("patients", "came_by")
    op.drop_table("form_links")
