"""Define what goes into the conversation and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self
from uuid import UUID

from app.intake import intent
from app.intake.allowance import Full
from app.intake.answers import clean
from app.intake.choice_forms import Choices
from app.intake.cries import Danger
from app.intake.danger import hear_all
from app.intake.danger.rules import Hearing
from app.intake.intent import Intent
from app.intake.keywords import Said
from app.intake.kind import Kind
from app.intake.progress import Progress
from app.intake.questionnaire import FIRST


class Heard(Said):
    """Hold a text with its plain form and the dangers it tells of."""

    __slots__ = ("_meant", "dangers")

    dangers: tuple[Hearing, ...]
    _meant: Intent

    def __new__(cls, text: str) -> Self:
        heard = super().__new__(cls, text)
        heard.dangers = hear_all(text)
        return heard

    @property
    def meant(self) -> Intent:
        """Return what it is meant as, worked out when it is first asked for."""
        try:
            return self._meant
        except AttributeError:
            self._meant = intent.of(self)
            return self._meant


@dataclass(frozen=True, slots=True)
class Message:
    """Hold one message of a patient.

    The conversation needs no randomness, because `new_id` and `link` are made before.
    """

    text: str = field(repr=False)
    """The body, the caption of a picture, or the address of a place.

    It is cleaned and read when the message is made, outside any transaction, so that no other message waits for it.
    """
    kind: Kind
    new_id: UUID
    """A random id. It becomes the patient's if this message begins an intake."""
    tapped: str = field(default="", repr=False)
    """The id of the button or list row that was tapped. The text is its title."""
    link: str = field(default="", repr=False)
    """The address of a new one-time link to the form; "" if there is none to hand out."""
    stopped: bool = False
    """Whether Twilio has taken the message for a STOP, and confirmed it."""

    def __post_init__(self) -> None:
        if not isinstance(self.text, Heard):
            object.__setattr__(self, "text", Heard(clean(self.text)))

    @property
    def dangers(self) -> tuple[Hearing, ...]:
        """Return the dangers that the text tells of, in any language."""
        return self.text.dangers if isinstance(self.text, Heard) else ()

    @property
    def meant(self) -> Intent:
        """Return what the text is meant as."""
        return self.text.meant if isinstance(self.text, Heard) else intent.of(self.text)


CHAT, FORM, BOTH = "chat", "form", "both"
"""How the answers of a record came: in the chat, on the form, or both."""

# Events: what happened. No repr in the conversation shows what a patient wrote, as it might end up in a log.


@dataclass(frozen=True, slots=True)
class _Decided:
    """What was decided about: the text with this SHA-256."""

    patient: UUID
    version: str
    language: str
    text_hash: str
    on_behalf: bool = False
    """Whether the sender decides for somebody else."""
    text: str | None = field(default=None, repr=False)
    """That text, as it was shown."""


class ConsentGiven(_Decided):
    """Record a yes, before any answer is kept."""


class ConsentRefused(_Decided):
    """Record a no: a refusal, not a missing consent."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """Hand in a whole intake.

    `answers` holds the answered questions by key; a skipped one is absent.
    """

    patient: UUID
    language: str
    answers: Mapping[str, str] = field(repr=False)
    emergency: bool
    came_by: str = CHAT
    """`chat`, `form` or `both`."""
    asked_version: int = FIRST
    """Which version of the questions was asked."""


@dataclass(frozen=True, slots=True)
class Updated:
    """Hand in new answers of a patient on file: only those that changed.

    What is `added` goes after the earlier answer, which stays.
    """

    patient: UUID
    answers: Mapping[str, str] = field(repr=False)
    emergency: bool
    added: Mapping[str, str] = field(default_factory=dict, repr=False)
    gone: tuple[str, ...] = ()
    """The keys of answers on file that are no longer needed."""
    asked_version: int = FIRST


@dataclass(frozen=True, slots=True)
class NoteLeft:
    """Pass on what a sender writes about a patient on file, in their own words."""

    patient: UUID
    note: UUID
    """The id by which the note can be taken back."""
    text: str = field(repr=False)
    to_person: bool = False
    """Whether they wrote it to a person, who has taken over from the form."""
    besides: tuple[str, ...] = ()
    """What it was besides its words, and what it set off: codes of `handover`."""
    is_unsent: bool = False
    """Whether the patient has not handed in yet."""
    about_health: bool = False
    """Whether it may be an answer about health, which reception does not read."""


@dataclass(frozen=True, slots=True)
class NoteTakenBack:
    """Take back a note that was left."""

    patient: UUID
    note: UUID


@dataclass(frozen=True, slots=True)
class CallbackAsked:
    """Ask the clinic to call the sender: about a patient, if that is known."""

    patient: UUID | None


@dataclass(frozen=True, slots=True)
class RightAsked:
    """Note a right that the sender asks for: `copy` or `erasure` of a patient on file."""

    patient: UUID
    kind: str


MOST_WORDS = 4096
"""How many characters of an alarming message are kept for staff."""


@dataclass(frozen=True, slots=True)
class Alarmed:
    """Tell the clinic of a possible cry for help, whatever becomes of the intake.

    `patient` is the intake or the person on file that is in hand, if any.
    """

    danger: Danger
    words: str = field(repr=False)
    patient: UUID | None
    asked_at: datetime | None = None
    """When the patient was asked whether they need help, if they have not answered."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "words", str(self.words)[:MOST_WORDS])


@dataclass(frozen=True, slots=True)
class OptedOut:
    """Note a STOP."""


@dataclass(frozen=True, slots=True)
class OptedIn:
    """Note a START after a STOP."""


@dataclass(frozen=True, slots=True)
class RemindersRefused:
    """Note that the sender wants no reminders."""


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """Note that answers which were not sent are gone."""


@dataclass(frozen=True, slots=True)
class LinkHandedOut:
    """Note that the reply holds the message's link to the form."""


Event = (
    ConsentGiven
    | ConsentRefused
    | Submitted
    | Updated
    | NoteLeft
    | NoteTakenBack
    | CallbackAsked
    | RightAsked
    | Alarmed
    | OptedOut
    | OptedIn
    | RemindersRefused
    | DraftDiscarded
    | LinkHandedOut
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Hold what one message leads to.

    `replies` is empty for silence. Each reply has at most 1600 UTF-16 units (Twilio's error 21617). `choices` say the
    same with buttons or a list.
    """

    progress: Progress
    replies: tuple[str, ...] = field(default=(), repr=False)
    events: tuple[Event, ...] = ()
    choices: Choices | None = None
    full: Full | None = None
    """The limit for which the message was turned down."""
    is_slowed: bool = False
    """Whether it came too fast to be taken for an answer."""
    answered_as: str = ""
    """The keyword, or the cry, that was answered although a limit is met."""

    def asks_at(self, now: datetime) -> bool:
        """Return whether it asks a new question, not the open one once more."""
        return bool(self.replies) and self.progress.asked_at == now

    @property
    def is_kept(self) -> bool:
        """Return whether more than a bare receipt of the message is kept."""
        return self.full in {None, Full.RECORDS}

    @property
    def hands_in(self) -> bool:
        """Return whether a record is handed in."""
        return any(isinstance(event, Submitted) for event in self.events)

    @property
    def is_cry(self) -> bool:
        """Return whether the message is a cry for help, or part of one."""
        return self.progress.cry is not None or any(isinstance(event, Alarmed) for event in self.events)
