"""Run the conversation: from progress, message, time and allowance to a turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from app.intake import (
    burst,
    by_link,
    channel,
    choices,
    danger,
    ear,
    handover,
    kept,
    needless,
    notes,
    path,
    reminder,
    rights,
    stages,
    steer,
    unread,
    unreadable,
    unspoken,
)
from app.intake.allowance import ANYTHING, CRY, LONGEST_NAME, MESSAGES_A_MINUTE, Allowance, Full
from app.intake.clinic import Clinic
from app.intake.cries import Danger
from app.intake.danger.rules import Hearing
from app.intake.keywords import Keyword, is_blank, plain
from app.intake.kind import Kind
from app.intake.model import Alarmed, LinkHandedOut, Message, OptedIn, OptedOut, Turn
from app.intake.phrases import SHIPPED, speak
from app.intake.progress import Progress
from app.intake.questionnaire import SHIPPED as SHIPPED_QUESTIONS
from app.intake.questionnaire import Questionnaire, asked_for, begun_with
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import (
    alarm,
    beside,
    between,
    consent,
    correct,
    handed_in,
    language,
    link,
    question,
    whom,
)
from app.intake.words import Phrases

CONFIRMED_BY_TWILIO = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
)
"""The words for STOP to which Twilio itself replies on SMS; it then sends nothing from us.

