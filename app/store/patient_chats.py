"""A patient's part in the chat that they came from.

It holds nothing of another patient who shares the chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.store.conversations import Step
from app.store.patient import Patient
from app.store.rows import all_of, columns_of
from app.store.tables import consents, conversation_steps, deliveries, patients

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


def of(db: Session, patient: Patient) -> Chat | None:
    """Return the patient's part, oldest first; None when they came from no chat."""
    if patient.conversation_id is None:
        return None
    shared = _is_shared(db, patient)
    return Chat(shared, _steps(db, patient, shared=shared), () if shared else _deliveries(db, patient))


def _is_shared(db: Session, patient: Patient) -> bool:
    others = (
        exists().where(table.c.conversation_id == patient.conversation_id, table.c[whose] != patient.id)
        for table, whose in (
            (patients, "id"),
            (conversation_steps, "patient_id"),
            (consents, "patient_id"),
        )
    )
    return bool(db.execute(select(or_(*others))).scalar_one())


def _steps(db: Session, patient: Patient, *, shared: bool) -> tuple[Step, ...]:
    found = select(*columns_of(Step, conversation_steps))
    theirs = _step.patient_id == patient.id if shared else _step.conversation_id == patient.conversation_id
    rows = db.execute(found.where(theirs).order_by(_step.at, _step.id))
    return tuple(all_of(Step, rows))


def _deliveries(db: Session, patient: Patient) -> tuple[Delivery, ...]:
    found = select(_delivery.status, _delivery.error_code, _delivery.updated_at.label("at"))
    theirs = found.where(_delivery.conversation_id == patient.conversation_id)
    rows = db.execute(theirs.order_by(_delivery.updated_at, _delivery.message_sid))
    return tuple(all_of(Delivery, rows))
