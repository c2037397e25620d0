"""Hold everything the conversation knows about one sender between two messages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

FIRST_STEP = "language"
Read = TypeVar("Read")


class Whom(StrEnum):
    """Name whom an intake is about."""

    SELF = "self"
    CHILD = "child"
    ADULT = "adult"


@dataclass(frozen=True, slots=True)
class Consent:
    """Identify the privacy text that was shown, or agreed to."""

    version: str
    language: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Person:
    """Hold the little that tells apart the people on file of one sender."""

    id: UUID
    initial: str = field(repr=False)
    birth_year: int | None = field(repr=False)
    answered: tuple[str, ...]
    other: bool = False  # somebody else than the sender
    chosen: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The answers by which it is decided what else they are asked, by key."""


@dataclass(frozen=True, slots=True)
class Cry:
    """Hold what a patient is asked about after a message that tells of danger.

    `words` are kept as long as it is in doubt. `beneath` is the aside that was open.
    """

    danger: str
    words: str = field(repr=False)
    language: str
    beneath: str | None
    heard: str = ""
    """A hash of the last words, to know them when they come again."""
    asked_at: datetime | None = None
    """When the patient was first asked whether they need help, while that is in doubt."""
    is_left: bool = False
    """Whether the words were left for the person who writes with the patient."""


@dataclass(frozen=True, slots=True)
class LastNote:
    """Name the last note that was left, which can be taken back."""

    patient: UUID
    note: UUID


