"""The conversation: a function from (progress, message, now) to (progress, replies, events)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from app.intake import channel, keywords, path, stages
from app.intake.answers import is_blank
from app.intake.keywords import Keyword, plain
from app.intake.model import Kind, Message, OptedIn, OptedOut, RightAsked, Turn
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress
from app.intake.questions import QUESTIONS, check
from app.intake.scene import Move, Scene
from app.intake.stages import consent, language, return_visit, review

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.intake.model import Clinic, Full
    from app.intake.progress import Person
    from app.intake.questions import Question
    from app.intake.words import Phrases

    Rule = Callable[[Scene, Progress], Move | None]


# Keywords that work at every step. Those of one stage (DONE, NONE, SKIP, SEND, DON'T KNOW) are read
# there.

CLOSED = frozenset({"declined", "closed"})
LISTS = frozenset({"review", "changes"})
# Asides that interrupt a question or a list, and give way to a word that steers elsewhere.
LIGHT = frozenset({None, "which_day", "year_or_age", "resume", "unfinished", "language"})

# Asides that BACK leaves for what lies under them.
FROM_ASIDE = frozenset({"which_day", "year_or_age", "unfinished", "language", "whose"})


def inform(scene: Scene, progress: Progress) -> Move | None:
    """HELP, PRIVACY and LANGUAGE: answered whatever else there is to say first."""
    match scene.keyword:
        case Keyword.HELP:
            return Move(progress, (scene.fill(scene.phrases.help),), then_ask=False)
        case Keyword.PRIVACY if consent.is_open(progress):
            return consent.read_more(scene, progress)
        case Keyword.PRIVACY:
            return Move(progress, (consent.longer(scene),))
        case Keyword.LANGUAGE if progress.step != "language":
            return Move(replace(progress, aside="language", readings=()))
        case _:
            return None


def steer(scene: Scene, progress: Progress) -> Move | None:
    """BACK, RESTART, START, GO ON, EDIT and REVIEW."""
    match scene.keyword:
        case Keyword.START:
            return start(progress)
        case Keyword.GO_ON:
            return _go_on(scene, progress)
        case Keyword.BACK:
            return _back(scene, progress)
        case Keyword.RESTART:
            return _restart(scene, progress)
        case Keyword.EDIT | Keyword.REVIEW:
            return _look(scene, progress)
        case _:
            return None


def start(progress: Progress) -> Move:
    """The way back for somebody who declined; anybody else is asked again what is open."""
    return consent.return_from(progress) if progress.step in CLOSED else Move(progress)


def _go_on(scene: Scene, progress: Progress) -> Move:
    if progress.aside == "resume":
        return return_visit.go_on(scene, progress)
    has_answer = progress.on_file is not None or progress.step in (*progress.answers, *progress.skipped)
    is_kept = path.is_question(scene, progress) and has_answer and not progress.pieces.get(progress.step)
    return Move(path.onward(scene, progress)) if is_kept and progress.aside is None else Move(progress)


def _back(scene: Scene, progress: Progress) -> Move:
    if progress.aside in FROM_ASIDE:
        return Move(replace(progress, aside=path.under(progress), readings=()))
    if progress.aside in {"sure", "consent"} or progress.step == "consent":
        return _back_from_consent(progress)
    if progress.step == "changes":
        return return_visit.leave_unchanged(scene, progress)
    if path.is_question(scene, progress) or progress.step == "review":
        return _back_one(scene, progress)
    return Move(progress)


def _back_one(scene: Scene, progress: Progress) -> Move:
    if progress.on_file:
        return Move(path.onward(scene, progress))
    before = path.before(scene, progress.step)
    if before is None:
        return Move(
            replace(progress, aside=path.under(progress)), (scene.fill(scene.phrases.first_question),)
        )
    return Move(path.at(progress, before))


def _restart(scene: Scene, progress: Progress) -> Move:
    if progress.step in CLOSED:
        return start(progress)
    if progress.aside in LIGHT and (path.is_question(scene, progress) or progress.step in LISTS):
        return return_visit.restart(scene, progress)
    return Move(progress)


def _look(scene: Scene, progress: Progress) -> Move | None:
    if progress.aside not in LIGHT or not (path.is_question(scene, progress) or progress.step in LISTS):
        return None
    if scene.command and scene.command.number is not None:
        look = review.edit if scene.keyword is Keyword.EDIT else review.one
        return look(scene, progress, scene.command.number)
    if progress.step in LISTS:
        return Move(replace(progress, aside=None))
    return Move(replace(progress, aside=path.under(progress)), (review.so_far(scene, progress),))


def _back_from_consent(progress: Progress) -> Move:
    """To the text, from there to the menu of those who have handed in, or to the language."""
    if progress.aside == "sure":
        return Move(consent.back(progress))
    if progress.aside == "consent":
        return Move(progress)
    if progress.people:
        return Move(replace(progress, step="submitted"))
    return Move(replace(progress, aside="language"))


# Messages that are no text: said so politely, never taken as an answer, never downloaded.

HINT_AGAIN = timedelta(minutes=10)


def hint(scene: Scene, progress: Progress) -> Move:
    """What to do instead, and what is open. A reaction is answered once in ten minutes, or hints would pour in."""
    if scene.message.kind is Kind.REACTION and scene.is_recent(progress.hinted_at, HINT_AGAIN):
        return Move(progress, then_ask=False)
    hinted = replace(progress, hinted_at=scene.now)
    if not progress.language:
        return Move(hinted, ("\n".join(_cannot(scene, phrases) for phrases in scene.offered),))
    if progress.aside is None and path.is_question(scene, progress):
        mention = scene.words(scene.question(progress.step)).mention
        please = scene.fill(scene.phrases.please_type, mention=mention)
        return Move(hinted, (f"{_cannot(scene, scene.phrases)} {please}",), then_ask=False)
    return Move(hinted, (f"{_cannot(scene, scene.phrases)} {scene.fill(scene.phrases.please_write)}",))


def _cannot(scene: Scene, phrases: Phrases) -> str:
    # A text in which nothing can be seen is of no kind that has a name.
    kind = Kind.OTHER if scene.message.kind is Kind.TEXT else scene.message.kind
    return phrases.cannot_read[kind]


# MY DATA and DELETE MY DATA: the clinic is told what a patient asks for under their rights (GDPR Art 15
# and 17).
#
# Nothing is shown here, and nothing that was handed in is erased: whoever holds the phone may be somebody
# else, so the staff look first. A draft, which the clinic does not have, is the sender's to delete at
# once.

KINDS: Mapping[Keyword, str] = {Keyword.MY_DATA: "copy", Keyword.DELETE_MY_DATA: "erasure"}


def ask(scene: Scene, progress: Progress) -> Move | None:
    """The answer to such a word, with what the clinic is to be told."""
    kind = KINDS.get(scene.keyword) if scene.keyword else None
    if kind is None:
        return None
    phrases = scene.phrases
    if whose := _whose(progress.people):
        said = phrases.copy_asked if kind == "copy" else phrases.erasure_asked
        events = tuple(RightAsked(person.id, kind) for person in whose)
        return Move(progress, (scene.fill(said),), events, then_ask=False)
    if kind == "erasure" and (progress.begun or progress.patient):
        return return_visit.delete(scene, progress)
    return Move(progress, (scene.fill(phrases.nothing_on_file),), then_ask=False)


def _whose(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """The sender's own record; of who has handed in for others only, each of theirs."""
    return tuple(person for person in people if not person.other) or people


