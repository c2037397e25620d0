"""Exports: what left, why, and what is in spreadsheets."""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, Uuid

from app.store import columns
from app.store.database import ShortText, UtcDateTime
from app.store.tables.shape import digest, metadata, of_member, row_id, sealed

exports: Final = Table(
    "exports",
    metadata,
    row_id(),
    Column("target", ShortText(16), nullable=False),
    Column("staff_id", ForeignKey("staff.id")),  # nobody's: the operator's, from the shell
    Column("actor", ShortText(64), nullable=False),
    sealed(columns.EXPORT_REASON),
    Column("columns", ShortText(1000), nullable=False),
    Column("filters", ShortText(500), nullable=False),
    Column("state", ShortText(16), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("approved_by", ForeignKey("staff.id")),
    Column("approved_at", UtcDateTime),
    Column("started_at", UtcDateTime),
    Column("seen_at", UtcDateTime),  # when it was last heard of while it ran, or while its file is fetched
    Column("finished_at", UtcDateTime),
    Column("rows", Integer),
    Column("digest", ShortText(64)),
    Column("bytes", BigInteger),
    Column("protected", Boolean, nullable=False),
    Column("job_id", Uuid),
    Column("sheet_id", ShortText(128)),  # the spreadsheet that was said yes to
    sealed(columns.EXPORT_PASSPHRASE, nullable=True),
)
Index(None, exports.c.asked_at, exports.c.id)
Index(None, exports.c.state, exports.c.asked_at)
Index(None, exports.c.staff_id, exports.c.asked_at)
Index(None, exports.c.started_at)

export_files: Final = Table(
    "export_files",
    metadata,
    # A finished workbook under its own passphrase, in sealed parts, until it is fetched.
    row_id(),
    Column("export_id", ForeignKey("exports.id", ondelete="CASCADE"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    sealed(columns.EXPORT_PART),
    UniqueConstraint("export_id", "number"),
)
Index(None, export_files.c.at)

export_presets: Final = Table(
    "export_presets",
    metadata,
    row_id(),
    of_member(),
    sealed(columns.PRESET_NAME),
    Column("target", ShortText(16), nullable=False),
    Column("columns", ShortText(1000), nullable=False),
    Column("filters", ShortText(500), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
Index(None, export_presets.c.staff_id, export_presets.c.created_at)

sheet_rows: Final = Table(
    "sheet_rows",
    metadata,
    # Which records are in a spreadsheet. No foreign key: a row must be removed there after its patient is gone.
    Column("spreadsheet_id", ShortText(128), primary_key=True),
    Column("patient_id", Uuid, primary_key=True),
    digest("digest", nullable=True),
    Column("export_id", Uuid, nullable=False),
    Column("pushed_at", UtcDateTime, nullable=False),
    Column("state", ShortText(16), nullable=False),
)
Index(None, sheet_rows.c.patient_id)


# The outbox: work away from a request.

jobs: Final = Table(
    "jobs",
    metadata,
    # Ids and codes only: no word of a patient's, ever.
    row_id(),
    Column("kind", ShortText(32), nullable=False),
    Column("subject_id", Uuid),  # no foreign key: of any table, and what it names may be gone
    Column("state", ShortText(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("lease_token", Uuid),
    Column("progress", Integer, nullable=False),
    Column("total", Integer),
    Column("cancel_asked", Boolean, nullable=False),
    Column("error", ShortText(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("actor", ShortText(64), nullable=False),
)
_open = jobs.c.state.in_(("queued", "running"))
_untried = (jobs.c.state == "queued") & jobs.c.error.is_(None)
_untried_alone = _untried & jobs.c.subject_id.is_(None)
Index("ix_jobs_open", jobs.c.not_before, jobs.c.id, sqlite_where=_open, postgresql_where=_open)
Index(
    "uq_jobs_untried",
    jobs.c.kind,
    jobs.c.subject_id,
    unique=True,
    sqlite_where=_untried,
    postgresql_where=_untried,
)
# Two NULLs are not equal.
Index(
    "uq_jobs_untried_alone",
    jobs.c.kind,
    unique=True,
    sqlite_where=_untried_alone,
    postgresql_where=_untried_alone,
)
Index(None, jobs.c.created_at, jobs.c.id)
Index(None, jobs.c.state, jobs.c.finished_at, jobs.c.id)
