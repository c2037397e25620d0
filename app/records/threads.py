"""Keep what is written with somebody who is still answering with their intake.

It becomes part of the record when they hand in, and is forgotten when the intake is.
"""

from __future__ import annotations

from app.intake.model import Turn
from app.intake.progress import Progress
from app.store import Transaction
from app.store.conversations import conversations
from app.store.conversations.conversations import AT_REST, Conversation
from app.store.messages import outbound
from app.store.patients import erasures, left_notes


def follow(unit: Transaction, held: Conversation, before: Progress | None, turn: Turn) -> None:
    """Follow the thread of an intake over a turn, in a conversation that is held.

    Where another intake begins at once, its answers are for the form: nobody has written about it.
    """
    unsent, after = before.unsent if before else None, turn.progress
    if unsent is None or unsent == after.unsent:
        return
    if turn.hands_in:
        left_notes.hand_in(unit.db, held.id, unsent)
        outbound.hand_in(unit.db, held.id, unsent)
    else:
        erasures.forget_draft(unit.db, held.id)
    is_over = not turn.hands_in or after.step not in AT_REST
    if is_over and held.with_person is not None and held.with_person.patient_id == unsent:
        conversations.hand_back(unit.db, held.id)