If the message has anything more in it, we confirm too: should Twilio have taken it for a STOP, it drops what we send. On
WhatsApp it does not answer STOP, so we obey and confirm it.
"""


def stop(scene: Scene, progress: Progress) -> Move:
    """Confirm STOP, unless Twilio does. Everything is kept for a later START."""
    stopped = _stopped(scene, progress)
    is_told = scene.clinic.channel == "sms" and scene.message.text.casefold() in CONFIRMED_BY_TWILIO
    if is_told or scene.message.stopped:
        return Move(stopped, (), (OptedOut(),), then_ask=False)
    has_answers = progress.begun or progress.people
    parts = (scene.phrases.stopped, scene.phrases.answers_kept) if has_answers else (scene.phrases.stopped,)
    start = (scene.phrases.write_start, scene.phrases.nothing_saved_now)
    sentence = " ".join(scene.fill(part) for part in (*parts, *start))
    return Move(stopped, (sentence,), (OptedOut(),), then_ask=False, tells_unkept=True)


def _stopped(scene: Scene, progress: Progress) -> Progress:
    return replace(progress, opted_out=True, stopped_at=scene.written_at or scene.now)


def while_stopped(scene: Scene, progress: Progress) -> Move | None:
    """Answer a patient who has sent STOP. None means no reply and no change."""
    if scene.alarm:
        raised = alarm.alarms(scene, progress)
        return Move(alarm.told_of(progress), alarm.told(scene), raised, then_ask=False)
    if scene.keyword in {Keyword.HELP, Keyword.PERSON}:
        return Move(progress, (scene.fill(scene.phrases.help_when_stopped),), then_ask=False)
    if (scene.keyword is Keyword.START or _says_yes(scene)) and not _is_overtaken(scene, progress):
        back = steer.start(replace(progress, opted_out=False, stopped_at=None))
        return replace(back, events=(OptedIn(), *back.events))
    # Patients have their rights after a STOP too.
    return rights.ask_for_rights(scene, progress) or (
        rights.leave(scene, progress) if scene.keyword is Keyword.WITHDRAW else None
    )


def _is_overtaken(scene: Scene, progress: Progress) -> bool:
    """Return whether a fetched message was written before the STOP in force."""
    written_at, stopped_at = scene.written_at, progress.stopped_at
    return written_at is not None and stopped_at is not None and written_at < stopped_at


def _says_yes(scene: Scene) -> bool:
    """Return whether the text is a bare YES, which carriers take as START.

    "OK" does not count: it may only acknowledge our confirmation.
    """
    is_text = scene.message.kind is Kind.TEXT
    return is_text and plain(scene.message.text) in {
        plain(phrases.lexicon.yes[0]) for phrases in SHIPPED.values()
    }


# The rules that may answer a message before the open stage does, in this order: for a keyword, and for other words.
KEYWORD_RULES: tuple[steer.Rule, ...] = (
    steer.inform,
    rights.leave,
    rights.ask_for_rights,
    consent.renew,
    steer.obey,
    between.doubt,
    burst.join,
)
WORD_RULES: tuple[steer.Rule, ...] = (
    steer.switch_language,
    unspoken.answer,
    consent.renew,
    steer.welcome_back,
    steer.edit_named,
    correct.offer,
    between.doubt,
    beside.obey,
    burst.join,
    correct.offer_more,
    beside.doubt,
)
# At a clinic's own question that the message surely answers.
OWN_RULES: tuple[steer.Rule, ...] = (consent.renew,)
# What a message may be that is no answer to the question whether there is danger.
ADDING_RULES: tuple[steer.Rule, ...] = (correct.offer, burst.join, correct.offer_more)
# A stranger's first message is answered with the welcome, unless it is one of these keywords.
BEFORE_THE_WELCOME = frozenset({Keyword.HELP, Keyword.PRIVACY, Keyword.NOT_ME})
# These keywords are obeyed, no matter how many messages come in a minute.
AT_ANY_PACE = frozenset(
    {
        Keyword.STOP,
        Keyword.START,
        Keyword.HELP,
        Keyword.NOT_ME,
        Keyword.WITHDRAW,
        Keyword.NO_REMINDERS,
    }
)


@dataclass(frozen=True, slots=True)
class Flow:
    """The conversation as one clinic has set it up.

    Raises:
        ValueError: a language is not one of ours.
    """

    clinic: Clinic
    questionnaire: Questionnaire = SHIPPED_QUESTIONS
    """What is asked of whoever begins now."""
    begun: Questionnaire | None = None
    """The earlier version that this sender has begun with, if they have: they end with it."""
    together: timedelta = timedelta(0)
    """How soon after a question no message can be its answer. Zero joins no messages."""
    with_person: UUID | None = None
    """The patient about whom a member of staff is writing with this sender, if any.

    The form is then paused, unless it is this patient's own, which is not handed in yet.
    """
    person_wrote_at: datetime | None = None
    """When that member last wrote."""
    written_at: datetime | None = None
    """When the message was written, if we fetched it later."""
    unread: bool = False
    """Whether the message was written before the open question was asked, and so cannot answer it."""
    seen_at: datetime | None = None
    """When the patient may have seen the open question first, if that was told since it was asked."""

    def __post_init__(self) -> None:
        unknown = [code for code in self.clinic.languages if code not in SHIPPED]
        if unknown:
            raise ValueError(f"these languages do not ship: {', '.join(unknown)}")

    def step(
        self, progress: Progress, message: Message, now: datetime, allowance: Allowance = ANYTHING
    ) -> Turn:
        """Return what one message leads to, within what it may cost.

        The result depends on the arguments alone, and no argument makes it raise. `now` must be in the time zone of the
        clinic, because its date is taken for the patient's today.
        """
        scene = self.scene(progress, message, now)
        turn = self._within(scene, progress, allowance)
        is_limited = turn.replies and allowance.is_limited
        return self._answered(scene, progress, turn, allowance) if is_limited else turn

    def may_hand_in(self, progress: Progress) -> bool:
        """Return whether every question is answered, so that it may be handed in."""
        return all(path.is_answered(progress, question) for question in self.asked(progress))

    def asked(self, progress: Progress) -> tuple[Question, ...]:
        """Return what this person is asked, in order."""
        questionnaire, of_other = self.questionnaire_of(progress), progress.for_other
        return asked_for(questionnaire, self.clinic.left_out, progress, of_other=of_other)

    def questionnaire_of(self, progress: Progress) -> Questionnaire:
        """Return what this sender has begun with, or else the newest."""
        is_earlier = self.begun is not None and progress.asked_version == self.begun.version
        return self.begun if self.begun and is_earlier else self.questionnaire

    def _within(self, scene: Scene, progress: Progress, allowance: Allowance) -> Turn:
        """Return the turn, or what the sender is told if a limit is met.

        When only the replies are used up, what costs none is taken, and a cry for help is answered as ever.
        """
        if allowance.full:
            return self._turned_down(scene, progress, allowance.full, quietly=allowance.is_told)
        if (too_many := allowance.in_this_minute - MESSAGES_A_MINUTE) > 0:
            turn = self._slowed(scene, progress, quietly=too_many > 1)
        else:
            turn = self._taken(scene, progress)
        if turn.events and turn.hands_in and not allowance.takes_record:
            turn = self._turned_down(scene, progress, Full.RECORDS)
        if allowance.is_spent and turn.replies and not turn.is_cry:
            return self._unanswered(scene, progress) or self._turned_down(
                scene, progress, Full.MESSAGES, quietly=allowance.is_told
            )
        return turn

    def _answered(self, scene: Scene, progress: Progress, turn: Turn, allowance: Allowance) -> Turn:
        """Return a turn beyond a limit: answered now and then, or obeyed in silence."""
        keyword = scene.keyword if progress.opted_out or scene.keyword in AT_ANY_PACE else None
        is_cry = turn.is_cry and keyword is not Keyword.STOP
        what = CRY if is_cry else keyword.name.lower()[:LONGEST_NAME] if keyword else ""
        if allowance.is_silent or (what and not allowance.answers(what)):
            return self._in_silence(scene, progress, turn)
        if what:
            return replace(turn, answered_as=what)
        return replace(turn, replies=()) if allowance.full and allowance.is_spent else turn

    def _in_silence(self, scene: Scene, progress: Progress, turn: Turn) -> Turn:
        """Return the turn without its replies.

        Nobody can answer a question that is not sent, so staff are told of a doubtful cry at once.
        """
        is_told = any(isinstance(event, Alarmed) for event in turn.events)
        if is_told or turn.progress.cry in {None, progress.cry}:
            return replace(turn, replies=())
        events = (*turn.events, *alarm.alarms(scene, progress))
        return replace(turn, progress=alarm.told_of(progress), replies=(), events=events)

    def _taken(self, scene: Scene, progress: Progress) -> Turn:
        """Return what a message leads to that no limit concerns."""
        if (reader := self._reader(scene)) is None:
            return self._step(scene, progress)
        goes_on = reader == progress.unsent
        turn = self._step(scene, progress) if goes_on else self._beside_a_person(scene, progress, reader)
        waited = kept.dropped(progress, turn.progress, turn.events)
        return self._left(scene, progress, turn, waited)

    def _reader(self, scene: Scene) -> UUID | None:
        """Return the patient about whom a member of staff reads the message, if one does.

        Nobody does where patients answer by link: they were told that the chat keeps nothing they type.
        """
        return None if scene.by_link else self.with_person

    def _left(self, scene: Scene, before: Progress, turn: Turn, waited: tuple[str, ...] = ()) -> Turn:
        """Return the turn with the message left for who reads it, if anybody does."""
        reader = self._reader(scene)
        leave = handover.left_within if reader == before.unsent else handover.left_for
        left = leave(scene, reader, before, turn, waited) if reader else ()
        return replace(turn, events=(*left, *turn.events))

    def _unanswered(self, scene: Scene, progress: Progress) -> Turn | None:
        """Return the turn of a message that is only left to be read, without a reply."""
        is_obeyed = progress.opted_out or scene.keyword in AT_ANY_PACE
        left = None if is_obeyed else self._left(scene, progress, Turn(progress))
        return left if left and left.events else None

    def _beside_a_person(self, scene: Scene, progress: Progress, reader: UUID) -> Turn:
        """Answer danger, STOP and the like, rights, and LINK; leave the rest."""
        is_obeyed = scene.keyword in {*AT_ANY_PACE, *rights.WORDS, Keyword.LINK}
        if progress.opted_out or (is_obeyed and alarm.choice(scene, progress) is None):
            return self._step(scene, progress)
        scene, settled = alarm.settle(scene, stages.settle(scene, progress))
        return self._turn(scene, settled, handover.answer(scene, settled, reader))

    def _step(self, scene: Scene, progress: Progress) -> Turn:
        message = scene.message
        if said := choices.said_by(message.tapped, progress, self._asked(progress)):
            typed = replace(message, text=said, kind=Kind.TEXT)
            there = self.scene(progress, typed, scene.now)
            scene = replace(there, together=timedelta(0), person_wrote_at=None)
        settled = stages.settle(scene, progress)
        if settled.people:
            settled = handed_in.doubt(scene, settled)
        if settled.cry:
            scene, settled = alarm.settle(scene, settled)
        if not progress.opted_out:
            decided = alarm.passed_over(scene, settled, self._move(scene, settled))
            if self.unread and scene.keyword not in {*AT_ANY_PACE, *rights.WORDS}:
                decided = unread.settle(scene, settled, decided)
            is_read = self._reader(scene) is not None
            return self._turn(scene, settled, decided if is_read else kept.told(scene, progress, decided))
        move = while_stopped(scene, settled)
        if move is None:  # a second STOP counts too, so that it outweighs a START that is fetched
            return Turn(_stopped(scene, progress) if scene.keyword is Keyword.STOP else progress)
        return self._turn(scene, settled, kept.told(scene, progress, move))

    def _slowed(self, scene: Scene, progress: Progress, *, quietly: bool) -> Turn:
        """Answer a patient who sends too many messages in a minute.

        The member of staff who writes with them still gets every message.
        """
        if self._reader(scene) is not None:
            left = None if scene.alarm else self._unanswered(scene, progress)
            return left or self._taken(scene, progress)
        turn = self._not_kept(scene, progress, lambda phrases: phrases.slow_down, quietly=quietly)
        return replace(turn, is_slowed=True)

    def _turned_down(self, scene: Scene, progress: Progress, full: Full, *, quietly: bool = False) -> Turn:
        """Answer a message that is not kept because a limit is met."""
        turn = self._not_kept(scene, progress, lambda phrases: phrases.full[full], quietly=quietly)
        return replace(turn, full=full)

    def rest(self, progress: Progress, message: Message, now: datetime, until: str) -> tuple[str, ...] | None:
        """Return what to tell a patient during maintenance.

        None if the message is taken as usual, because it is a cry for help or part of one, is STOP, HELP or the like, or
        comes after a STOP.
        """
        scene = self.scene(progress, message, now)
        is_cry = scene.alarm is not None or progress.aside in alarm.ASIDES
        if is_cry or progress.opted_out or scene.keyword in {*AT_ANY_PACE, Keyword.PERSON}:
            return None
        return self._resting(scene, self._readers(progress), until)

    def rest_alone(self, message: Message, now: datetime, until: str) -> tuple[str, ...]:
        """Return what to tell a patient during maintenance without the database."""
        scene = self.scene(Progress(), message, now)
        return self._resting(scene, self._offered, until, alarm.numbers(scene))

    def _resting(
        self, scene: Scene, readers: Iterable[Phrases], until: str, first: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        told = [scene.fill(phrases.at_rest.replace("{until}", until)) for phrases in readers]
        return self._sent("\n\n".join((*first, *told)))

    def _not_kept(
        self, scene: Scene, progress: Progress, sorry: Callable[[Phrases], str], *, quietly: bool
    ) -> Turn:
        """Say that a message is not kept. Nothing changes.

        A cry for help is answered with the number to call. STOP, START and HELP are obeyed. A patient who has sent STOP
        gets the same replies as ever. With `quietly`, for a patient who was told already, there is no other reply.
        """
        if progress.opted_out or scene.keyword in AT_ANY_PACE:
            return self._taken(scene, progress)
        if quietly and not scene.alarm:
            return Turn(progress)
        # Where patients answer by link, their words would not be kept, so do not ask for them again.
        says = (lambda phrases: phrases.not_kept_at_pace) if scene.by_link else sorry
        sorries = map(scene.fill, map(says, self._readers(progress)))
        replies = self._sent("\n\n".join((*alarm.told(scene), *sorries)))
        raised = alarm.alarms(scene, progress)
        return Turn(alarm.told_of(progress) if raised else progress, replies, raised)

    def start_over(self, message: Message, now: datetime, *, opted_out: bool = False) -> Turn:
        """Answer a patient whose earlier progress cannot be opened, and begin again.

        STOP is obeyed even then. `opted_out` is stored unsealed, so it is still known, and stays.
        """
        stranger = Progress(opted_out=opted_out)
        scene = self.scene(stranger, message, now)
        if opted_out or scene.keyword is Keyword.STOP:
            return self.step(stranger, message, now)
        sorry = tuple(scene.fill(phrases.start_over) for phrases in self._offered)
        cried = alarm.hear(scene, stranger, scene.alarm) if scene.alarm else None
        move = replace(cried, say=(*cried.say, *sorry)) if cried else Move(stranger, sorry)
        return self._left(scene, stranger, self._turn(scene, stranger, kept.told(scene, stranger, move)))

    def with_note(self, turn: Turn) -> Turn:
        """Add to the reply that words which no longer fit an answer became a note."""
        said = self.clinic.fill(self._readers(turn.progress)[0].became_note)
        return replace(turn, replies=self._sent("\n\n".join((said, *turn.replies))), choices=None)

    def without_alarm(self, turn: Turn, texts: Iterable[str]) -> Turn:
        """Add to the reply that words are not kept, if no alarm had room for them."""
        others = [event for event in turn.events if not isinstance(event, Alarmed)]
        if not turn.replies or not any(kept.is_lost(text, turn.progress, others) for text in texts):
            return turn
        said = self._readers(turn.progress)[0].not_saved
        return replace(turn, replies=self._sent("\n\n".join((*turn.replies, said))), choices=None)

    def apologising(self, turn: Turn) -> Turn:
        """Begin the reply with an apology: for a while, no messages were received."""
        said = self.clinic.fill(self._readers(turn.progress)[0].late)
        return replace(turn, replies=self._sent("\n\n".join((said, *turn.replies))), choices=None)

    def consent_messages(self, language: str) -> tuple[str, ...]:
        """Return the privacy text as a patient receives it, for the clinic's preview."""
        asked = Progress(step="consent", language=language)
        scene = self._with_nobody(asked)
        return self._sent(stages.open_stage(asked).ask(scene, asked))

    def danger_messages(self, language: str) -> dict[Danger, str]:
        """Return what a patient in danger is told, for the clinic's preview."""
        scene = self._with_nobody(Progress(language=language))
        return {each: alarm.sorry(scene, each) for each in (Danger.NOW, Danger.SELF_HARM)}

    def _with_nobody(self, progress: Progress) -> Scene:
        nobody = Message("", Kind.TEXT, UUID(int=0))
        return self.scene(progress, nobody, datetime.min.replace(tzinfo=UTC))

    def reminder(self, progress: Progress, now: datetime) -> str | None:
        """Return the reminder for a sender who has gone quiet, or None."""
        nobody = Message("", Kind.TEXT, UUID(int=0))
        said = reminder.words(self.scene(progress, nobody, now), progress)
        return channel.as_sms(said) if said and self.clinic.channel == "sms" else said

    def _sent(self, text: str) -> tuple[str, ...]:
        """Return a text as messages of the clinic's channel."""
        return channel.split(channel.as_sms(text) if self.clinic.channel == "sms" else text)

    @property
    def _offered(self) -> tuple[Phrases, ...]:
        return tuple(SHIPPED[code] for code in self.clinic.languages or SHIPPED)

    def _readers(self, progress: Progress) -> tuple[Phrases, ...]:
        return (speak(progress.language),) if progress.language else self._offered

    def scene(self, progress: Progress, message: Message, now: datetime) -> Scene:
        """Return the scene of a message: all that the stages may look at."""
        text = message.text
        offered = self._offered
        own = speak(progress.language) if progress.language else None
        languages = (own or offered[0], *SHIPPED.values())
        command = ear.find(text, languages, with_link=self.clinic.intake_mode != "chat")
        if message.stopped:
            command = ear.Command(Keyword.STOP, languages[0].code)
        # A caption may hold a STOP or an emergency word, but never an answer.
        is_heard = message.kind is Kind.TEXT or (command and command.keyword is Keyword.STOP)
        heard = danger.worst(message.dangers, [phrases.code for phrases in languages])
        typed_in = SHIPPED[command.language] if command else None
        cried = heard or progress.cry
        cried_in = SHIPPED.get(cried.language) if cried else None
        return Scene(
            clinic=self.clinic,
            questionnaire=self.questionnaire_of(progress),
            offered=offered,
            phrases=own or language.greeted_in(text, offered) or typed_in or cried_in or offered[0],
            message=message,
            command=command if is_heard else None,
            alarm=heard,
            now=now if now.tzinfo else now.replace(tzinfo=UTC),
            of_other=progress.for_other,
            visit=progress.visit,
            together=unread.TOGETHER if self.unread else self.together,
            written_at=self.written_at,
            seen_at=self.seen_at,
            person_wrote_at=self.person_wrote_at if self.with_person == progress.unsent else None,
        )

    def _move(self, scene: Scene, progress: Progress) -> Move:
        if scene.keyword is Keyword.STOP:
            return stop(scene, progress)
        if scene.alarm and not progress.aside and path.is_question(scene, progress):
            scene = alarm.unless_recalled(scene, scene.question(progress.step))
        if scene.alarm:
            scene = whom.unless_named(scene, progress)
        if scene.alarm and (stopped := self._stopped(scene, progress, scene.alarm)):
            return stopped
        return self._by_link(scene, progress) if scene.by_link else self._in_the_chat(scene, progress)

    def _stopped(self, scene: Scene, progress: Progress, heard: Hearing) -> Move | None:
        """Stop the form for danger, and ask after that what the same words correct."""
        is_sent = scene.by_link or progress.step == "submitted"
        corrected = None if is_sent else correct.offer(replace(scene, alarm=None), progress)
        return alarm.hear(scene, corrected.progress if corrected else progress, heard)

    def _in_the_chat(self, scene: Scene, progress: Progress) -> Move:
        """Answer a message where patients may give their answers in the chat."""
        if scene.message.kind is not Kind.TEXT or is_blank(scene.message.text):
            return self._unreadable(scene, progress)
        if progress.aside in alarm.ASIDES:
            return self._after_a_cry(scene, progress)
        if self._is_stranger(progress) and scene.keyword not in BEFORE_THE_WELCOME:
            return language.greet(scene, progress)
        rules = KEYWORD_RULES if scene.command else WORD_RULES
        for rule in OWN_RULES if question.is_answer(scene, progress) else rules:
            if move := rule(scene, progress):
                return replace(move, is_heard=move.is_heard or scene.command is not None)
        return burst.hush(scene, progress, stages.open_stage(progress).answer(scene, progress))

    def _by_link(self, scene: Scene, progress: Progress) -> Move:
        """Answer a message where patients give their answers only on our own page."""
        is_stranger, is_after_a_cry = self._is_stranger(progress), progress.aside in alarm.ASIDES
        is_asked = scene.keyword in BEFORE_THE_WELCOME or not by_link.is_text(scene)
        if is_stranger and not is_asked and not is_after_a_cry:
            return language.greet(scene, progress)
        move = by_link.answer(scene, progress)
        is_over = is_after_a_cry and move.progress.aside not in alarm.ASIDES
        return language.greet(scene, move.progress) if is_over and is_stranger else move

    def _unreadable(self, scene: Scene, progress: Progress) -> Move:
        """Read a picture's caption as text, and say so; without one, send a hint."""
        if not unreadable.has_words(scene, progress):
            return unreadable.hint(scene, progress)
        words = replace(scene, message=replace(scene.message, kind=Kind.TEXT))
        move = self._move(words, progress)
        return replace(move, say=(scene.fill(scene.phrases.words_read), *move.say))

    def _after_a_cry(self, scene: Scene, progress: Progress) -> Move:
        """Take the answer to the question that follows a cry for help.

        HELP and requests under a right are answered as usual. A keyword that steers the form continues with the form, unless
        it is in doubt whether there is danger: that it does not answer.
        """
        is_steered = scene.keyword in alarm.STEERS
        if is_steered and not alarm.awaits_answer(scene, progress):
            return self._move(scene, alarm.carry_on(progress))
        is_chosen = is_steered or alarm.choice(scene, progress) is not None
        rules = () if is_chosen else (steer.inform, rights.leave, rights.ask_for_rights)
        heard = (rule(scene, progress) for rule in rules)
        move = next((move for move in heard if move), None) or (
            None if is_chosen else _beneath_a_doubt(scene, progress)
        )
        move = move or stages.open_stage(progress).answer(scene, progress)
        is_over = move.progress.aside not in alarm.ASIDES
        if is_over and self._is_stranger(progress):
            return language.greet(scene, move.progress)
        return move

    def _is_stranger(self, progress: Progress) -> bool:
        """Return whether this sender has been asked nothing yet, or nothing since a reset."""
        has_no_choice = len(self._offered) == 1
        return progress.last_at is None or (progress.language is None and has_no_choice)

    def _turn(self, scene: Scene, before: Progress, move: Move) -> Turn:
        """Complete a move with the open question."""
        move = needless.dropped(scene, before, move)
        progress, say = begun_with(self._timed(scene, before, move), scene.questionnaire), move.say
        if move.then_ask:
            say += notes.due(scene, before, progress)
            progress, asked = self._ask(scene, progress)
            say += asked
        if _is_stuck(scene, before, move):
            say = self._with_a_way_out(scene, progress, say)
        replies = self._replies(progress, say, then_ask=move.then_ask)
        language_of, events = progress.language or scene.phrases.code, move.events
        if scene.message.link and any(scene.message.link in reply for reply in replies):
            progress, events = replace(progress, linked_at=scene.now), (*events, LinkHandedOut())
        shown = choices.offered(progress, replies, language_of, self._asked(progress))
        return Turn(progress, replies, events, shown)

    def _asked(self, progress: Progress) -> Question | None:
        """Return the question of the open step, if it is one."""
        return self.questionnaire_of(progress).question(progress.step)

    def _replies(self, progress: Progress, say: tuple[str, ...], *, then_ask: bool) -> tuple[str, ...]:
        """Return the messages of a reply. By SMS, a long list stays one."""
        if not say:
            return ()
        whole = "\n\n".join(say)
        has_buttons = then_ask and self.clinic.channel == "whatsapp"
        parts = choices.apart(progress, whole, len(self.asked(progress))) if has_buttons else (whole,)
        return tuple(reply for part in parts for reply in self._sent(part))

    def _with_a_way_out(self, scene: Scene, progress: Progress, say: tuple[str, ...]) -> tuple[str, ...]:
        """Say how to reach a person, unless that is said already.

        It stands on the line above the question, where a reply may have words and keep its buttons.
        """
        phrases = speak(progress.language) if progress.language else scene.phrases
        if not say or phrases.names_a_person("\n\n".join(say), self.clinic.phone):
            return say
        first, *others = say
        is_line = "\n" not in first
        return (f"{first} {phrases.stuck}", *others) if is_line else (phrases.stuck, *say)

    def _timed(self, scene: Scene, before: Progress, move: Move) -> Progress:
        """Note when the sender wrote, and when the open question was asked if it is new.

        A move that took an answer has noted the latter already.
        """
        progress, noted = move.progress, dict[str, Any]()
        # A stranger who has only asked for HELP or the like has yet to be welcomed.
        is_welcomed = move.then_ask or scene.alarm or not self._is_stranger(before)
        if scene.message.kind is not Kind.REACTION and is_welcomed:
            noted["last_at"] = scene.now
        is_same = before.last_at and _open(progress) == _open(before)
        if not is_same and (progress.told, progress.asked_at) == (before.told, before.asked_at):
            noted["asked_at"] = scene.now
            # Somebody who is asked about a correction still goes on with the answer before.
            if progress.aside != "correct" or progress.step != before.step:
                noted |= {"told": "", "told_before": ""}
        return replace(progress, **noted)

    def _ask(self, scene: Scene, progress: Progress) -> tuple[Progress, tuple[str, ...]]:
        """Ask the open question, or for consent again if the privacy text has changed."""
        if scene.by_link:
            return self._ask_by_link(scene, progress)
        is_due = consent.is_due(scene, progress)
        asked = consent.reopen(progress) if is_due else progress
        spoken = self._spoken(scene, asked)
        changed: tuple[str, ...] = (consent.why_again(spoken, asked),) if is_due else ()
        if kept.dropped(progress, asked, ()):
            changed = (*changed, spoken.fill(spoken.phrases.not_saved))
        return consent.remember(spoken, asked), (*changed, stages.open_stage(asked).ask(spoken, asked))

    def _spoken(self, scene: Scene, asked: Progress) -> Scene:
        """Return the scene with the language and the person of the question to ask."""
        phrases = speak(asked.language) if asked.language else scene.phrases
        questionnaire = self.questionnaire_of(asked)
        now = (phrases, asked.for_other, questionnaire)
        if now == (scene.phrases, scene.of_other, scene.questionnaire):
            return scene
        return replace(scene, phrases=phrases, of_other=asked.for_other, questionnaire=questionnaire)

    def _ask_by_link(self, scene: Scene, progress: Progress) -> tuple[Progress, tuple[str, ...]]:
        """Ask the few things that the chat itself asks, or hand out the link."""
        asked = link.at_start(progress)
        phrases = speak(asked.language) if asked.language else scene.phrases
        return asked, (by_link.open_stage(asked).ask(replace(scene, phrases=phrases), asked),)


