"""The conversation: a function from (progress, message, now) to (progress, replies, events)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from app.intake import channel, emergency, keywords, opting, rights, stage, unreadable
from app.intake.answers.text import is_blank
from app.intake.keywords import Keyword
from app.intake.message import Kind, Message
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress
from app.intake.questions import QUESTIONS, words_of
from app.intake.scene import Move, Scene
from app.intake.stages import consent, language, resume
from app.intake.steering import steer, tell
from app.intake.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.intake.clinic import Clinic
    from app.intake.limits import Full
    from app.intake.questions import Question
    from app.intake.words import Phrases

    Rule = Callable[[Scene, Progress], Move | None]

# Who may answer a readable message before the open stage does, in this order.
RULES: tuple[Rule, ...] = (tell, rights.ask, consent.renew, resume.notice, steer)
# A stranger who asks for help gets it; whatever else they write first, they are welcomed.
BEFORE_THE_WELCOME = frozenset({Keyword.HELP, Keyword.PRIVACY})
# However many messages come in a minute, these are obeyed.
AT_ANY_PACE = frozenset({Keyword.STOP, Keyword.START, Keyword.HELP})
WARN_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Flow:
    """The conversation of one clinic.

    Raises:
        ValueError: a language that does not ship, no question, two of one key or of a step's name, or one without
            English words.
    """

    clinic: Clinic
    questions: tuple[Question, ...] = QUESTIONS

    def __post_init__(self) -> None:
        unknown = [code for code in self.clinic.languages if code not in SHIPPED]
        if unknown:
            raise ValueError(f"these languages do not ship: {', '.join(unknown)}")
        keys = [question.key for question in self.questions]
        if not keys or len({*keys, *stage.STEPS}) != len(keys) + len(stage.STEPS):
            raise ValueError("questions need keys that are their own, and there must be one")
        for question in self.questions:
            try:
                words_of(question, SHIPPED["en"])
            except KeyError:
                raise ValueError(f"the question {question.key} has no English words") from None

    def step(self, progress: Progress, message: Message, now: datetime) -> Turn:
        """What one message leads to. It depends on the arguments alone, and raises for none of them."""
        scene = self._scene(progress, message, now)
        settled = stage.settle(scene, progress)
        if not progress.opted_out:
            return self._turn(scene, settled, self._move(scene, settled))
        move = opting.while_stopped(scene, settled)
        return Turn(progress) if move is None else self._turn(scene, settled, move)

    def slow_down(
        self, progress: Progress, message: Message, now: datetime, *, quietly: bool = False
    ) -> Turn:
        """The answer to too many messages in a minute: the last one is not kept, and nothing changes.

        A word of danger still shows the number to call; STOP, START and HELP are obeyed; who has stopped us hears
        no more than at any other pace. `quietly` is for those who have been told: the rest is silence, for each
        reply costs the clinic money.
        """
        return self._not_kept(progress, message, now, lambda phrases: phrases.slow_down, quietly=quietly)

    def turn_down(
        self, progress: Progress, message: Message, now: datetime, full: Full, *, quietly: bool = False
    ) -> Turn:
        """The answer where something is full: the message is not kept, and nothing changes. Otherwise as `slow_down`."""
        return self._not_kept(progress, message, now, lambda phrases: phrases.full[full], quietly=quietly)

    def _not_kept(
        self,
        progress: Progress,
        message: Message,
        now: datetime,
        sorry: Callable[[Phrases], str],
        *,
        quietly: bool,
    ) -> Turn:
        scene = self._scene(progress, message, now)
        if progress.opted_out or scene.keyword in AT_ANY_PACE:
            return self.step(progress, message, now)
        if quietly and not scene.alarm:
            return Turn(progress)
        banner = (scene.phrases.emergency_banner,) if scene.alarm else ()
        said = (*banner, *map(sorry, self._readers(progress)))
        return Turn(progress, channel.split("\n\n".join(map(scene.fill, said))))

    def start_over(self, message: Message, now: datetime, *, opted_out: bool = False) -> Turn:
        """The answer to somebody whose earlier progress cannot be opened: said so, and begun again.

        STOP is obeyed even then, and `opted_out`, which is known all the same, stays.
        """
        stranger = Progress(opted_out=opted_out)
        scene = self._scene(stranger, message, now)
        if opted_out or scene.keyword is Keyword.STOP:
            return self.step(stranger, message, now)
        sorry = tuple(scene.fill(phrases.start_over) for phrases in self._offered)
        return self._turn(scene, stranger, Move(stranger, sorry))

    def consent_messages(self, language: str) -> tuple[str, ...]:
        """The privacy text as it reaches a patient of that language: what a clinic sees before it is sent."""
        asked = Progress(step="consent", language=language)
        nobody = Message("", Kind.TEXT, UUID(int=0))
        scene = self._scene(asked, nobody, datetime.min.replace(tzinfo=UTC))
        return channel.split(stage.open_stage(asked).ask(scene, asked))

    @property
    def _offered(self) -> tuple[Phrases, ...]:
        return tuple(SHIPPED[code] for code in self.clinic.languages or SHIPPED)

    def _readers(self, progress: Progress) -> tuple[Phrases, ...]:
        return (speak(progress.language),) if progress.language else self._offered

    def _scene(self, progress: Progress, message: Message, now: datetime) -> Scene:
        text = message.text
        own = speak(progress.language) if progress.language else None
        languages = (own or self._offered[0], *SHIPPED.values())
        command = keywords.find(text, languages)
        # A picture may carry a STOP in its caption, and a cry for help; it carries no answer.
        is_heard = message.kind is Kind.TEXT or (command and command.keyword is Keyword.STOP)
        alarm = emergency.heard(text, languages)
        typed_in = SHIPPED[command.language] if command else None
        return Scene(
            clinic=self.clinic,
            questions=self.questions,
            offered=self._offered,
            phrases=own or language.greeted_in(text, self._offered) or typed_in or alarm or self._offered[0],
            message=message,
            command=command if is_heard else None,
            alarm=alarm,
            now=now if now.tzinfo else now.replace(tzinfo=UTC),
            of_other=progress.for_other,
        )

    def _move(self, scene: Scene, progress: Progress) -> Move:
        if scene.keyword is Keyword.STOP:
            return opting.stop(scene, progress)
        if scene.message.kind is not Kind.TEXT or is_blank(scene.message.text):
            return unreadable.hint(scene, progress)
        if self._is_stranger(progress) and scene.keyword not in BEFORE_THE_WELCOME:
            return language.greet(scene, progress)
        moves = (rule(scene, progress) for rule in RULES)
        return next((move for move in moves if move), None) or stage.open_stage(progress).answer(
            scene, progress
        )

    def _is_stranger(self, progress: Progress) -> bool:
        """Whether nobody has been asked anything yet: of somebody new, or since the clinic had them begin again."""
        has_no_choice = len(self._offered) == 1
        return progress.last_at is None or (progress.language is None and has_no_choice)

    def _turn(self, scene: Scene, before: Progress, move: Move) -> Turn:
        """The move, with the question that is open after it, and with the emergency number if a word asks for it."""
        move = resume.let_go(scene, move)
        progress, say = move.progress, move.say
        # Who has only asked for help so far is still to be welcomed.
        is_welcomed = move.then_ask or not self._is_stranger(before)
        if scene.message.kind is not Kind.REACTION and is_welcomed:
            progress = replace(progress, last_at=scene.now)
        if move.then_ask:
            progress, asked = self._ask(scene, progress)
            say += asked
        if scene.alarm and say and not scene.is_recent(before.warned_at, WARN_AGAIN):
            say = (scene.fill(scene.phrases.emergency_banner), *say)
            # Before a yes nothing is kept of what was written, not even that it was alarming.
            progress = replace(progress, warned_at=scene.now) if progress.consent else progress
        return Turn(progress, channel.split("\n\n".join(say)) if say else (), move.events)

    def _ask(self, scene: Scene, progress: Progress) -> tuple[Progress, tuple[str, ...]]:
        """What is open, in the language that the patient has by now; first, a privacy text that has changed."""
        is_due = consent.is_due(scene, progress)
        asked = consent.reopen(progress) if is_due else progress
        phrases = speak(asked.language) if asked.language else scene.phrases
        spoken = replace(scene, phrases=phrases, of_other=asked.for_other)
        changed = (spoken.fill(phrases.consent_changed),) if is_due else ()
        return consent.remember(spoken, asked), (*changed, stage.open_stage(asked).ask(spoken, asked))
