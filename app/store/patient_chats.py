"""A patient's part in the chat that they came from, and who received their data.

It holds nothing of another patient who shares the chat.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, Select, exists, or_, select

from app.store import restrictions
from app.store.conversations import Step
from app.store.exports import load_filters
from app.store.patient import Patient, PatientFilters
from app.store.restrictions import Restriction
from app.store.rows import Rows, SealedRows, all_of, columns_of
from app.store.tables import consents, conversation_steps, deliveries, exports, patients, sheet_rows

_step = conversation_steps.c
_delivery = deliveries.c


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a message that was sent to them."""

    status: str
    error_code: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Chat:
    """A patient's part of a chat.

    In a `shared` chat, deliveries and steps that name no patient belong to nobody.
    """

    shared: bool
    steps: tuple[Step, ...]
    deliveries: tuple[Delivery, ...]


class PatientChats(Rows):
    """The chats of one transaction."""

    def of(self, patient: Patient) -> Chat | None:
        """Return the patient's part, oldest first; None when they came from no chat."""
        if patient.conversation_id is None:
            return None
        shared = self._is_shared(patient)
        return Chat(shared, self._steps(patient, shared=shared), () if shared else self._deliveries(patient))

    def _is_shared(self, patient: Patient) -> bool:
        others = (
            exists().where(table.c.conversation_id == patient.conversation_id, table.c[whose] != patient.id)
            for table, whose in (
                (patients, "id"),
                (conversation_steps, "patient_id"),
                (consents, "patient_id"),
            )
        )
        return bool(self._connection.execute(select(or_(*others))).scalar_one())

    def _steps(self, patient: Patient, *, shared: bool) -> tuple[Step, ...]:
        found = select(*columns_of(Step, conversation_steps))
        theirs = (
            _step.patient_id == patient.id if shared else _step.conversation_id == patient.conversation_id
        )
        rows = self._connection.execute(found.where(theirs).order_by(_step.at, _step.id))
        return tuple(all_of(Step, rows))

    def _deliveries(self, patient: Patient) -> tuple[Delivery, ...]:
        found = select(_delivery.status, _delivery.error_code, _delivery.updated_at.label("at"))
        theirs = found.where(_delivery.conversation_id == patient.conversation_id)
        rows = self._connection.execute(theirs.order_by(_delivery.updated_at, _delivery.message_sid))
        return tuple(all_of(Delivery, rows))


# The recipients of a patient's data (GDPR Art 15(1)(c)): exports that had them, or may have, and spreadsheets.

_export = exports.c
_row = sheet_rows.c
_LEFT: Final = ("running", "done", "broken")


@dataclass(frozen=True, slots=True)
class Left:
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


class Recipients(SealedRows):
    """The recipients of data, within one transaction."""

    def exports_of(self, patient: Patient) -> list[Left]:
        """Return the exports that had the patient or may have, oldest first."""
        begun: Select[*tuple[Any, ...]] = (
            select(_export.target, _export.started_at, _export["columns"], _export.filters, _export.state)
            .where(_export.started_at > patient.created_at, _export.state.in_(_LEFT))
            .order_by(_export.started_at, _export.id)
        )
        rested = restrictions.of(self.db, patient.id)
        return list(_those_with(patient, rested, self._connection.execute(begun).all()))

    def sheets_of(self, patient: Patient) -> list[OnSheet]:
        """Return the spreadsheets that the ledger names, oldest push first."""
        found = select(*columns_of(OnSheet, sheet_rows)).where(_row.patient_id == patient.id)
        return all_of(OnSheet, self._connection.execute(found.order_by(_row.pushed_at)))


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