def _beneath_a_doubt(scene: Scene, progress: Progress) -> Move | None:
    """Take what a message adds or corrects, and ask about the doubt again."""
    if progress.aside != alarm.DOUBT or scene.command:
        return None
    beneath = alarm.carry_on(progress)
    move = next((move for rule in ADDING_RULES if (move := rule(scene, beneath))), None)
    if move is None or move.progress == beneath:
        return None
    doubted = alarm.above(move.progress, progress)
    return Move(doubted, (alarm.ask_doubt(scene, doubted),), move.events, then_ask=False)


def _is_stuck(scene: Scene, before: Progress, move: Move) -> bool:
    """Return whether a message has led nowhere: it was refused, or not understood."""
    after = move.progress
    is_same = (after.step, after.aside, after.language) == (before.step, before.aside, before.language)
    is_taken = move.events or (after.answers, after.skipped) != (before.answers, before.skipped)
    is_refused = move.say or move.tells_unkept or not (scene.command or ear.is_courtesy(scene.message.text))
    return bool(is_same and is_refused and not (is_taken or move.is_heard or scene.alarm))


def _open(progress: Progress) -> tuple[str, str | None]:
    """Return what is open; whether words answer it is no question of its own."""
    return progress.step, progress.aside if progress.aside != "is_it" else None
