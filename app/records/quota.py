"""Hold what comes in against the limits of its sender and of all patients."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from app.config import RetentionSettings
from app.intake.allowance import ANSWERED_A_MINUTE, MESSAGES_A_MINUTE, Allowance, Full
from app.intake.model import Turn
from app.retention.limits import Limit, room_met
from app.store import Transaction
from app.store.clinic.retention_rules import Rules
from app.store.engine.room import Measured
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.work import storage_counts
from app.store.work.storage_counts import ALL, RECORDS, day_of, hour_kind

_LIMITED = TrailEvent(
    "conversation.limited",
    "Sent more than {messages} messages in a day; the rest were not saved",
    TrailGroup.CONVERSATION,
)

MESSAGES: Final = "messages"
NO_REPLY: Final = "no_reply"


@dataclass(slots=True)
class Quota:
    """Count what one message, or one page, costs within its transaction.

    The statement that counts decides, however many write at the same moment. So a message is counted with one reply, and
    with a record if it may hand one in, before the conversation takes its step. Afterwards `settle` gives back what it
    did not cost. The other counts are the sender's own, whose messages wait for one another.
    """

    unit: Transaction
    conversation: UUID
    rules: Rules
    settings: RetentionSettings
    room: Measured
    now: datetime
    met: Limit | None = field(default=None, init=False)
    """The limit of all patients for which this sender is turned down."""
    _allowance: Allowance = field(default_factory=Allowance, init=False)
    _replies: int = field(default=0, init=False)
    """How many replies are counted."""
    _has_record: bool = field(default=False, init=False)
    """Whether a record is counted."""
    _is_flood: bool = field(default=False, init=False)
    """Whether this sender got more replies than are sent to one in a day."""
    _day: int = field(init=False)

    def __post_init__(self) -> None:
        self._day = day_of(self.now)

    def of_message(self, in_this_minute: int, *, may_hand_in: bool) -> Allowance:
        """Count a message, and return what it may still cost.

        `in_this_minute` counts the sender's messages, including this one.
        """
        full, takes_record, is_told = None, False, in_this_minute > MESSAGES_A_MINUTE
        self._replies = int(in_this_minute <= ANSWERED_A_MINUTE)
        is_full, db = self._is_full(), self.unit.db
        if is_full:
            full = Full.ROOM
            own, together = storage_counts.add_reply(db, self.conversation, self._day, self._replies)
        else:
            takes_record = may_hand_in and self._takes_a_record()
            messages, own, together = storage_counts.add_message(
                db, self.conversation, MESSAGES, self._day, self._replies
            )
            if self._is_over(messages, self.rules.sender_messages):
                full = Full.MESSAGES
                # The sender is told of the limit once a minute at most.
                is_told |= messages > self.rules.sender_messages + 1 and in_this_minute > 1
        is_spent = self._are_replies_spent(own, together)
        if full or is_spent:
            self._allowance = self._beyond(in_this_minute, full, is_spent=is_spent, is_told=is_told)
        else:
            self._allowance = Allowance(in_this_minute, takes_record=takes_record)
        return self._allowance

    def of_page(self, kind: str, most: int, *, may_hand_in: bool) -> Allowance:
        """Count a page under its kind, of which a sender may send so many in a day."""
        if self._is_full():
            self._allowance = Allowance(full=Full.ROOM)
        elif self._is_over(storage_counts.add(self.unit.db, self.conversation, kind, self._day), most):
            self._allowance = Allowance(full=Full.MESSAGES)
        else:
            self._allowance = Allowance(takes_record=may_hand_in and self._takes_a_record())
        return self._allowance

    def settle(self, turn: Turn | None) -> None:
        """Count what came of it, if anything, and give back what it did not cost."""
        replies = len(turn.replies) if turn else 0
        if more := replies - self._replies:
            storage_counts.add_reply(self.unit.db, self.conversation, self._day, more)
        if self._has_record and not (turn and turn.hands_in):
            for scope in (self.conversation, ALL):
                storage_counts.add(self.unit.db, scope, RECORDS, self._day, -1)
        if turn and turn.answered_as:
            kind = hour_kind(self.now, turn.answered_as)
            storage_counts.add(self.unit.db, self.conversation, kind, self._day)
        if turn and turn.full:
            self._turned_down(turn.full, is_told=bool(turn.replies))
        else:
            self.met = None

    def _is_full(self) -> bool:
        self.met = next(iter(room_met(self.room, self.rules)), None)
        return self.met is not None

    def _is_over(self, sent: int, most: int) -> bool:
        """Return whether a sender has sent too much. The trail gets one line of it."""
        if sent == most + 1:
            self._note_flood(most)
        return sent > most

    def _are_replies_spent(self, own: int, together: int) -> bool:
        self._is_flood = own > self.settings.sender_replies
        if 0 < self.settings.replies_a_day < together:
            self.met = self.met or Limit.REPLIES
            return True
        return self._is_flood

    def _takes_a_record(self) -> bool:
        """Count a record, and return whether it may be handed in."""
        own = storage_counts.add(self.unit.db, self.conversation, RECORDS, self._day)
        together = storage_counts.add(self.unit.db, ALL, RECORDS, self._day)
        self._has_record = True
        if 0 < self.rules.records_a_day < together:
            self.met = Limit.RECORDS
        return self.met is None and own <= self.rules.sender_records

    def _beyond(self, in_this_minute: int, full: Full | None, *, is_spent: bool, is_told: bool) -> Allowance:
        """Return what a message may cost beyond a limit, by what was answered before."""
        counts = storage_counts.of(self.unit.db, self.conversation, self._day)
        hour = hour_kind(self.now, "")
        return Allowance(
            in_this_minute,
            full,
            is_spent,
            is_told if full else NO_REPLY in counts,
            answered={kind.removeprefix(hour): count for kind, count in counts.items()},
        )

    def _turned_down(self, full: Full, *, is_told: bool) -> None:
        storage_counts.add(self.unit.db, ALL, f"no_{full.value}", self._day)
        if self._allowance.is_spent and not self._allowance.full and is_told:
            told = storage_counts.add(self.unit.db, self.conversation, NO_REPLY, self._day)
            if told == 1 and self._is_flood:
                self._note_flood(self.settings.sender_replies)

    def _note_flood(self, most: int) -> None:
        subject = "conversation", self.conversation
        audit.record(self.unit.db, "patient", _LIMITED, *subject, {"messages": most}, at=self.now)
