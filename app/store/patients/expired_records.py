"""Records whose time by their rule is over.

A record stays while it is on hold or restricted (GDPR Art 18(2): erasing is processing, and some ask for the restriction so
that nothing is erased), while its patient waits for an answer to a request, and while an alarm of theirs waits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from app.store.clinic.expired_rows import IDS_SHOWN, Expired
from app.store.conversations.conversations import ConversationRow
from app.store.patients.legal_holds import has_hold
from app.store.patients.patient import patients
from app.store.patients.patient_flags import alarm_waits
from app.store.patients.restrictions import is_restricted
from app.store.patients.rights_requests import OPEN, RightsRequest

_WAITS_FOR_AN_ANSWER: Final = (
    exists()
    .where(
        RightsRequest.patient_id == patients.c.id,
        RightsRequest.state == OPEN,
        RightsRequest.kind != "erasure",
    )
    .correlate(patients)
)
HELD_BACK: Final = or_(has_hold(patients.c.id), is_restricted(), _WAITS_FOR_AN_ANSWER, alarm_waits())
"""That no rule may erase the record as it is."""


def tally(db: Session, statuses: Collection[str], before: datetime) -> Expired:
    """Return the records in one of these states that were last changed by `before`."""
    over = _over(statuses, before)
    summed = select(func.count(), func.min(patients.c.updated_at)).where(over, ~HELD_BACK)
    count, oldest = db.execute(summed).one()
    held = db.scalar(select(func.count()).select_from(patients).where(over, HELD_BACK))
    return Expired(int(count), oldest, tuple(due(db, statuses, before, IDS_SHOWN)), int(held or 0))


def due(db: Session, statuses: Collection[str], before: datetime, most: int) -> Sequence[UUID]:
    """Return records in these states last changed by `before`, oldest first.

    Records that are held back are left out.
    """
    found = select(patients.c.id).where(_over(statuses, before), ~HELD_BACK)
    return db.scalars(found.order_by(patients.c.updated_at, patients.c.id).limit(most)).all()


def is_due(db: Session, patient_id: UUID, statuses: Collection[str], before: datetime) -> bool:
    """Lock a record's rows, and return whether it is still due.

    They are locked in the order in which a message locks them.
    """
    talk = db.scalar(select(patients.c.conversation_id).where(patients.c.id == patient_id))
    if talk is not None:
        db.execute(select(ConversationRow.id).where(ConversationRow.id == talk).with_for_update())
    this = select(patients.c.id).where(patients.c.id == patient_id)
    if db.execute(this.with_for_update()).first() is None:
        return False
    # A transaction that restricts the record, or notes a request, waits for us or came first.
    return db.execute(this.where(_over(statuses, before), ~HELD_BACK)).first() is not None


def _over(statuses: Collection[str], before: datetime) -> ColumnElement[bool]:
    return and_(patients.c.status.in_(statuses), patients.c.updated_at <= before)
