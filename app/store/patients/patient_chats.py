"""A patient's part in the chat that they came from.

It holds nothing of another patient who shares the chat.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from app.store.conversations.consents import Consent
from app.store.conversations.conversation_steps import ConversationStep
from app.store.messages.deliveries import Delivery
from app.store.model import table_of
from app.store.patients.patient import Patient, patients


class Chat(NamedTuple):
    """A patient's part of a chat.

    In a `shared` chat, deliveries and steps that name no patient belong to nobody.
    """

    shared: bool
    steps: Sequence[ConversationStep]
    deliveries: Sequence[Delivery]


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
            (table_of(ConversationStep), "patient_id"),
            (table_of(Consent), "patient_id"),
        )
    )
    return bool(db.execute(select(or_(*others))).scalar_one())


def _steps(db: Session, patient: Patient, *, shared: bool) -> Sequence[ConversationStep]:
    of_chat = ConversationStep.conversation_id == patient.conversation_id
    theirs = ConversationStep.patient_id == patient.id if shared else of_chat
    found = select(ConversationStep).where(theirs)
    return db.scalars(found.order_by(ConversationStep.at, ConversationStep.id)).all()


def _deliveries(db: Session, patient: Patient) -> Sequence[Delivery]:
    theirs = select(Delivery).where(Delivery.conversation_id == patient.conversation_id)
    return db.scalars(theirs.order_by(Delivery.updated_at, Delivery.message_sid)).all()
