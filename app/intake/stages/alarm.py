"""Stop the form at danger: say what helps first, then ask one question.

The clinic is told of a sure cry at once. About a doubtful one, the patient is asked first. If nothing can be asked, or
nobody answers, it counts as a sure one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from app.intake import burst, path
from app.intake.answers import pick
from app.intake.cries import Danger
from app.intake.danger.rules import Hearing
from app.intake.keywords import Keyword, is_blank, plain
from app.intake.kind import Kind
from app.intake.model import MOST_WORDS, Alarmed, Turn
from app.intake.phrase_lists import listed
from app.intake.progress import Cry, Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in, question

DANGER, DOUBT = "danger", "doubt"
# In danger, in doubt whether there is any, and after "I need help now".
ASIDES = frozenset({DANGER, DOUBT, "waiting"})
# After this long, nobody is asked about a sure cry any more, nor are the same words known again.
FORGOTTEN_AFTER = timedelta(minutes=30)
# A doubtful cry is an alarm if nobody has answered by then.
ANSWERED_WITHIN = timedelta(minutes=2)
YES, NO = 0, 1
# After a cry for help, these keywords lead back to the form.
STEERS = frozenset(
    {
        Keyword.BACK,
        Keyword.UNDO,
        Keyword.SHOW_ALL,
        Keyword.RESTART,
        Keyword.SKIP,
        Keyword.DONE,
        Keyword.REVIEW,
        Keyword.EDIT,
        Keyword.SEND,
        Keyword.LINK,
    }
)
# These sound like a cry but are not one: "delete my last message" sounds like a farewell.
NO_CRIES = frozenset({Keyword.STOP, Keyword.UNDO})


def alarms(scene: Scene, progress: Progress) -> tuple[Alarmed, ...]:
    """Return the alarm that a message raises, if any, whatever is open."""
    if scene.alarm is None:
        return ()
    return (_alarm(scene, progress, scene.alarm.danger, _words(scene, progress)),)


def unless_recalled(scene: Scene, question: Question) -> Scene:
    """Return the scene without danger that the answer to a question only recalls.

    What an allergy once did to somebody sounds like danger.
    """
    heard = scene.alarm
    is_past = heard is not None and heard.danger is Danger.NOW and not heard.now
    return replace(scene, alarm=None) if question.recalls and is_past else scene


def told(scene: Scene) -> tuple[str, ...]:
    """Return what to say to a cry where nothing can be asked."""
    return (sorry(scene, scene.alarm.danger),) if scene.alarm else ()


def numbers(scene: Scene) -> tuple[str, ...]:
    """Return what to say to a cry if the clinic cannot be told of it."""
    if scene.alarm is None:
        return ()
    lines = (scene.phrases.danger_numbers, *_crisis(scene, scene.alarm.danger))
    return ("\n".join(_fill(scene, line) for line in lines),)


def hear(scene: Scene, progress: Progress, heard: Hearing) -> Move | None:
    """Stop the form for a message that tells of danger, whatever is open.

    An answer to a question that may tell of an illness is kept as well.
    """
    if scene.keyword in NO_CRIES or choice(scene, progress) is not None:
        return None
    kept = _kept(scene, progress)
    saved = (scene.fill(scene.phrases.danger_saved),) if kept != progress else ()
    doubted = in_doubt(scene, kept)
    if not heard.sure:
        return Move(doubted, (*saved, ask_doubt(scene, doubted)), then_ask=False)
    said = (sorry(scene, heard.danger), *saved, scene.fill(scene.phrases.danger_menu))
    return Move(_stopped(doubted), said, alarms(scene, progress), then_ask=False)


def in_doubt(scene: Scene, progress: Progress) -> Progress:
    """Return the progress with the question about a doubtful cry on top."""
    if scene.alarm is None:
        return progress
    beneath = progress.cry.beneath if progress.cry and progress.aside in ASIDES else progress.aside
    cry = Cry(
        scene.alarm.danger,
        _words(scene, progress),
        scene.alarm.language,
        beneath,
        heard_as("", scene.message.text),
        _asked_at(progress) or scene.now,
    )
    return replace(progress, aside=DOUBT, cry=cry)


def heard_as(page: str, text: str) -> str:
    """Return a hash of a page and its text, to know the text without keeping it."""
    return sha256(f"{page}\n{plain(text)}".encode()).hexdigest()


def _asked_at(progress: Progress) -> datetime | None:
    """Return when the open question was first asked: asking again puts nothing off."""
    return progress.cry.asked_at if progress.cry and progress.aside == DOUBT else None


def due(progress: Progress, now: datetime) -> datetime | None:
    """Return when the doubtful cry that is open becomes an alarm, or None."""
    if progress.aside != DOUBT or progress.cry is None:
        return None
    return (_asked_at(progress) or now) + ANSWERED_WITHIN


def unanswered(progress: Progress, now: datetime) -> Turn | None:
    """Raise the alarm that was asked about, if it is due.

    The question becomes the one that follows a sure cry, whose answers have the same numbers.
    """
    due_at = due(progress, now)
    if due_at is None or due_at > now or progress.cry is None:
        return None
    asked_at = due_at - ANSWERED_WITHIN
    raised = Alarmed(_danger(progress), progress.cry.words, _whose(progress), asked_at)
    return Turn(_flagged(_stopped(progress)), events=(raised,))


def passed_over(scene: Scene, before: Progress, move: Move) -> Move:
    """Raise the alarm that was asked about, if a move leaves it without an answer."""
    is_open = before.aside != DOUBT or move.progress.aside in ASIDES
    answered = _answer_in_doubt(scene, before) is not None
    if is_open or answered or before.cry is None:
        return move
    raised = Alarmed(_danger(before), before.cry.words, _whose(before), _asked_at(before))
    return replace(move, events=(*move.events, raised))


def told_of(progress: Progress) -> Progress:
    """Return the progress after an alarm that has the words of a doubtful cry, too."""
    return _stopped(progress) if progress.aside == DOUBT else progress


def _words(scene: Scene, progress: Progress) -> str:
    """Return the words of a cry, after those of a doubtful one that is open."""
    before = progress.cry.words if progress.cry and progress.aside in ASIDES else ""
    words = "\n".join(filter(None, (before, scene.message.text)))
    return "" if scene.by_link else words if len(words) <= MOST_WORDS else scene.message.text


def _stopped(doubted: Progress) -> Progress:
    """Return the progress after a sure cry, whose words the alarm has."""
    return replace(doubted, aside=DANGER, cry=_in_hand(doubted.cry) if doubted.cry else None)


def _in_hand(cry: Cry) -> Cry:
    """Return a cry of which staff are told."""
    return replace(cry, words="", asked_at=None)


def _flagged(progress: Progress) -> Progress:
    """Return the progress whose intake, if there is one, tells of danger."""
    return replace(progress, emergency=progress.emergency or bool(progress.begun and progress.consent))


def stopped(scene: Scene, before: Progress, move: Move) -> Move:
    """Stop the form after words that tell of danger. What the move has taken stays."""
    if scene.alarm is None:
        return move
    doubted = in_doubt(scene, move.progress)
    if not scene.alarm.sure:
        return replace(move, progress=doubted)
    return replace(move, progress=_stopped(doubted), events=(*move.events, *alarms(scene, before)))


def ask(scene: Scene, progress: Progress) -> str:
    return "\n\n".join((sorry(scene, _danger(progress)), scene.fill(scene.phrases.danger_menu)))


def answer(scene: Scene, progress: Progress) -> Move:
    match choice(scene, progress, with_extra_words=True):
        case 0:
            return _wait(scene, progress)
        case 1:
            return Move(carry_on(progress) if scene.by_link else carried_on(progress))
        case _:
            menu = scene.fill(scene.phrases.danger_menu)
            return Move(progress, (numbers_of(scene, progress), menu), then_ask=False)


def ask_doubt(scene: Scene, progress: Progress) -> str:
    """Ask, with whom to call meanwhile."""
    phrases = scene.phrases
    lines = (phrases.danger_in_doubt, *_crisis(scene, _danger(progress)), phrases.danger_unread)
    return "\n\n".join((scene.fill(phrases.danger_doubt), "\n".join(_fill(scene, line) for line in lines)))


def answer_doubt(scene: Scene, progress: Progress) -> Move:
    match _answer_in_doubt(scene, progress):
        case 0:
            return confirmed(scene, progress)
        case 1:
            return _dismissed(scene, progress)
        case _:
            return Move(progress, (ask_doubt(scene, progress),), then_ask=False)


def _answer_in_doubt(scene: Scene, progress: Progress) -> int | None:
    """Return which choice a message is.

    A keyword has no extra words: "don't know" is not a no.
    """
    return choice(scene, progress, with_extra_words=scene.keyword in {None, Keyword.NONE})


def awaits_answer(scene: Scene, progress: Progress) -> bool:
    """Return whether a patient in doubt still has time to answer."""
    due_at = due(progress, scene.now)
    return due_at is not None and scene.now < due_at


def ask_waiting(scene: Scene, progress: Progress) -> str:
    return "\n".join((numbers_of(scene, progress), _fill(scene, scene.phrases.danger_waits)))


def numbers_of(scene: Scene, progress: Progress) -> str:
    """Return whom to call about the cry that is open."""
    lines = (scene.phrases.danger_numbers, *_crisis(scene, _danger(progress)))
    return "\n".join(_fill(scene, line) for line in lines)


def answer_waiting(_scene: Scene, progress: Progress) -> Move:
    return Move(carry_on(progress))


def carry_on(progress: Progress) -> Progress:
    """Go back to what was open before the cry."""
    return replace(progress, aside=progress.cry.beneath if progress.cry else None, cry=None)


def carried_on(progress: Progress) -> Progress:
    """Go back, and know the same words for one more message: they are an answer then."""
    return replace(carry_on(progress), cry=progress.cry)


def above(progress: Progress, open_on: Progress) -> Progress:
    """Return other progress with the question about a cry on top of it."""
    cry = open_on.cry and replace(open_on.cry, beneath=progress.aside)
    return replace(progress, aside=open_on.aside, cry=cry)


def is_forgotten(scene: Scene, progress: Progress) -> bool:
    """Return whether the patient has been silent for long since staff were told."""
    return progress.aside in ASIDES - {DOUBT} and not scene.is_recent(progress.last_at, FORGOTTEN_AFTER)


def _wait(scene: Scene, progress: Progress) -> Move:
    waiting = replace(progress, aside="waiting")
    return Move(waiting, (ask_waiting(scene, waiting),), then_ask=False)


def confirmed(scene: Scene, progress: Progress) -> Move:
    """Raise the alarm that was asked about."""
    cry = progress.cry or Cry(Danger.NOW, scene.message.text, scene.phrases.code, None)
    waiting = replace(_flagged(progress), aside="waiting", cry=_in_hand(cry))
    alarm = _alarm(scene, progress, _danger(progress), cry.words)
    return Move(waiting, (ask_waiting(scene, waiting),), (alarm,), then_ask=False)


def _dismissed(scene: Scene, progress: Progress) -> Move:
    """Ask the open question again. If the same words come again, they are its answer.

    After handing in, they are passed on at once, as any other words are.
    """
    left = carry_on(progress)
    if scene.by_link:
        return Move(left)
    if progress.cry is None or not handed_in.takes_notes(left):
        return Move(carried_on(progress))
    words = replace(scene.message, text=progress.cry.words)
    return handed_in.answer(replace(scene, message=words, command=None, alarm=None), left)


def settle(scene: Scene, progress: Progress) -> tuple[Scene, Progress]:
    """Do not hear the same words again after "carry on": they are an answer.

    Words that were in doubt are heard if they are sure now. Those of a sure cry were told to staff.
    """
    cry = progress.cry
    if progress.aside in ASIDES or cry is None:
        return scene, progress
    was_told = cry.asked_at is None
    is_same = cry.heard == heard_as("", scene.message.text) and (was_told or not scene.is_alarming)
    is_known = is_same and scene.is_recent(progress.last_at, FORGOTTEN_AFTER)
    return replace(scene, alarm=None) if is_known else scene, replace(progress, cry=None)


def _kept(scene: Scene, progress: Progress) -> Progress:
    """Return the progress with the message as an answer, if it may be one."""
    if scene.by_link:
        return progress
    is_answer = scene.message.kind is Kind.TEXT and not is_blank(scene.message.text)
    asked = replace(progress, aside=None) if progress.aside == "add_or_replace" else progress
    joined = burst.join(scene, progress)
    if joined and joined.progress != progress:
        return joined.progress
    if not is_answer or asked.aside or not _is_answerable(scene, asked):
        return progress
    return question.answer(scene, asked).progress if scene.question(asked.step).health else progress


def _is_answerable(scene: Scene, progress: Progress) -> bool:
    return path.is_question(scene, progress) and progress.consent is not None


def choice(scene: Scene, progress: Progress, *, with_extra_words: bool = False) -> int | None:
    """Return which of the two choices a message is, if one of them is open."""
    if progress.aside not in {DANGER, DOUBT} or scene.message.kind is not Kind.TEXT:
        return None
    if scene.keyword in {Keyword.GO_ON, Keyword.START}:
        return NO
    if scene.keyword in {Keyword.HELP, Keyword.PERSON}:
        return YES
    lexicon = scene.phrases.lexicon
    # Among other words "ok" is not a yes: "no, I'm ok".
    yes = lexicon.yes[:1] if with_extra_words else lexicon.yes
    needs_help = (*yes, *listed(lexicon.danger.needs_help))
    is_well = (*lexicon.no, *listed(lexicon.danger.is_well))
    return pick(scene.message.text, [needs_help, is_well], with_extra_words=with_extra_words)


def _alarm(scene: Scene, progress: Progress, danger: Danger, words: str) -> Alarmed:
    """Return the alarm, without words where nothing that is typed is kept."""
    return Alarmed(danger, "" if scene.by_link else words, _whose(progress))


def _whose(progress: Progress) -> UUID | None:
    """Return the patient whom a cry is about, as far as that is known."""
    return progress.patient or (progress.people[0].id if len(progress.people) == 1 else None)


def _danger(progress: Progress) -> Danger:
    is_self_harm = progress.cry is not None and progress.cry.danger == Danger.SELF_HARM
    return Danger.SELF_HARM if is_self_harm else Danger.NOW


def sorry(scene: Scene, danger: Danger) -> str:
    """Return what somebody in danger is told: whom to call, and that the clinic knows."""
    phrases = scene.phrases
    says = phrases.danger_self_harm if danger is Danger.SELF_HARM else phrases.danger_now
    return "\n".join(_fill(scene, line) for line in (says, *_crisis(scene, danger), phrases.danger_told))


def _crisis(scene: Scene, danger: Danger) -> tuple[str, ...]:
    """Return the line with a crisis line's number, if one is known and helps here."""
    is_needed = danger is Danger.SELF_HARM and scene.clinic.crisis_in(scene.phrases.code)
    return (scene.phrases.danger_crisis,) if is_needed else ()


def _fill(scene: Scene, text: str) -> str:
    return scene.fill(text, crisis=scene.clinic.crisis_in(scene.phrases.code))
