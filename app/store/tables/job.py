"""The outbox: work away from a request."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Index, Integer, Table, Uuid

from app.store.tables.shape import metadata, row_id
from app.store.types import ShortText, UtcDateTime

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
# Of two NULLs, none is the other's like.
Index(
    "uq_jobs_untried_alone",
    jobs.c.kind,
    unique=True,
    sqlite_where=_untried_alone,
    postgresql_where=_untried_alone,
)
Index(None, jobs.c.created_at, jobs.c.id)
Index(None, jobs.c.state, jobs.c.finished_at, jobs.c.id)
