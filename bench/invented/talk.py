"""Let an invented person answer what is open, in their own way."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from uuid import UUID

from app.intake.kind import Kind
from app.intake.model import ConsentGiven, Message, Submitted
from app.intake.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from random import Random

    from app.intake.flow import Flow
    from app.intake.model import Event, Turn
    from bench.invented.pace import Pace
    from bench.invented.person import Person

BEGAN: Final = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MOST_MESSAGES: Final = 60
HELD_BACK: Final = timedelta(hours=3)
BETWEEN: Final = (", ", "\n")
REMARKS: Final = 0.25
"""How many of the questions somebody who talks says something beside."""


@dataclass(frozen=True, slots=True)
class Line:
    """Hold one message and the moment it came."""

    text: str
    at: datetime


@dataclass(slots=True)
class Outcome:
    """Hold what a conversation came to."""

    lines: list[Line] = field(default_factory=list)
    replies: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)
    asked_where: int = 0
    """How often they were asked to which question a message belongs."""

    def turns(self, together: timedelta) -> int:
        """Return how many messages there are, if several in a row count once."""
        return 1 + sum(line.at - before.at >= together for before, line in pairwise(self.lines))

    @property
    def submitted(self) -> Submitted | None:
        """Return what was handed in."""
        return next((event for event in self.events if isinstance(event, Submitted)), None)

    @property
    def consent(self) -> ConsentGiven | None:
        """Return the consent that the intake rests on."""
        return next((event for event in reversed(self.events) if isinstance(event, ConsentGiven)), None)


@dataclass(slots=True)
class Talk:
    """Hold one person's conversation through `Flow`."""

    person: Person
    random: Random
    flow: Flow
    number: int
    pace: Pace
    now: datetime = BEGAN
    outcome: Outcome = field(default_factory=Outcome)
    tries: dict[str, int] = field(default_factory=dict)
    corrected: bool = False
    was_away: bool = False
    slipped: bool = False
    remarks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What they may write beside an answer, by question."""
    remarked: list[str] = field(default_factory=list)
    """The questions at which they did, the last one last."""
    in_pieces: str = ""
    """The question that was last answered in several messages."""

    def hold(self) -> Outcome:
        """Write until the intake is handed in, or until nobody would go on."""
        self._say(self.random.choice(self.person.habits.first))
        while self.outcome.submitted is None and len(self.outcome.lines) < MOST_MESSAGES:
            self._answer()
        return self.outcome

    def _answer(self) -> None:
        progress = self.outcome.progress
        step, aside = progress.step, progress.aside
        if step == self.person.pauses_at and not self.was_away and aside is None:
            self.was_away = True
            self.now += HELD_BACK
            self._say(self.random.choice(self.person.habits.comes_back))
            return
        place = aside or step
        if place in self.remarks and place not in self.remarked and self.random.random() < REMARKS:
            self.remarked.append(place)
            self._say(self.random.choice(self.remarks[place]))
            return
        tried = self.tries.get(place, 0)
        self.tries[place] = tried + 1
        handler: Callable[[int], None] = getattr(self, f"_at_{place}", self._at_anything)
        handler(tried)

    def _at_language(self, tried: int) -> None:
        self._say(self._habit(self.person.habits.chooses, tried, self.person.habits.number))

    def _at_whom(self, tried: int) -> None:
        words = self.person.habits.whom[self.person.whom]
        self._say(self._habit(words, tried, words[0]))

    def _at_carer_name(self, tried: int) -> None:
        name = self._styled(self.person.carer, tried)
        if self.person.answers_both and not tried:
            relation = self.random.choice(self.person.habits.relations)
            self._say(f"{name}{self.random.choice(BETWEEN)}{relation}")
        else:
            self._say(name)

    def _at_carer_relation(self, tried: int) -> None:
        self._say(self._habit(self.person.habits.relations, tried, self.person.habits.relations[0]))

    def _at_consent(self, tried: int) -> None:
        self._say(self._habit(self.person.habits.agrees, tried, "1"))

    def _at_name(self, tried: int) -> None:
        if self.person.name_in_pieces and not tried and " " in self.person.name:
            first, _, rest = self.person.name.partition(" ")
            self._burst((first, rest))
        elif self.person.answers_both and not tried:
            between = self.random.choice((" ", *BETWEEN))
            self._say(f"{self._styled(self.person.name, tried)}{between}{self._date(tried)}")
        else:
            self._say(self._styled(self.person.name, tried))

    def _at_birth_date(self, tried: int) -> None:
        self._say(self._date(tried))

    def _date(self, tried: int) -> str:
        day, habits = self.person.birth_date, self.person.habits
        style = habits.date_styles[0] if tried else self.random.choice(habits.date_styles)
        wrap = "{}" if tried else self.random.choice(habits.date_wraps)
        month = habits.months[day.month - 1]
        written = style.format(d=day.day, m=day.month, month=month, y=day.year, yy=f"{day.year % 100:02}")
        return wrap.format(written)

    def _at_which_day(self, _tried: int) -> None:
        readings = self.outcome.progress.readings
        right = self.person.birth_date.isoformat()
        self._say(str(readings.index(right) + 1) if right in readings else "BACK")

    def _at_belongs(self, _tried: int) -> None:
        self._say("1" if self.outcome.progress.readings[1] == self.in_pieces else "2")

    def _at_is_it(self, _tried: int) -> None:
        """Say whether the last words are the answer."""
        is_remark = bool(self.remarked) and self.remarked[-1] == self.outcome.progress.step
        self._say("2" if is_remark and self.outcome.progress.step not in self.tries else "1")

    def _at_address(self, tried: int) -> None:
        lines = self.person.address
        if self.person.address_in_pieces and not tried:
            self._burst(lines)
            return
        joined = self.random.choice((", ", "\n")).join(lines)
        said = joined if tried else self.random.choice(self.person.habits.address_styles).format(joined)
        self._burst((said, self.random.choice(self.person.habits.closes)) if self.person.closes else (said,))

    def _at_medical_history(self, tried: int) -> None:
        habits = self.person.habits
        if self.person.slips and not self.slipped:
            self.slipped = True
            self._say(self.random.choice(habits.slips))
            self._say(self.random.choice(habits.takes_back))
            self.tries["medical_history"] = 0
            return
        self._tell(self.person.history, self.person.habits.no_illness, tried)

    def _at_medications(self, tried: int) -> None:
        self._tell(self.person.medicines, self.person.habits.no_medicine, tried)

    def _at_allergies(self, tried: int) -> None:
        self._tell(self.person.allergies, self.person.habits.no_allergy, tried)

    def _at_reason(self, tried: int) -> None:
        self._tell((self.person.reason,), (), tried)

    def _at_review(self, tried: int) -> None:
        habits = self.person.habits
        if self.person.corrects and not self.corrected:
            self.corrected = True
            self._say(self.random.choice(habits.corrects_address))
            self.tries["address"] = 1
        else:
            self._say(self._habit(habits.sends, tried, habits.sends[0]))

    def _at_anything(self, tried: int) -> None:
        self._say(self._habit(self.person.habits.yes, tried, "1"))

    def _tell(self, pieces: tuple[str, ...], nothing: tuple[str, ...], tried: int) -> None:
        """Send the messages of one answer in a row, and say later that it was all."""
        if tried:
            self._say(self._habit(self.person.habits.done, tried - 1, self.person.habits.done[0]))
        elif pieces:
            self._burst(pieces)
        else:
            self._say(self.random.choice(nothing))

    def _habit(self, words: tuple[str, ...], tried: int, plainly: str) -> str:
        return plainly if tried else self.random.choice(words)

    def _styled(self, name: str, tried: int) -> str:
        return name if tried else self.random.choice(self.person.habits.name_styles).format(name)

    def _burst(self, texts: tuple[str, ...]) -> None:
        self.in_pieces = self.outcome.progress.step if len(texts) > 1 else ""
        self._say(texts[0])
        for text in texts[1:]:
            self._say(text, seconds=self.pace.of_piece(text))

    def _say(self, text: str, seconds: float | None = None) -> None:
        if seconds is None:
            read = next(filter(None, reversed(self.outcome.replies)), "")
            seconds = self.pace.of_answer(read, text, self.random)
        self.now += timedelta(seconds=seconds)
        self.outcome.lines.append(Line(text, self.now))
        new_id = UUID(int=(self.number << 64) + len(self.outcome.lines))
        turn: Turn = self.flow.step(self.outcome.progress, Message(text, Kind.TEXT, new_id), self.now)
        is_new = self.outcome.progress.aside != "belongs"
        self.outcome.asked_where += is_new and turn.progress.aside == "belongs"
        self.outcome.progress = turn.progress
        self.outcome.replies.append("\n\n".join(turn.replies))
        self.outcome.events += turn.events
