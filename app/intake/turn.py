"""What one message leads to: the new progress, what to say, and what happened.

No repr, here or elsewhere in the conversation, shows what a patient wrote: it might end up in a log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from app.intake.progress import Progress


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
