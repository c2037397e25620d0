"""A sender whose messages each have a word of their own, which is looked for in everything that can be opened.

The app is the real one: signed messages, its limits, its store. `tests/intake/kept_words.py` walks through more states of
the conversation, and more cheaply.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from app.intake.progress import Progress
from app.intake.stages.alarm import ASIDES
from app.store.conversations import conversations
from app.store.model import Sealed
from app.store.patients import erasures, left_notes, patients
from app.store.patients.patient import Patient as PatientRecord
from app.store.work import alarms
from tests.intake.kept_words import TELLING, straight, words
from tests.people import ANSWERS, HANDS_IN, Patient, Twilio

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any
    from uuid import UUID

    from flask import Flask

    from app.services import Services

BEGINNINGS = (
    (),
    ("hello", "1", "1"),
    ("hello", "1", "1", *ANSWERS[:3]),
    ("hello", "1", "1", *ANSWERS, *HANDS_IN),
    ("hello", "1", "1", *ANSWERS, *HANDS_IN),
)
PAUSES = (0, 0, 2, 30, 60, 60, 60 * 31, 60 * 60 * 25)
"""Seconds between two messages."""
MEANWHILE = (*("",) * 12, "hand over", "hand over", "hand back", "restrict", "flood", "picture")
"""What happens before: staff write, or restrict the record; the sender sends much at once, or words with a picture."""
FLOOD = 22
BY_SMS = "+15005550100"
"""Our number for text messages."""
PICTURE = {"NumMedia": "1", "MediaContentType0": "image/jpeg", "MessageType": "image"}
PICTURE["MediaUrl0"] = "https://api.twilio.com/2010-04-01/Accounts/AC/Messages/MM/Media/ME"
SPANS = {
    "and nothing is for a minute": False,
    "durante un minuto no se guarda nada": False,
    "no more are saved today": True,
    "hoy no se guarda ninguno": True,
    "nothing you type here is saved": True,
    "lo que escribe aquí no se guarda": True,
}
"""What tells that nothing more is kept, and whether it holds today or for a minute."""
_numbers = count(15005560000)


class Step(NamedTuple):
    """One message, and what happens before it."""

    text: str
    pause: float
    meanwhile: str


def step_of(choose: Callable[[Sequence[Any]], Any], texts: Sequence[str]) -> Step:
    """Return a step; `choose` picks one of several, as `Random.choice` does."""
    return Step(choose(texts), choose(PAUSES), choose(MEANWHILE))


@dataclass
class Sender:
    """Writes to the app, and looks for every word."""

    app: Flask
    services: Services
    by_sms: bool = False
    lost: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    steps: int = 0
    written: int = 0
    new: Iterator[str] = field(default_factory=words)
    waiting: set[str] = field(default_factory=set)
    """Words about which the sender is being asked."""
    told_at: datetime | None = None
    """When the sender was told that nothing is kept for a minute, or today."""
    told_for_today: bool = False

    def __post_init__(self) -> None:
        number = f"+{next(_numbers)}"
        self.patient = Patient(
            Twilio(self.app.test_client()), number if self.by_sms else f"whatsapp:{number}"
        )

    def begins(self, texts: Sequence[str]) -> None:
        for text in texts:
            self._writes(text)

    def does(self, step: Step) -> None:
        """Write a message, and note which words are lost."""
        self.services.clock.moves(seconds=step.pause)  # type: ignore[attr-defined]  # the tests' clock
        picture = self._happens(step.meanwhile)
        word = next(self.new) if "{}" in step.text else ""
        before = self._progress()
        told = self._writes(step.text.replace("{}", word), **picture)
        self.written += bool(word)
        after, kept = self._progress(), self._kept()
        is_told = any(said in told for said in TELLING) or self._knows(before, after)
        missing = [each for each in (word, *self.waiting) if each and each not in kept]
        if missing and not is_told:
            self.lost.append("\n".join((f"lost: {missing} at {after.step}/{after.aside}", *self.said[-16:])))
        self.waiting = {each for each in (word, *self.waiting) if each and each in _waiting(after)}

    def _writes(self, text: str, **fields: str) -> str:
        self.steps += 1
        to = {"To": BY_SMS} if self.by_sms else {}
        reply = self.patient.says(text, **to, **fields)
        self.said += [f"> {text}", f"< {reply}"]
        told = straight(reply)
        for span, is_for_today in SPANS.items():
            if span in told:
                self.told_at, self.told_for_today = self.services.clock(), is_for_today
        return told

    def _knows(self, before: Progress, after: Progress) -> bool:
        """Tell whether an earlier reply said that nothing is kept until something happens."""
        now, at = self.services.clock(), self.told_at
        is_today = self.told_for_today and at is not None and at.date() == now.date()
        is_slow = is_today or (at is not None and now - at < timedelta(minutes=1))
        return (
            is_slow
            or (before.opted_out and after.opted_out)
            or (before.told_unkept and after.consent is None)
        )

    def _happens(self, what: str) -> dict[str, str]:
        """Let staff or the sender do something before the message."""
        progress = self._progress()
        people, unsent = progress.people, progress.unsent if progress.consent else None
        with self.services.store.begin() as unit:
            if what == "hand over" and (people or unsent):
                about = unsent or people[0].id
                conversations.hand_over(unit.db, self._id(), about, self.services.clock(), clinical=True)
            if what == "hand back" and (people or unsent):
                conversations.hand_back(unit.db, self._id())
            if what == "restrict" and people:
                erasures.restrict(unit.db, people[0].id, "staff", self.services.clock())
        if what == "flood":
            self.begins(["?"] * FLOOD)
        return dict(PICTURE) if what == "picture" and not self.by_sms else {}

    def _id(self) -> UUID:
        with self.services.store.read() as unit:
            found = conversations.find(unit.db, self.patient.address)
        assert found is not None
        return found

    def _progress(self) -> Progress:
        with self.services.store.read() as unit:
            found = conversations.find(unit.db, self.patient.address)
            held = conversations.get(unit.db, found) if found else None
        return (held.read() if held else None) or Progress()

    def _kept(self) -> str:
        """Return all of this sender's words that can be opened."""
        progress, conversation = self._progress(), self._id()
        with self.services.store.read() as unit:
            parts: list[object] = [words_held(progress)]
            parts += [alarm.words for alarm in alarms.of(unit.db, conversation, with_words=True)]
            parts += [note.text for note in left_notes.unfinished(unit.db, conversation)]
            for person in progress.people:
                parts += _answers(patients.get(unit.db, person.id))
                parts += [note.text for note in left_notes.of(unit.db, person.id, 500)]
                parts += [note.text for note in left_notes.to_person(unit.db, person.id)]
        return "\n".join(map(str, parts)).casefold()


def _answers(record: PatientRecord | None) -> list[object]:
    """Return all that a record holds sealed."""
    return [getattr(record, name) for name, kind in vars(PatientRecord).items() if isinstance(kind, Sealed)]


def words_held(progress: Progress) -> str:
    """Return the words that an intake holds until it is handed in, in small letters."""
    return "\n".join((*map(str, (progress.answers, progress.typed)), _waiting(progress))).casefold()


def _waiting(progress: Progress) -> str:
    cry = progress.cry.words if progress.cry and progress.aside in ASIDES else ""
    return "\n".join((cry, progress.note, *(progress.readings if progress.aside else ()))).casefold()
