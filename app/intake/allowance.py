"""Say what a message may still cost, before the conversation takes its step.

A reply costs the clinic money, so a flood is not answered message by message. A sender who was told once to slow down
gets no other reply in that minute, except the emergency number and the answers to STOP, START and HELP. Beyond
ANSWERED_A_MINUTE there are not even those. Messages and replies of a day are limited too. Beyond such a limit, a keyword
is answered once an hour and a cry CRIES_AN_HOUR times. Both are always obeyed, and staff always hear of a cry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MESSAGES_A_MINUTE = 20
"""Nobody types faster: what comes beyond this is not taken for an answer."""
ANSWERED_A_MINUTE = 2 * MESSAGES_A_MINUTE
"""Beyond this, keywords are obeyed without a reply."""
CRIES_AN_HOUR = 10
"""Beyond a limit, so many cries for help of a sender are answered. Each costs a few parts by SMS."""
CRY = "cry"
"""What a cry for help is answered as. A keyword is answered by its name."""
LONGEST_NAME = 13
"""How much of a keyword's name is counted."""


class Full(StrEnum):
    """Name what is full."""

    MESSAGES = "messages"
    """This sender has sent more messages than are kept in a day, or got as many replies as are sent in one."""
    RECORDS = "records"
    """This sender, or all together, have handed in as many records as are taken in a day. The answers are not lost."""
    ROOM = "room"
    """The clinic has no room left."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Hold what one message may cost. By default it may cost anything."""

    in_this_minute: int = 1
    """How many messages the sender has written within a minute, with this one."""
    full: Full | None = None
    """The limit that keeps this message from being kept: ROOM or MESSAGES."""
    is_spent: bool = False
    """Whether the replies of today are used up, to this sender or to all together."""
    is_told: bool = False
    """Whether the sender was told already that nothing is kept now."""
    takes_record: bool = True
    """Whether a record may be handed in."""
    answered: Mapping[str, int] = field(default_factory=dict)
    """What was answered to this sender in this hour beyond a limit -> how often."""

    @property
    def is_silent(self) -> bool:
        """Return whether nothing at all is answered in this minute."""
        return self.in_this_minute > ANSWERED_A_MINUTE

    @property
    def is_limited(self) -> bool:
        """Return whether what is said is answered now and then, or not at all."""
        return self.full is not None or self.is_spent or self.is_silent

    def answers(self, what: str) -> bool:
        """Return whether a keyword, or a cry, is still answered in this hour."""
        return self.answered.get(what, 0) < (CRIES_AN_HOUR if what == CRY else 1)


ANYTHING = Allowance()
