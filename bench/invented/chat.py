"""The chat as a patient meets it: a question may wait until they are silent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.intake.progress import Progress

if TYPE_CHECKING:
    from datetime import datetime

    from app.intake.flow import Flow
    from app.intake.model import Message, Turn


@dataclass(slots=True)
class Chat:
    """Hold one conversation. A question that waits is sent after so much silence."""

    flow: Flow
    silence: timedelta = timedelta(0)
    progress: Progress = field(default_factory=Progress)
    waited: int = 0
    """How often a question waited."""

    def seen_at(self) -> datetime | None:
        """Return when the patient sees the open question, if that waits to be sent."""
        asked_at = self.progress.asked_at
        return asked_at + self.silence if self.progress.unsent and asked_at else None

    def takes(self, message: Message, now: datetime) -> Turn:
        """Take a message that comes `now`."""
        seen_at = self.seen_at()
        is_seen = seen_at is not None and seen_at <= now
        flow = replace(self.flow, waits=bool(self.silence), seen_at=seen_at if is_seen else None)
        turn = flow.step(self.progress, message, now)
        self.waited += turn.may_wait and not (self.progress.unsent and not is_seen)
        self.progress = turn.waiting().progress if turn.may_wait else turn.progress
        return turn
