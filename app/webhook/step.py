"""The step that one message took a conversation."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from app.intake.model import Turn
from app.retention.limits import Limit


class Step(NamedTuple):
    """What one message led to, within its transaction."""

    conversation: UUID
    turn: Turn
    reply_id: UUID
    """The id of its last reply: that of the receipt."""
    asks: bool
    """Whether that asks a new question, not the open one once more."""
    met: Limit | None
    """The limit of all patients that the message has met."""
    began: bool
    """Whether it was the sender's first message."""
