"""How much one sender, and all together, may still bring in: counted by the database in the message's transaction.

A reply costs the clinic money, so a flood is not answered message by message: who has been told hears nothing more in
that minute but the number for an emergency and what STOP, START and HELP say, and in the end not even that.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from app.intake.limits import Full
from app.intake.turn import Submitted
from app.retention.limits import Limit, room_met
from app.store.storage_counts import ALL, RECORDS, day_of

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from app.intake.flow import Flow
    from app.intake.message import Message
    from app.intake.progress import Progress
    from app.intake.turn import Turn
    from app.store import Rules, Unit
    from app.store.room import Measured

MESSAGES: Final = "messages"
MESSAGES_A_MINUTE: Final = 20
ANSWERED_A_MINUTE: Final = 2 * MESSAGES_A_MINUTE
"""Beyond these nobody types: words that are obeyed at any pace are then obeyed in silence."""


@dataclass(slots=True)
class Allowance:
    """What is left for one message's sender. Two messages of one sender wait for each other, and for the count of all."""

    unit: Unit
    conversation: UUID
    rules: Rules
    room: Measured
    now: datetime
    exhausted: bool = field(default=False, init=False)
    """Whether the message is not kept: beyond a bare receipt, nothing of it is to be stored."""
    met: Limit | None = field(default=None, init=False)
    """The limit of all patients that this one has met."""
    _was_full: bool = field(default=False, init=False)
    """Whether this sender met the limit of the day with an earlier message."""

    def turn(self, flow: Flow, progress: Progress, message: Message, in_this_minute: int) -> Turn:
        """Return what the message leads to, if it may be kept; otherwise what the sender is told, if anything.

        `in_this_minute` counts the sender's messages, this one with them.
        """
        turn = self._judged(flow, progress, message, in_this_minute)
        return turn if in_this_minute <= ANSWERED_A_MINUTE else replace(turn, replies=())

    def _judged(self, flow: Flow, progress: Progress, message: Message, in_this_minute: int) -> Turn:
        beyond = in_this_minute - MESSAGES_A_MINUTE
        full = self._full()
        if full is not None:
            self.exhausted = True
            is_told = beyond > 0 or (self._was_full and in_this_minute > 1)
            return self._turned_down(flow, progress, message, full, quietly=is_told)
        if beyond > 0:
            return flow.slow_down(progress, message, self.now, quietly=beyond > 1)
        turn = flow.step(progress, message, self.now)
        hands_in = any(isinstance(event, Submitted) for event in turn.events)
        if hands_in and not self._takes_a_record():
            return self._turned_down(flow, progress, message, Full.RECORDS)
        return turn

    def _full(self) -> Full | None:
        rules = self.rules
        if met := room_met(self.room, rules):
            self.met = met[0]
            return Full.ROOM
        count = self.unit.storage.add(self.conversation, MESSAGES, day_of(self.now))
        if count == rules.sender_messages + 1:  # once a day: a flood is one line of the trail
            details = {"messages": rules.sender_messages}
            self.unit.audit.record(
                "patient", "conversation.limited", "conversation", self.conversation, details, at=self.now
            )
        self._was_full = count > rules.sender_messages + 1
        return Full.MESSAGES if count > rules.sender_messages else None

    def _takes_a_record(self) -> bool:
        """Count a record to be handed in, and return whether it may be."""
        day, most = day_of(self.now), self.rules.records_a_day
        own = self.unit.storage.add(self.conversation, RECORDS, day)
        if own > self.rules.sender_records:
            return False
        together = self.unit.storage.add(ALL, RECORDS, day)
        if most and together > most:
            self.met = Limit.RECORDS
        return self.met is None

    def _turned_down(
        self, flow: Flow, progress: Progress, message: Message, full: Full, *, quietly: bool = False
    ) -> Turn:
        self.unit.storage.add(ALL, f"no_{full.value}", day_of(self.now))
        return flow.turn_down(progress, message, self.now, full, quietly=quietly)
