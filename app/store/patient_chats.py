"""A patient's part in the chat that they were handed in by: nothing of somebody else who shares it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from app.store.conversation_steps import Step
from app.store.tables import consents, conversation_steps, deliveries, patients

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from app.store.patient import Patient

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
    """What is theirs of it. Of a chat that is `shared`, deliveries are nobody's, and neither is a step that names nobody."""

    shared: bool
    steps: tuple[Step, ...]
    deliveries: tuple[Delivery, ...]


class PatientChats:
    """The chats of one transaction."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, patient: Patient) -> Chat | None:
        """Return the patient's part, oldest first; None when nobody spoke for them."""
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
        found = select(_step.step, _step.aside, _step.patient_id, _step.at)
        theirs = (
            _step.patient_id == patient.id if shared else _step.conversation_id == patient.conversation_id
        )
        return tuple(
            Step(*row) for row in self._connection.execute(found.where(theirs).order_by(_step.at, _step.id))
        )

    def _deliveries(self, patient: Patient) -> tuple[Delivery, ...]:
        found = select(_delivery.status, _delivery.error_code, _delivery.updated_at)
        theirs = found.where(_delivery.conversation_id == patient.conversation_id)
        return tuple(
            Delivery(*row)
            for row in self._connection.execute(theirs.order_by(_delivery.updated_at, _delivery.message_sid))
        )