@dataclass(frozen=True, slots=True)
class Progress:
    """Hold where one sender is in the conversation. `Progress()` is a new sender."""

    step: str = FIRST_STEP
    """What is open: a question's key or a stage. It names no answer, so it may be stored in the clear."""
    aside: str | None = None
    """A short question on top of the step, such as which of two dates, or another language."""
    language: str | None = None
    whom: Whom | None = None
    also: tuple[Whom, ...] = ()
    """The others for whom the sender wants to answer after that."""
    patient: UUID | None = None
    """The id of the patient whom the current intake is about."""
    consent: Consent | None = None
    """The privacy text that was agreed to."""
    shown: Consent | None = None
    """The privacy text that the patient was shown, until they say yes or no."""
    answers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The answers of the current intake by key. They are dropped when it is sent."""
    skipped: tuple[str, ...] = ()
    """The keys of the skipped questions of the current intake."""
    told: str = ""
    """The key of the answer that the last message gave."""
    told_before: str = field(default="", repr=False)
    """What that answer was before."""
    asked_at: datetime | None = None
    """When the open question was asked."""
    readings: tuple[str, ...] = field(default=(), repr=False)
    """The values or texts that the aside asks about."""
    emergency: bool = False
    """Whether a message of the current intake told of danger."""
    opted_out: bool = False
    stopped_at: datetime | None = None
    """When STOP was written, as long as it holds."""
    last_at: datetime | None = None
    """When the sender last wrote."""
    remarked: str = ""
    """A hash of the last words that were answered as talk."""
    told_unkept: bool = False
    """Whether the sender was told that nothing is kept before they agree."""
    hinted_at: datetime | None = None
    """When the sender was last told that a message cannot be read or kept."""
    cry: Cry | None = None
    people: tuple[Person, ...] = ()
    """The people on file of this sender."""
    note: str = field(default="", repr=False)
    """Words that wait until it is known whom they are about."""
    last_note: LastNote | None = None
    notes_at: tuple[datetime, ...] = ()
    """When notes were left in the last day."""
    replacing: tuple[str, ...] = ()
    """The keys of the answers on file that new ones replace. New ones are added to the others."""
    doubted: tuple[UUID, ...] = ()
    """The people on file whose birth year the sender has not given since a long silence."""
    tries: int = 0
    """How often the sender has given a wrong one."""
    linked_at: datetime | None = None
    """When the last link to the form was handed out."""
    by_form: tuple[str, ...] = ()
    """The keys of the questions that were answered on the form's pages."""
    typed: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Page -> what was typed there and not handed in yet, as JSON."""
    asked_version: int = 0
    """The version of the questions that the current intake began with. 0: none has begun, so the newest is asked."""
    visit: str = ""
    """The code of the type of visit that the clinic has asked the sender for."""
    heard: str = ""
    """A hash of the words on a page that last stopped the form. After "carry on" they do not stop it again."""

    @property
    def on_file(self) -> Person | None:
        """Return the person whose handed-in answers are being changed, if any."""
        return next((person for person in self.people if person.id == self.patient), None)

    @property
    def unsent(self) -> UUID | None:
        """Return the patient whose intake is begun and not handed in yet, if any."""
        return None if self.on_file else self.patient

    @property
    def for_other(self) -> bool:
        """Return whether the questions are about somebody else than the sender."""
        person = self.on_file or (self.people[-1] if self.people and self.step == "submitted" else None)
        if person:
            return person.other
        # Until they have said so, it is the sender's own, unless they have handed in one.
        return self.whom is not Whom.SELF if self.whom else bool(self.people)

    @property
    def begun(self) -> bool:
        """Return whether beginning again would lose anything."""
        return bool(self.answers or self.skipped)


_OF_A_STRANGER = {item.name: getattr(Progress(), item.name) for item in fields(Progress)}


def as_if_earlier(progress: Progress, by: timedelta) -> Progress:
    """Return the progress as if everything in it had happened earlier `by` that time."""
    earlier: dict[str, Any] = {
        item.name: value - by
        for item in fields(Progress)
        if isinstance(value := getattr(progress, item.name), datetime)
    }
    if progress.cry and progress.cry.asked_at:
        earlier["cry"] = replace(progress.cry, asked_at=progress.cry.asked_at - by)
    return replace(progress, **earlier)


def dump(progress: Progress) -> str:
    """Return the progress as JSON, without the fields that have their defaults.

    It may hold answers, so seal it before storing it.
    """
    written = {
        name: value
        for name, strangers in _OF_A_STRANGER.items()
        if (value := getattr(progress, name)) != strangers
    }
    return _ENCODER.encode(written)


def load(text: str) -> Progress:
    """Read what `dump` wrote in this version or another.

    Unknown keys are ignored, and missing ones have their default.

    Raises:
        ValueError: it is not JSON, or a value is of the wrong type.
    """
    try:
        stored = _object(json.loads(text))
        return Progress(**{name: READERS[name](value) for name, value in stored.items() if name in READERS})
    except (ValueError, TypeError, KeyError, AttributeError):
        # Leave the cause out: it may quote what it could not read.
        raise ValueError("progress is malformed") from None


def _written(value: Any) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return {item.name: getattr(value, item.name) for item in fields(value)}


_ENCODER = json.JSONEncoder(default=_written, ensure_ascii=False, separators=(",", ":"))


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError("not an object")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a truth value")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return tuple(_text(item) for item in value)


def _named_texts(value: Any) -> dict[str, str]:
    return {_text(key): _text(text) for key, text in value.items()}


def _maybe(read: Callable[[Any], Read]) -> Callable[[Any], Read | None]:
    return lambda value: None if value is None else read(value)


def _consent(value: Any) -> Consent:
    return Consent(_text(value["version"]), _text(value["language"]), _text(value["text_hash"]))


def _person(value: Any) -> Person:
    year = value["birth_year"]
    if year is not None and not isinstance(year, int):
        raise TypeError("not a year")
    answered, other = _texts(value["answered"]), _truth(value["other"])
    chosen = _named_texts(value.get("chosen", {}))
    return Person(UUID(value["id"]), _text(value["initial"]), year, answered, other, chosen)


def _cry(value: Any) -> Cry:
    return Cry(
        _text(value["danger"]),
        _text(value["words"]),
        _text(value["language"]),
        _maybe(_text)(value["beneath"]),
        _text(value.get("heard", "")),
        _maybe(datetime.fromisoformat)(value.get("asked_at")),
        _truth(value.get("is_left", False)),
    )


def _last_note(value: Any) -> LastNote:
    return LastNote(UUID(value["patient"]), UUID(value["note"]))


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("not a count")
    return value


READERS: Mapping[str, Callable[[Any], Any]] = {
    "step": _text,
    "aside": _maybe(_text),
    "language": _maybe(_text),
    "whom": _maybe(Whom),
    "also": lambda value: tuple(map(Whom, value)),
    "patient": _maybe(UUID),
    "consent": _maybe(_consent),
    "shown": _maybe(_consent),
    "answers": _named_texts,
    "skipped": _texts,
    "told": _text,
    "told_before": _text,
    "asked_at": _maybe(datetime.fromisoformat),
    "readings": _texts,
    "emergency": _truth,
    "opted_out": _truth,
    "stopped_at": _maybe(datetime.fromisoformat),
    "last_at": _maybe(datetime.fromisoformat),
    "remarked": _text,
    "told_unkept": _truth,
    "hinted_at": _maybe(datetime.fromisoformat),
    "cry": _maybe(_cry),
    "people": lambda value: tuple(_person(item) for item in value),
    "note": _text,
    "last_note": _maybe(_last_note),
    "notes_at": lambda value: tuple(map(datetime.fromisoformat, value)),
    "replacing": _texts,
    "doubted": lambda value: tuple(map(UUID, value)),
    "tries": _count,
    "linked_at": _maybe(datetime.fromisoformat),
    "by_form": _texts,
    "typed": _named_texts,
    "heard": _text,
    "asked_version": _count,
    "visit": _text,
}
