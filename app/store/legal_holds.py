"""Legal holds: a patient who is on hold is erased by nobody and by no rule, until the hold is lifted.

Whoever sets a hold waits for those that are erasing, and whoever erases from then on sees it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, func, select, union, update

from app.store import queues
from app.store.columns import HOLD_LIFTED_REASON, HOLD_REASON
from app.store.patient import NoSuchPatient, Opened
from app.store.queues import Queue
from app.store.tables import legal_holds, patients
from app.store.upsert import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement, CompoundSelect, Connection

    from app.crypto import Sealer

_table = legal_holds.c
_STANDS: Final = _table.lifted_at.is_(None)


class OnHold(Exception):
    """The patient is on hold: nothing of them may be erased before that is lifted."""

    def __init__(self, patient_id: UUID) -> None:
        super().__init__("on hold")
        self.patient_id = patient_id


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A hold that stands. The reason is opened where a page asks for it."""

    patient_id: UUID
    set_at: datetime
    set_by: str
    reason: Opened = field(default=None, repr=False)


class LegalHolds:
    """The holds of one transaction."""

    __slots__ = ("_connection", "_sealer")

    def __init__(self, connection: Connection, sealer: Sealer) -> None:
        self._connection = connection
        self._sealer = sealer

    def set(self, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
        """Hold the patient, and return whether nobody else did before.

        Raises:
            NoSuchPatient: see there.
        """
        queues.wait(self._connection, Queue.HOLDS)
        there = select(patients.c.id).where(patients.c.id == patient_id)
        if self._connection.execute(there.with_for_update(read=True, key_share=True)).first() is None:
            raise NoSuchPatient
        new = uuid4()
        held = insert(self._connection.dialect.name, legal_holds).values(
            id=new,
            patient_id=patient_id,
            set_at=now,
            set_by=actor,
            reason=self._sealer.seal(HOLD_REASON, new, reason),
        )
        return (
            self._connection.execute(held.on_conflict_do_nothing().returning(_table.id)).first() is not None
        )

    def lift(self, patient_id: UUID, reason: str, actor: str, now: datetime) -> bool:
        """Lift the patient's hold, and return whether one stood: of two who lift, one is told."""
        standing = select(_table.id).where(_table.patient_id == patient_id, _STANDS)
        hold = self._connection.execute(standing).scalar_one_or_none()
        if hold is None:
            return False
        lifted = {
            "lifted_at": now,
            "lifted_by": actor,
            "lifted_reason": self._sealer.seal(HOLD_LIFTED_REASON, hold, reason),
        }
        this = update(legal_holds).where(_table.id == hold, _STANDS).values(lifted)
        return self._connection.execute(this.returning(_table.id)).first() is not None

    def settle(self) -> None:
        """Let nobody set a hold until the transaction ends: what is asked of holds from here on stays true.

        Before any row is locked.
        """
        queues.wait(self._connection, Queue.HOLDS, shared=True)

    def of(self, patient_id: UUID, *, opened: bool = False) -> LegalHold | None:
        """Return the hold that stands, its reason opened if that is wanted."""
        found = select(_table.id, _table.set_at, _table.set_by, _table.reason)
        row = self._connection.execute(found.where(_table.patient_id == patient_id, _STANDS)).one_or_none()
        if row is None:
            return None
        reason = next(iter(self._sealer.open_many(HOLD_REASON, [(row.id, row.reason)]))) if opened else None
        return LegalHold(patient_id, row.set_at, row.set_by, reason)

    def keep(self, patient_id: UUID) -> bool:
        """Return whether the patient is on hold."""
        return bool(self._connection.execute(select(exists().where(patient_held(patient_id)))).scalar_one())

    def keep_conversation(self, conversation_id: UUID) -> bool:
        """Return whether somebody who was handed in from the conversation is on hold."""
        of_it = _HELD_IN.where(patients.c.conversation_id == conversation_id)
        return self._connection.execute(of_it.limit(1)).first() is not None

    def standing(self, limit: int = 100) -> list[LegalHold]:
        """Return the holds that stand, the oldest first. Opens none."""
        oldest = select(_table.patient_id, _table.set_at, _table.set_by).where(_STANDS)
        return [
            LegalHold(*row)
            for row in self._connection.execute(oldest.order_by(_table.set_at, _table.id).limit(limit))
        ]

    def count(self) -> int:
        """Return how many stand."""
        counted = select(func.count()).select_from(legal_holds).where(_STANDS)
        return int(self._connection.execute(counted).scalar_one())

    def forget_lifted(self, patient_id: UUID) -> None:
        """Forget the holds that were lifted: they go with the patient."""
        self._connection.execute(delete(legal_holds).where(_table.patient_id == patient_id, ~_STANDS))


def patient_held(patient: ColumnElement[UUID] | UUID) -> ColumnElement[bool]:
    """Return the condition, of a row of holds, that it stands for the patient."""
    return (_table.patient_id == patient) & _STANDS


def is_held(patient: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that a patient is on hold."""
    return exists().where(patient_held(patient)).correlate_except(legal_holds)


_HELD_IN = (
    select(patients.c.conversation_id)
    .join(legal_holds, legal_holds.c.patient_id == patients.c.id)
    .where(_STANDS, patients.c.conversation_id.is_not(None))
)


def in_held_conversation(conversation: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Return the condition that a conversation is one of somebody on hold. Never of no conversation."""
    return conversation.is_not(None) & conversation.in_(_HELD_IN)


def held_subjects() -> CompoundSelect[UUID]:
    """Return a SELECT of whom and what the trail may speak of: those on hold, and their conversations."""
    return union(select(_table.patient_id).where(_STANDS), _HELD_IN)
