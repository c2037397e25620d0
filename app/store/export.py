"""An export: what was asked for, by whom and why, and what became of it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from app.store.patient import PatientFilters

if TYPE_CHECKING:
    from app.store.patient import Opened


@dataclass(frozen=True, slots=True)
class NewExport:
    """An export to be written down."""

    target: str
    """`csv`, `xlsx` or `sheets`."""
    staff_id: UUID | None
    actor: str
    reason: str = field(repr=False)
    columns: tuple[str, ...]
    filters: PatientFilters
    needs_approval: bool = False
    protected: bool = False
    """Whether it is under a passphrase."""
    passphrase: str | None = field(default=None, repr=False)
    sheet_id: str | None = None
    """The spreadsheet that it is to go to, and no other."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export as it was read.

    `state` is `waiting` (for approval), `approved`, `running`, `done`, `broken`, `refused`, `cancelled` or `expired`.
    """

    id: UUID
    target: str
    staff_id: UUID | None
    actor: str
    reason: Opened = field(repr=False)
    columns: tuple[str, ...]
    filters: PatientFilters
    state: str
    asked_at: datetime
    approved_by: UUID | None
    """Who approved it, or refused to."""
    approved_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    rows: int | None
    """How many left; of a broken one, how many at most."""
    digest: str | None
    """SHA-256 of the bytes that left, in hex."""
    bytes: int | None
    protected: bool
    job_id: UUID | None
    sheet_id: str | None


def dump_filters(filters: PatientFilters) -> str:
    """Return filters as JSON: codes, moments and ids."""
    return json.dumps(
        {
            "status": filters.status,
            "language": filters.language,
            "since": filters.since and filters.since.isoformat(),
            "until": filters.until and filters.until.isoformat(),
            "assigned_to": filters.assigned_to and str(filters.assigned_to),
        }
    )


def load_filters(text: str) -> PatientFilters:
    """Return what `dump_filters` wrote."""
    stored = json.loads(text)
    return PatientFilters(
        stored["status"],
        stored["language"],
        stored["since"] and datetime.fromisoformat(stored["since"]),
        stored["until"] and datetime.fromisoformat(stored["until"]),
        stored["assigned_to"] and UUID(stored["assigned_to"]),
    )
