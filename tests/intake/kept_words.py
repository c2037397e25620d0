"""Somebody whose every message has a word of its own, and who looks for each of them afterwards.

The word is in an answer, a note, an alarm or an open question, or else the reply says that it is not kept. Nothing here
is random by itself: a walk is a list of steps, which Hypothesis or `bench.words` makes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from app.intake.allowance import Full
from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress, dump, load
from app.intake.stages.alarm import ASIDES
from app.intake.words import Phrases
from tests.intake.patient import CLINIC, MORNING, Patient, flow_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.intake.model import Event, Turn

TEMPLATES = (
    *(
        "{}",
        "{}",
        "{}",
        "hello {}",
        "my name is {}",
        "{} Lee",
        "{} Lee, 4 March 1990",
        "4 March 1990 {}",
        "{} 1950",
    ),
    *(
        "12 {} Lane, Larkfield",
        "I have {}",
        "{} 20 mg",
        "yes {}",
        "no {}",
        "no, {}",
        "1 {}",
        "2 {}",
        "it is for {}",
    ),
    *(
        "my son {}",
        "I am {} his mother",
        "chest pain {}",
        "chst pain {}",
        "I have decided to die {}",
        "no I'm ok {}",
    ),
    *(
        "yes I need help {}",
        "I want to kill myself {}",
        "STOP {}",
        "EDIT 4 {}",
        "the address is wrong, it is 9 {} Road",
    ),
    *(
        "NONE {}",
        "none, only {}",
        "thank you {}",
        "I am 11 and {}",
        "what is {}?",
        "{}\nand more\n{}",
        "english {}",
    ),
    *("me llamo {}", "tengo {}", "me quiero morir {}", "me duele el pecho {}", "sí {}", "no sé {}", "{} {}"),
)
"""What may surround a word."""
STEERS = (
    *(
        "hello",
        "ok",
        "1",
        "1",
        "1",
        "2",
        "2",
        "3",
        "4",
        "0",
        "yes",
        "no",
        "Maya Okafor",
        "4 March 1990",
        "3/4/90",
    ),
    *(
        "12 Mill Lane, Larkfield",
        "NONE",
        "DONE",
        "SEND",
        "SEND",
        "BACK",
        "UNDO",
        "SKIP",
        "EDIT 1",
        "EDIT 4",
        "REVIEW",
    ),
    *(
        "GO ON",
        "START",
        "STOP",
        "HELP",
        "RESTART",
        "LANGUAGE",
        "español",
        "PRIVACY",
        "CALL ME",
        "MY DATA",
        "NOT ME",
    ),
    *(
        "DELETE MY DATA",
        "WITHDRAW",
        "LINK",
        "DON'T KNOW",
        "1950",
        "1990",
        "\N{THUMBS UP SIGN}",
        "hola",
        "2015",
    ),
)
"""What people write that holds nothing to keep."""
PAUSES = (0.02, 0.02, 0.05, 0.1, 0.15, 0.2, 1, 1, 1, 5, 31, 60 * 24 * 2, 60 * 24 * 100)
"""Minutes between two messages."""
WAYS = ("taken",) * 40 + ("hand over", "hand back", "hand back", "unread", "lost draft", "new text")
"""What happens meanwhile: a member takes over or gives back, a message is fetched, a key is gone, a text changes."""
KINDS = (Kind.TEXT,) * 12 + tuple(Kind)

LINK = f"https://intake.larkfield.example/f/{'x' * 43}"
CHAT = flow_of(CLINIC)
FLOWS = (
    CHAT,
    replace(CHAT, together=timedelta(seconds=4)),
    flow_of(replace(CLINIC, channel="sms")),
    flow_of(replace(CLINIC, languages=("en",))),
    flow_of(replace(CLINIC, intake_mode="ask")),
    flow_of(replace(CLINIC, intake_mode="link")),
)
PERSON = UUID(int=7)

_FIELDS = (
    *(
        "not_saved",
        "nothing_else_saved",
        "nothing_saved_yet",
        "nothing_saved_now",
        "not_kept",
        "not_kept_again",
    ),
    *("not_kept_at_pace", "slow_down", "too_long", "no_room", "note_dropped", "enough_notes", "too_young"),
    *("declined", "closed", "deleted", "cannot_answer"),
)
"""The texts that tell that a message is not kept."""
_REFUSALS = (
    *(name for name in Phrases.__annotations__ if name.endswith(("_as_name", "_than_name", "_as_address"))),
    *(
        "name_without_letters",
        "name_of_many_lines",
        "not_a_date",
        "date_in_part",
        "date_unclear",
        "date_in_future",
    ),
    *("date_too_old", "no_such_day", "not_year_or_age", "whole_date_needed"),
)
"""The texts that say why a message is not the answer to the question, which is asked again."""
_FIELD = re.compile(r"\{[^}]*\}")


def straight(text: str) -> str:
    """Return the text as both channels write it."""
    return text.replace("’", "'").replace("*", "")


def _fixed(text: str) -> str:
    """Return the longest part of a text in which nothing is filled in."""
    return max(_FIELD.split(straight(text)), key=len).strip()[:60]


TELLING = frozenset(
    _fixed(text)
    for phrases in SHIPPED.values()
    for text in (
        *(getattr(phrases, name) for name in (*_FIELDS, *_REFUSALS)),
        *phrases.cannot_read.values(),
        *(text.partition("*")[2] for text in (phrases.full[Full.ROOM],)),
        phrases.full[Full.MESSAGES],
    )
)


def words() -> Iterator[str]:
    """Yield words that are like no other, and no slip of any."""
    syllables = ("zu", "ko", "vi", "ra", "ja", "po", "ke", "wu", "xi", "lo")
    for number in count(1):
        yield "zuv" + "".join(syllables[int(figure)] for figure in f"{number:05}") + "q"


class Step(NamedTuple):
    """One message, and what happens before it."""

    text: str
    has_word: bool
    kind: Kind
    pause: float
    way: str


@dataclass
class Writer:
    """Writes, and looks for every word."""

    flow: Flow
    progress: Progress = field(default_factory=Progress)
    now: datetime = MORNING
    kept: list[str] = field(default_factory=list)
    """All that events have passed on."""
    waiting: list[str] = field(default_factory=list)
    """Words in a question that is open."""
    knows: str = ""
    """What the writer was told that holds until something else happens."""
    steps: int = 0
    lost: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    new: Iterator[str] = field(default_factory=words)

    def does(self, step: Step) -> None:
        """Write a message, and note which words are lost."""
        self.now += timedelta(minutes=step.pause)
        self.steps += 1
        word = next(self.new) if step.has_word else ""
        text = step.text.replace("{}", word)
        message = Message(
            text,
            step.kind,
            UUID(int=self.steps << 96 | 1),
            link=LINK if self.flow.clinic.intake_mode != "chat" else "",
        )
        before, turn = self.progress, self._turn(step.way, message)
        told = straight("\n".join(turn.replies))
        self.said += [f"> [{step.way}] {text} ({step.kind})", *(f"< {reply}" for reply in turn.replies)]
        self.said = self.said[-24:]
        self._take(turn)
        is_told = any(said in told for said in TELLING) or self._knows(before)
        if word and step.kind is not Kind.REACTION and not (self._is_kept(word) or is_told):
            self._loses(word)
        gone = [each for each in self.waiting if not self._is_kept(each)]
        if gone and not is_told and not _is_own_deed(turn):
            self._loses(*gone)
        self.waiting = [each for each in {*self.waiting, word} if each and each in _waiting(self.progress)]

    def _turn(self, way: str, message: Message) -> Turn:
        reader, progress = self.flow.with_person, self.progress
        if reader not in {None, PERSON, progress.unsent, *(each.id for each in progress.people)}:
            self.flow = replace(self.flow, with_person=None)  # what they wrote about is deleted
        match way:
            case "hand over" if progress.unsent and progress.consent:
                self.flow = replace(self.flow, with_person=progress.unsent, person_wrote_at=self.now)
            case "hand over" if progress.people:
                self.flow = replace(self.flow, with_person=PERSON)
            case "hand back":
                self.flow = replace(self.flow, with_person=None)
            case "unread":
                return replace(self.flow, unread=True).step(self.progress, message, self.now)
            case "lost draft":
                self.waiting = []  # the clinic keeps the sealed draft
                return self.flow.start_over(message, self.now, opted_out=self.progress.opted_out)
            case "new text":
                clinic = self.flow.clinic
                self.flow = replace(
                    self.flow, clinic=replace(clinic, consent_version=clinic.consent_version + 1)
                )
            case _:
                pass
        return self.flow.step(self.progress, message, self.now)

    def _take(self, turn: Turn) -> None:
        self.progress = load(dump(turn.progress))
        self.kept += [_words_of(event) for event in turn.events]

    def _knows(self, before: Progress) -> bool:
        """Tell whether an earlier reply said that nothing is kept: after STOP, or before they agree."""
        after = self.progress
        return (before.opted_out and after.opted_out) or (before.told_unkept and after.consent is None)

    def _is_kept(self, word: str) -> bool:
        return word in dump(self.progress).casefold() or any(word in words for words in self.kept)

    def _loses(self, *gone: str) -> None:
        self.lost.append(
            "\n".join((f"lost: {gone} at {self.progress.step}/{self.progress.aside}", *self.said))
        )


def _words_of(event: Event) -> str:
    return repr([getattr(event, name) for name in getattr(event, "__slots__", ())]).casefold()


def _waiting(progress: Progress) -> str:
    """Return what waits for an answer of the patient's."""
    cry = progress.cry.words if progress.cry and progress.aside in ASIDES else ""
    readings = progress.readings if progress.aside else ()
    return "\n".join((cry, progress.note, *readings)).casefold()


def _is_own_deed(turn: Turn) -> bool:
    """Tell whether the patient has had their answers deleted."""
    return any(type(event).__name__ in {"DraftDiscarded", "OptedOut"} for event in turn.events)


def beginning_at(flow: Flow, step: str) -> Writer:
    """Return a writer who has come to a step; where the chat hands out links, to the first one."""
    if flow.clinic.intake_mode != "chat" or step == "language":
        return Writer(flow)
    patient = Patient(CHAT)
    patient.comes_to(step)
    return Writer(flow, patient.progress)


def step_of(choose: Callable[[Sequence[Any]], Any]) -> Step:
    """Return a step; `choose` picks one of several, as `Random.choice` does."""
    has_word = choose((True, False, False))
    text = choose(TEMPLATES if has_word else STEERS)
    return Step(text, has_word, choose(KINDS) if has_word else Kind.TEXT, choose(PAUSES), choose(WAYS))
