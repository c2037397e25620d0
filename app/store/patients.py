"""Patients: everything that the store does with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from app.store.columns import SENDER_ADDRESS
from app.store.patient_changing import PatientChanging
from app.store.patient_finding import PatientFinding
from app.store.patient_list import PatientList
from app.store.patient_look_alikes import LookAlikes
from app.store.patient_marks import PatientMarks
from app.store.patient_rows import ALL, open_one, selecting
from app.store.tables import conversations, patients

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from app.crypto import Unreadable
    from app.store.patient import Patient


class Patients(PatientList, PatientFinding, LookAlikes, PatientMarks, PatientChanging):
    """The patients of one transaction."""

    __slots__ = ()

    def get(self, patient_id: UUID, columns: Collection[str] = ALL) -> Patient | None:
        """Return the patient, with these columns opened, one by one.

        Raises:
            KeyError: a patient has no such column.
        """
        row = self._connection.execute(selecting(columns).where(patients.c.id == patient_id)).one_or_none()
        return None if row is None else open_one(self._sealer, row, columns)

    def numbers(self, listed: Collection[Patient]) -> dict[UUID, str | Unreadable]:
        """Return by patient the channel address that spoke for them, opened in bulk. Who has no conversation is left out."""
        table = conversations.c
        spoke = {patient.conversation_id for patient in listed if patient.conversation_id}
        rows = self._connection.execute(select(table.id, table.address).where(table.id.in_(spoke))).all()
        opened = self._sealer.open_many(SENDER_ADDRESS, ((row.id, row.address) for row in rows))
        addresses = {row.id: address for row, address in zip(rows, opened, strict=True)}
        return {
            patient.id: addresses[patient.conversation_id]
            for patient in listed
            if patient.conversation_id in addresses
        }
