"""What a stage may look at, and what it decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from babel.units import format_unit

from app.intake.answers import ReaderContext
from app.intake.clinic import Clinic
from app.intake.danger.rules import Hearing
from app.intake.ear import Command
from app.intake.keywords import Keyword
from app.intake.model import Event, Message
from app.intake.progress import Progress
from app.intake.questionnaire import Questionnaire, asked_for
from app.intake.questions import Question, words_of
from app.intake.words import Phrases, QuestionWords

_YEAR, _LEAP = 365, 4


def _kept(phrases: Phrases, days: int) -> str:
    """Say how long answers are kept, in whole years if it is so many."""
    if not days:
        return phrases.kept_by_rules
    years, rest = divmod(days, _YEAR)
    is_years = years and rest <= years // _LEAP + 1
    unit, number = ("year", years) if is_years else ("day", days)
    span = format_unit(number, f"duration-{unit}", "long", locale=phrases.locales[0])
    return phrases.kept_for.format(span=span)


@dataclass(frozen=True, slots=True)
class Scene:
    """Hold one message with all that a stage may look at."""

    clinic: Clinic
    questionnaire: Questionnaire
    """The version of the clinic's questions that this sender is asked."""
    offered: tuple[Phrases, ...]
    """The languages that the clinic offers."""
    phrases: Phrases
    """The patient's language."""
    message: Message
    """The message, whose text is clean."""
    command: Command | None
    alarm: Hearing | None
    """The danger that the message tells of, if any."""
    now: datetime
    of_other: bool = False
    """Whether the questions are about somebody else than the sender."""
    visit: str = ""
    """The code of the type of visit that they are asked for."""
    together: timedelta = timedelta(0)
    """How soon after a question no message can be its answer. Zero joins no messages."""
    written_at: datetime | None = None
    """When the message was written, if it was fetched later."""
    seen_at: datetime | None = None
    """When the patient may have seen the open question first, if that was told since it was asked."""

    person_wrote_at: datetime | None = None
    """When a person at the clinic last wrote to somebody whose form goes on meanwhile, if one does."""

    def questions_of(self, progress: Progress) -> tuple[Question, ...]:
        """Return what this person is asked, in order: it may depend on their answers."""
        return asked_for(self.questionnaire, self.clinic.left_out, progress, of_other=self.of_other)

    @property
    def keyword(self) -> Keyword | None:
        """Return the keyword that was typed, if any."""
        return self.command.keyword if self.command else None

    @property
    def by_link(self) -> bool:
        """Return whether patients answer on the clinic's page alone.

        Nothing that they type in the chat is then kept.
        """
        return self.clinic.intake_mode == "link" and self.clinic.channel != "form"

    @property
    def is_alarming(self) -> bool:
        """Return whether the message tells of danger for sure."""
        return self.alarm is not None and self.alarm.sure

    def fill(self, text: str, **fields: object) -> str:
        """Fill in the clinic's own words, and the other fields that a text names."""
        hours = self.clinic.hours_in(self.phrases.code)
        line = "\n" + self.phrases.opening_hours.format(hours=hours) if hours else ""
        channel = self.clinic.channel
        carriers, carrier = self.phrases.carriers.get(channel, ""), self.phrases.carrier.get(channel, "")
        known = {"hours": line, "carriers": carriers, "carrier": carrier}
        if "{kept}" in text:
            known["kept"] = _kept(self.phrases, self.clinic.kept_days)
        return self.clinic.fill(text, **{**known, **fields})

    def question(self, key: str) -> Question:
        """Return the question with this key, whether or not this person is asked it.

        Raises:
            KeyError: there is none. `stages.settle` makes sure that a step is a question or a stage.
        """
        return self.questionnaire[key]

    def words(self, question: Question, phrases: Phrases | None = None) -> QuestionWords:
        """Return a question's texts in a language, about the sender or somebody else."""
        return words_of(question, phrases or self.phrases, of_other=self.of_other)

    def asked_at(self, progress: Progress) -> datetime | None:
        """Return when the patient can have begun to read the open question.

        It was not on their screen before Twilio reported its delivery, if it did so.
        """
        if progress.asked_at is None or self.seen_at is None:
            return progress.asked_at
        return max(progress.asked_at, self.seen_at)

    def is_recent(self, then: datetime | None, span: timedelta) -> bool:
        """Return whether `then` is less than `span` ago.

        A time in the future is not recent: the clock was set back.
        """
        return then is not None and timedelta(0) <= self.now - then < span

    def silence_since(self, then: datetime | None) -> timedelta:
        """Return the time since `then`, when the sender last wrote; zero for None."""
        # If the clock was set back, the result is negative, and counts as no silence.
        return self.now - then if then else timedelta(0)

    def context_of(self, question: Question) -> ReaderContext:
        """Return what the question's reader may look at."""
        return ReaderContext(self.phrases, self.now.date(), question.limit)


@dataclass(frozen=True, slots=True)
class Move:
    """Hold what a stage decides: the new progress, and what to say first."""

    progress: Progress
    say: tuple[str, ...] = field(default=(), repr=False)
    events: tuple[Event, ...] = ()
    then_ask: bool = True
    tells_unkept: bool = False
    """Whether `say` tells that the message is not kept, or why it cannot be the answer."""
    is_heard: bool = False
    """Whether the message was no answer, and was obeyed or answered: nobody who sent it is stuck."""