# STOP and START. Twilio does not answer STOP on WhatsApp, so it is ours to obey at once and to confirm
# once.


def stop(scene: Scene, progress: Progress) -> Move:
    """One confirmation. Everything is kept, for a START."""
    has_answers = progress.begun or progress.people
    parts = (scene.phrases.stopped, scene.phrases.answers_kept) if has_answers else (scene.phrases.stopped,)
    sentence = " ".join(scene.fill(part) for part in (*parts, scene.phrases.write_start))
    return Move(replace(progress, opted_out=True), (sentence,), (OptedOut(),), then_ask=False)


def while_stopped(scene: Scene, progress: Progress) -> Move | None:
    """The answer to somebody who has stopped us; None is silence, and leaves everything as it was."""
    if scene.keyword is Keyword.HELP:
        return Move(progress, (scene.fill(scene.phrases.help_when_stopped),), then_ask=False)
    if scene.keyword is Keyword.START or _says_yes(scene):
        back = start(replace(progress, opted_out=False))
        return replace(back, events=(OptedIn(), *back.events))
    return ask(scene, progress)  # who wants no more messages has their rights all the same


def _says_yes(scene: Scene) -> bool:
    """The bare YES, as carriers take it (never "ok", which may only acknowledge the confirmation)."""
    is_text = scene.message.kind is Kind.TEXT
    return is_text and plain(scene.message.text) in {plain(phrases.yes[0]) for phrases in SHIPPED.values()}


# Who may answer a readable message before the open stage does, in this order.
RULES: tuple[Rule, ...] = (inform, ask, consent.renew, return_visit.notice, steer)
# A stranger who asks for help gets it; whatever else they write first, they are welcomed.
BEFORE_THE_WELCOME = frozenset({Keyword.HELP, Keyword.PRIVACY})
# However many messages come in a minute, these are obeyed.
AT_ANY_PACE = frozenset({Keyword.STOP, Keyword.START, Keyword.HELP})
WARN_AGAIN = timedelta(minutes=10)
STEP_NAMES = frozenset(stages.STEPS)


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
        check(self.questions, STEP_NAMES)

    def step(self, progress: Progress, message: Message, now: datetime) -> Turn:
        """What one message leads to. It depends on the arguments alone, and raises for none of them."""
        scene = self._scene(progress, message, now)
        settled = stages.settle(scene, progress)
        if not progress.opted_out:
            return self._turn(scene, settled, self._move(scene, settled))
        move = while_stopped(scene, settled)
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
        return channel.split(stages.open_stage(asked).ask(scene, asked))

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
        alarm = keywords.heard(text, languages)
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
            return stop(scene, progress)
        if scene.message.kind is not Kind.TEXT or is_blank(scene.message.text):
            return hint(scene, progress)
        if self._is_stranger(progress) and scene.keyword not in BEFORE_THE_WELCOME:
            return language.greet(scene, progress)
        moves = (rule(scene, progress) for rule in RULES)
        return next((move for move in moves if move), None) or stages.open_stage(progress).answer(
            scene, progress
        )

    def _is_stranger(self, progress: Progress) -> bool:
        """Whether nobody has been asked anything yet: of somebody new, or since the clinic had them begin again."""
        has_no_choice = len(self._offered) == 1
        return progress.last_at is None or (progress.language is None and has_no_choice)

    def _turn(self, scene: Scene, before: Progress, move: Move) -> Turn:
        """The move, with the question that is open after it, and with the emergency number if a word asks for it."""
        move = return_visit.drop_held(scene, move)
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
        return consent.remember(spoken, asked), (*changed, stages.open_stage(asked).ask(spoken, asked))
