"""What one inbound message is to the conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.intake.answers.text import clean
from app.intake.spelling import Said

if TYPE_CHECKING:
    from uuid import UUID


class Kind(StrEnum):
    """What was sent. Only TEXT can be an answer."""

    TEXT = "text"
    IMAGE = "image"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    REACTION = "reaction"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the patient's.

    `text` is the body, or the caption of a picture: clean, and read once, so that nobody waits for that who waits for
    this message. `new_id` is fresh randomness, so that the conversation needs none of its own: it becomes the
    patient's id if this message begins an intake.
    """

    text: str = field(repr=False)
    kind: Kind
    new_id: UUID

    def __post_init__(self) -> None:
        if not isinstance(self.text, Said):
            object.__setattr__(self, "text", Said(clean(self.text)))
