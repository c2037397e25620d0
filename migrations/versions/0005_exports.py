"""Exports: the outbox, what left and why, files that wait to be fetched, presets, and what stands in spreadsheets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    jobs()
    exports()
    files()
    presets()
    op.create_table(
        "sheet_rows",
        sa.Column("spreadsheet_id", sa.String(128), nullable=False),
        sa.Column("patient_id", sa.Uuid(), nullable=False),
        sa.Column("digest", sa.LargeBinary(32)),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("pushed_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("spreadsheet_id", "patient_id", name="pk_sheet_rows"),
    )
    op.create_index("ix_sheet_rows_patient_id", "sheet_rows", ["patient_id"])


def downgrade() -> None:
    for table in ("sheet_rows", "export_presets", "export_files", "exports", "jobs"):
        op.drop_table(table)


def jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", sa.Uuid()),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("lease_token", sa.Uuid()),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer()),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("error", sa.String(64)),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    partial_index("ix_jobs_open", ["not_before", "id"], "state IN ('queued', 'running')")
    untried = "state = 'queued' AND error IS NULL"
    partial_index("uq_jobs_untried", ["kind", "subject_id"], untried, unique=True)
    partial_index("uq_jobs_untried_alone", ["kind"], f"{untried} AND subject_id IS NULL", unique=True)
    op.create_index("ix_jobs_created_at_id", "jobs", ["created_at", "id"])
    op.create_index("ix_jobs_state_finished_at_id", "jobs", ["state", "finished_at", "id"])


def partial_index(name: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, "jobs", columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def exports() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.String(16), nullable=False),
        sa.Column("staff_id", sa.Uuid()),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("columns", sa.String(1000), nullable=False),
        sa.Column("filters", sa.String(500), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("approved_by", sa.Uuid()),
        sa.Column("approved_at", MOMENT),
        sa.Column("started_at", MOMENT),
        sa.Column("seen_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("rows", sa.Integer()),
        sa.Column("digest", sa.String(64)),
        sa.Column("bytes", sa.BigInteger()),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("job_id", sa.Uuid()),
        sa.Column("sheet_id", sa.String(128)),
        sa.Column("passphrase", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_exports_staff_id_staff"),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name="fk_exports_approved_by_staff"),
    )
    op.create_index("ix_exports_asked_at_id", "exports", ["asked_at", "id"])
    op.create_index("ix_exports_state_asked_at", "exports", ["state", "asked_at"])
    op.create_index("ix_exports_staff_id_asked_at", "exports", ["staff_id", "asked_at"])
    op.create_index("ix_exports_started_at", "exports", ["started_at"])


def files() -> None:
    op.create_table(
        "export_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("export_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_files"),
        sa.UniqueConstraint("export_id", "number", name="uq_export_files_export_id_number"),
        sa.ForeignKeyConstraint(
            ["export_id"], ["exports.id"], name="fk_export_files_export_id_exports", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_export_files_at", "export_files", ["at"])


def presets() -> None:
    op.create_table(
        "export_presets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("target", sa.String(16), nullable=False),
        sa.Column("columns", sa.String(1000), nullable=False),
        sa.Column("filters", sa.String(500), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_export_presets"),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_export_presets_staff_id_staff", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_export_presets_staff_id_created_at", "export_presets", ["staff_id", "created_at"])
