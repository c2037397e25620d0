"""What one inbound message is to the conversation."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.intake.answers import clean
from app.intake.keywords import Said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.intake.progress import Progress


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


# What one message leads to: the new progress, what to say, and what happened.
#
# No repr, here or elsewhere in the conversation, shows what a patient wrote: it might end up in a log.


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Yes, to the text with this hash (SHA-256, hex), before anything of the patient is kept."""

    patient: UUID
    version: str
    language: str
    text_hash: str
    on_behalf: bool = False
    """Whether the sender decides for somebody else."""
    text: str | None = field(default=None, repr=False)
    """That text, as it was shown."""


@dataclass(frozen=True, slots=True)
class ConsentRefused:
    """No, to the text with this hash: stored as a refusal, not as a missing consent."""

    patient: UUID
    version: str
    language: str
    text_hash: str
    on_behalf: bool = False
    """Whether the sender decides for somebody else."""
    text: str | None = field(default=None, repr=False)
    """That text, as it was shown."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """A whole intake. `answers` holds the answered questions only, by key; a skipped one is absent."""

    patient: UUID
    language: str
    answers: Mapping[str, str] = field(repr=False)
    emergency: bool


@dataclass(frozen=True, slots=True)
class Updated:
    """New answers of a patient the clinic already has: only what changed."""

    patient: UUID
    answers: Mapping[str, str] = field(repr=False)
    emergency: bool


@dataclass(frozen=True, slots=True)
class RightAsked:
    """A right that the sender asks for, of a patient the clinic has: `copy` or `erasure`."""

    patient: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class OptedOut:
    """STOP."""


@dataclass(frozen=True, slots=True)
class OptedIn:
    """START, after a STOP."""


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """Answers that were not sent are gone."""


Event = ConsentGiven | ConsentRefused | Submitted | Updated | RightAsked | OptedOut | OptedIn | DraftDiscarded


@dataclass(frozen=True, slots=True)
class Turn:
    """`replies` () says nothing; each reply is at most 1600 UTF-16 units (Twilio's error 21617)."""

    progress: Progress
    replies: tuple[str, ...] = field(default=(), repr=False)
    events: tuple[Event, ...] = ()


# The clinic, as the patient meets it.


@dataclass(frozen=True, slots=True)
class Clinic:
    """`languages` are the codes to offer, in order; () offers every shipped one.

    `consent_texts` are the clinic's own words, by language, in place of the middle of the shipped privacy text. They
    are taken as they are written: nothing in them is filled in. A higher `consent_version` asks everyone again.
    """

    name: str
    phone: str
    emergency_number: str
    languages: tuple[str, ...] = ()
    consent_version: int = 1
    consent_texts: Mapping[str, str] = field(default_factory=dict, hash=False)

    def fill(self, text: str, **fields: object) -> str:
        """A text with the clinic's name and numbers, and whatever else it names, put in."""
        return text.format(clinic=self.name, phone=self.phone, emergency=self.emergency_number, **fields)


# Why a message, or what it would hand in, is not kept: too much came, and the patient is told so.


class Full(StrEnum):
    """What is full."""

    MESSAGES = "messages"
    """So many messages of this sender are not kept in a day."""
    RECORDS = "records"
    """So many records are not taken in a day, from this sender or from all. The answers stay where they are."""
    ROOM = "room"
    """The clinic has no room left."""
