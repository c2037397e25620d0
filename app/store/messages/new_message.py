"""A message to be sent: what for, to whom, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.intake.channel import LIMIT, units

LONGEST: Final = LIMIT
"""The longest body that Twilio takes, in UTF-16 units."""


class Purpose(StrEnum):
    REPLY = "reply"
    """Words of staff to a patient. They are kept with the record."""
    REMINDER = "reminder"
    INVITATION = "invitation"
    FORM = "form"
    """A link to the form. Nobody at the clinic reads it."""
    RECEIVED = "received"
    """Says that answers came by the form, and gives their reference."""
    CHAT = "chat"
    """A reply of the chat with buttons, which TwiML cannot send. The body says the same without them."""
    LATE = "late"
    """A reply of the chat to messages that Twilio could not deliver in time."""
    NOTICE = "notice"
    """What we say without being asked, such as that a person has taken over."""
    ALERT = "alert"
    """To staff, about what needs somebody now. It names no patient."""


WAITS_FOR_MORNING: Final = frozenset({Purpose.REMINDER, Purpose.INVITATION, Purpose.FORM})
"""The messages that are not sent in quiet hours. A reference is: whoever gets it has just pressed Send."""
KEPT: Final = frozenset({Purpose.REPLY})
"""The messages whose words are kept after delivery."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to send: to a conversation's sender, or `to` a channel address.

    It has a `body`, or the `content_sid` of a template with its `variables`; with both, the body is what the receiver
    reads of the template. It is sent neither before `not_before` nor after `send_by`. A message about a patient is erased
    with them.
    """

    purpose: Purpose
    actor: str
    conversation_id: UUID | None = None
    patient_id: UUID | None = None
    to: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    content_sid: str = ""
    variables: Mapping[str, str] = field(default_factory=dict, repr=False)
    not_before: datetime | None = None
    send_by: datetime | None = None
    clinical: bool = False
    """Whether only clinicians may read it on the dashboard."""

    def __post_init__(self) -> None:
        """Refuse what nobody could send.

        Raises:
            ValueError: it has no receiver, no words, or too many.
        """
        if bool(self.to) == (self.conversation_id is not None):
            raise ValueError("a message goes to one conversation, or to one address")
        if not self.body and not self.content_sid:
            raise ValueError("a message has a body, or a template")
        if units(self.body) > LONGEST:
            raise ValueError(f"a body has at most {LONGEST} characters")
