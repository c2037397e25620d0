"""The recipients of a patient's data (GDPR Art 15(1)(c)).

They are the exports that had it, or may have, and spreadsheets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.store.exports.exports import Export, load_filters
from app.store.exports.sheets import SheetRow
from app.store.model import table_of
from app.store.patients import restrictions
from app.store.patients.patient import Patient, patients
from app.store.patients.patient_filters import PatientFilters
from app.store.patients.restrictions import Restriction
from app.store.rows import all_of, columns_of

_export = table_of(Export).c
_row = table_of(SheetRow).c
_HAS_BEGUN: Final = _export.state.in_(("running", "done", "broken"))
HAS_LEFT: Final = (_export.started_at > patients.c.created_at, _HAS_BEGUN)
"""That an export began while a record of `patients` existed."""


class Left(NamedTuple):
    """An export that began while the record existed.

    `certain` says that it held the patient; otherwise it may have.
    """

    target: str
    at: datetime
    columns: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A spreadsheet that has the record, until a job removes it."""

    spreadsheet_id: str
    pushed_at: datetime


def exports_of(db: Session, patient: Patient) -> list[Left]:
    """Return the exports that had the patient or may have, oldest first."""
    begun: Select[*tuple[Any, ...]] = (
        select(_export.target, _export.started_at, _export["columns"], _export.filters, _export.state)
        .where(_export.started_at > patient.created_at, _HAS_BEGUN)
        .order_by(_export.started_at, _export.id)
    )
    rows = db.execute(begun).all()
    return list(_those_with(patient, restrictions.of(db, patient.id), rows)) if rows else []


def sheets_of(db: Session, patient: Patient) -> list[OnSheet]:
    """Return the spreadsheets that the ledger names, oldest push first."""
    found = select(*columns_of(OnSheet, table_of(SheetRow))).where(_row.patient_id == patient.id)
    return all_of(OnSheet, db.execute(found.order_by(_row.pushed_at)))


def _those_with(
    patient: Patient, rested: Sequence[Restriction], begun: Sequence[Row[*tuple[Any, ...]]]
) -> Iterator[Left]:
    for row in begun:
        filters = load_filters(row.filters)
        if _could_have_had(patient, filters) and not _was_restricted(rested, row.started_at):
            # The record has its status and its member of today, which the export's filters may not have matched.
            certain = row.state == "done" and not filters.status and not filters.assigned_to
            yield Left(row.target, row.started_at, tuple(json.loads(row.columns)), certain)


def _could_have_had(patient: Patient, filters: PatientFilters) -> bool:
    return (
        filters.language in {"", patient.language}
        and (filters.since is None or patient.created_at >= filters.since)
        and (filters.until is None or patient.created_at < filters.until)
    )


def _was_restricted(rested: Sequence[Restriction], at: datetime) -> bool:
    return any(each.at <= at and (each.lifted_at is None or at < each.lifted_at) for each in rested)
