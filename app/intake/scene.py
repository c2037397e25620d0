"""What a stage may look at besides the progress: the clinic, the questions, one message, the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from app.intake.answers import Asking
from app.intake.questions import words_of

if TYPE_CHECKING:
    from datetime import datetime

    from app.intake.keywords import Command, Keyword
    from app.intake.model import Clinic, Event, Message
    from app.intake.progress import Progress
    from app.intake.questions import Question
    from app.intake.words import Phrases, QuestionWords


@dataclass(frozen=True, slots=True)
class Scene:
    """One message in its setting.

    Its text is clean. `phrases` are the patient's; `alarm` is a language with an emergency word in the text;
    `of_other` says that the questions are about somebody else.
    """

    clinic: Clinic
    questions: tuple[Question, ...]
    offered: tuple[Phrases, ...]
    phrases: Phrases
    message: Message
    command: Command | None
    alarm: Phrases | None
    now: datetime
    of_other: bool = False

    @property
    def keyword(self) -> Keyword | None:
        """The keyword that was typed, if any."""
        return self.command.keyword if self.command else None

    def fill(self, text: str, **fields: object) -> str:
        """A text with the clinic's name and numbers, and whatever else it names, put in."""
        return self.clinic.fill(text, **fields)

    def question(self, key: str) -> Question:
        """The question with that key.

        Raises:
            StopIteration: there is none; `path.settle` has seen to it that a step is a question or a stage.
        """
        return next(question for question in self.questions if question.key == key)

    def words(self, question: Question, phrases: Phrases | None = None) -> QuestionWords:
        """The question in the patient's language or another, about whom it is asked."""
        found = words_of(question, phrases or self.phrases)
        return found.of_other() if self.of_other else found

    def is_recent(self, then: datetime | None, span: timedelta) -> bool:
        """Whether that is less than `span` ago. A time in the future, after the clock was set back, is not."""
        return then is not None and timedelta(0) <= self.now - then < span

    def asking(self, question: Question) -> Asking:
        """What the question's reader may look at."""
        return Asking(self.phrases, self.now.date(), question.limit)


@dataclass(frozen=True, slots=True)
class Move:
    """What a stage decides: the new progress and what to say before whatever is open then is asked (or not)."""

    progress: Progress
    say: tuple[str, ...] = field(default=(), repr=False)
    events: tuple[Event, ...] = ()
    then_ask: bool = True
