"""A patient who writes to the conversation itself, with no web and no database between."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from app.intake import channel
from app.intake.allowance import MESSAGES_A_MINUTE, Allowance
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.names import NAME
from app.intake.answers.texts import TEXT
from app.intake.clinic import Clinic
from app.intake.definition import Definition
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Alarmed, Message
from app.intake.progress import Progress, dump, load
from app.intake.questionnaire import FIRST, Questionnaire
from app.intake.questions import Question

if TYPE_CHECKING:
    from app.intake.model import Event, Turn

Happened = TypeVar("Happened")
CLINIC = Clinic("Larkfield Clinic", "01632 960 555", "999")
MORNING = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TOO_FAST = Allowance(in_this_minute=MESSAGES_A_MINUTE + 1)
# The questions of these tests. A clinic may change its own list and break none of them.
QUESTIONS = (
    Question("name", NAME, 200),
    Question("birth_date", BIRTH_DATE, 100),
    Question("address", ADDRESS, 500),
    Question("medical_history", TEXT, 4000, health=True, many=True),
    Question("medications", TEXT, 4000, health=True, many=True),
)
QUESTION_KEYS = tuple(question.key for question in QUESTIONS)
# What to write to come from each step to the next one.
ROAD = {
    "language": ("ok", "1"),
    "whom": ("1",),
    "consent": ("1",),
    "name": ("Maya Okafor-Lindt",),
    "birth_date": ("4 March 1990",),
    "address": ("12 Mill Lane, Larkfield",),
    "medical_history": ("Asthma since I was ten",),
    "medications": ("Salbutamol when needed",),
    "review": ("SEND",),
    "submitted": (),
}
STEPS = tuple(ROAD)


@cache
def asking(*questions: Question) -> Questionnaire:
    """Return a questionnaire of these questions, whatever a clinic could define."""
    made = Questionnaire(FIRST, Definition(()))
    in_order = tuple(sorted(questions, key=lambda question: not question.of_carer))
    object.__setattr__(made, "questions", in_order)
    object.__setattr__(made, "_known", {question.key: question for question in questions})
    return made


def flow_of(clinic: Clinic = CLINIC, questions: tuple[Question, ...] = QUESTIONS) -> Flow:
    """Return the conversation of a clinic that asks the questions of these tests."""
    return Flow(clinic, asking(*questions))


@dataclass
class Patient:
    """Writes, waits, and remembers what came back."""

    flow: Flow = field(default_factory=flow_of)
    progress: Progress = field(default_factory=Progress)
    now: datetime = MORNING
    events: list[Event] = field(default_factory=list)
    replies: tuple[str, ...] = ()
    messages: int = 0

    def says(self, *texts: str) -> str:
        """Write one message after the other; returns all of the last answer."""
        for text in texts:
            self.sends(Kind.TEXT, text)
        return "\n\n".join(self.replies)

    def sends(self, kind: Kind, text: str = "") -> str:
        """Send one message of any kind."""
        self.messages += 1
        turn = self.flow.step(self.progress, Message(text, kind, UUID(int=self.messages << 96)), self.now)
        self.take(turn)
        return "\n\n".join(self.replies)

    def take(self, turn: Turn) -> None:
        """Remember what a turn brought, as a store would."""
        assert all(0 < channel.units(reply) <= channel.LIMIT for reply in turn.replies)
        self.progress, self.replies = load(dump(turn.progress)), turn.replies
        assert self.progress == turn.progress
        self.events += turn.events

    def waits(self, **delta: float) -> None:
        """Let time pass; a negative one sets the clock back."""
        self.now += timedelta(**delta)

    def comes_to(self, step: str) -> str:
        """Go the straight way, in English, to a step."""
        if self == Patient(self.flow):
            there = _at(self.flow, step)
            self.progress, self.replies = there.progress, there.replies
            self.events, self.messages = [*there.events], there.messages
        else:
            self._goes_to(step)
        return "\n\n".join(self.replies)

    def _goes_to(self, step: str) -> None:
        for earlier in STEPS[: STEPS.index(step)]:
            self.says(*ROAD[earlier])
        if step == "language":
            self.says("ok")
        assert self.progress.step == step

    def is_at(self, step: str, aside: str | None = None) -> bool:
        return (self.progress.step, self.progress.aside) == (step, aside)

    def last(self, kind: type[Happened]) -> Happened:
        return next(event for event in reversed(self.events) if isinstance(event, kind))


@cache
def _at(flow: Flow, step: str) -> Patient:
    """Return somebody who has gone the straight way to a step: nearly every test begins with it."""
    patient = Patient(flow)
    patient._goes_to(step)
    return patient


def household(*names: str) -> Patient:
    """Somebody who has handed in for each of them."""
    patient = Patient()
    patient.comes_to("name")
    for number, name in enumerate(names):
        if number:
            patient.says("hello", "2", "2", "1")
        patient.says(name, "4 March 1990", "12 Mill Lane", "NONE", "NONE", "SEND")
    assert len(patient.progress.people) == len(names)
    return patient


def alarms_of(patient: Patient) -> list[Alarmed]:
    """Return the alarms that their messages raised, oldest first."""
    return [event for event in patient.events if isinstance(event, Alarmed)]
