"""To whom a patient's data went (GDPR Art 15(1)(c)): exports that had them, or may have, and spreadsheets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from app.store.export import load_filters
from app.store.restrictions import Restriction, Restrictions
from app.store.tables import exports, sheet_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sqlalchemy import Connection, Row, Select

    from app.crypto import BlindIndex, Sealer
    from app.store.patient import Patient, PatientFilters

_export = exports.c
_row = sheet_rows.c
_LEFT: Final = ("running", "done", "broken")


@dataclass(frozen=True, slots=True)
class Left:
    """An export that began while the record was there. `certain`: it had them; else it may have."""

    target: str
    at: datetime
    columns: tuple[str, ...]
    certain: bool


@dataclass(frozen=True, slots=True)
class OnSheet:
    """A spreadsheet in which the record stands, or stood until a job takes it out."""

    spreadsheet_id: str
    pushed_at: datetime


class Recipients:
    """What left, within one transaction."""

    __slots__ = ("_connection", "_restrictions")

    def __init__(self, connection: Connection, sealer: Sealer, index: BlindIndex) -> None:
        self._connection = connection
        self._restrictions = Restrictions(connection, sealer, index)

    def exports_of(self, patient: Patient) -> list[Left]:
        """Return the exports that had the patient or may have, oldest first. Opens nothing."""
        begun: Select[*tuple[Any, ...]] = (
            select(_export.target, _export.started_at, _export["columns"], _export.filters, _export.state)
            .where(_export.started_at > patient.created_at, _export.state.in_(_LEFT))
            .order_by(_export.started_at, _export.id)
        )
        rests = self._restrictions.of(patient.id)
        return list(_those_with(patient, rests, self._connection.execute(begun).all()))

    def sheets_of(self, patient: Patient) -> list[OnSheet]:
        """Return the spreadsheets that the ledger names, oldest push first."""
        found = select(_row.spreadsheet_id, _row.pushed_at).where(_row.patient_id == patient.id)
        return [OnSheet(*row) for row in self._connection.execute(found.order_by(_row.pushed_at))]


def _those_with(
    patient: Patient, rests: Sequence[Restriction], begun: Sequence[Row[*tuple[Any, ...]]]
) -> Iterator[Left]:
    for row in begun:
        filters = load_filters(row.filters)
        if _could_have_had(patient, filters) and not _rested(rests, row.started_at):
            # Status and member are what they are now; what they were then, the export does not say.
            certain = row.state == "done" and not filters.status and not filters.assigned_to
            yield Left(row.target, row.started_at, tuple(json.loads(row.columns)), certain)


def _could_have_had(patient: Patient, filters: PatientFilters) -> bool:
    return (
        filters.language in {"", patient.language}
        and (filters.since is None or patient.created_at >= filters.since)
        and (filters.until is None or patient.created_at < filters.until)
    )


def _rested(rests: Sequence[Restriction], at: datetime) -> bool:
    return any(each.at <= at and (each.lifted_at is None or at < each.lifted_at) for each in rests)
