"""Stop the form at danger: say what helps first, then ask one question.

The clinic is told of a sure cry at once. About a doubtful one, the patient is asked first. If nothing can be asked, it
counts as a sure one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.intake import burst, path
from app.intake.answers import pick
from app.intake.cries import Danger
from app.intake.danger.rules import Hearing
from app.intake.keywords import Keyword, is_blank, plain
from app.intake.kind import Kind
from app.intake.model import MOST_WORDS, Alarmed
from app.intake.phrase_lists import listed
from app.intake.progress import Cry, Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in, question

# In danger, in doubt whether there is any, and after "I need help now".
ASIDES = frozenset({"danger", "doubt", "waiting"})
# After this long, nobody is asked about a cry any more.
FORGOTTEN_AFTER = timedelta(minutes=30)
YES, NO = 0, 1
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
    return (_sorry(scene, scene.alarm.danger),) if scene.alarm else ()


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
    said = (_sorry(scene, heard.danger), *saved, scene.fill(scene.phrases.danger_menu))
    return Move(_stopped(doubted), said, alarms(scene, progress), then_ask=False)


def in_doubt(scene: Scene, progress: Progress) -> Progress:
    """Return the progress with the question about a doubtful cry on top."""
    if scene.alarm is None:
        return progress
    beneath = progress.cry.beneath if progress.cry and progress.aside in ASIDES else progress.aside
    cry = Cry(scene.alarm.danger, _words(scene, progress), scene.alarm.language, beneath)
    return replace(progress, aside="doubt", cry=cry)


def _words(scene: Scene, progress: Progress) -> str:
    """Return the words of a cry, after those of a doubtful one that is open."""
    before = progress.cry.words if progress.cry and progress.aside in ASIDES else ""
    words = "\n".join(filter(None, (before, scene.message.text)))
    return "" if scene.by_link else words if len(words) <= MOST_WORDS else scene.message.text


def _stopped(doubted: Progress) -> Progress:
    """Return the progress after a sure cry, whose words the alarm has."""
    return replace(doubted, aside="danger", cry=replace(doubted.cry, words="") if doubted.cry else None)


def stopped(scene: Scene, before: Progress, move: Move) -> Move:
    """Stop the form after words that tell of danger. What the move has taken stays."""
    if scene.alarm is None:
        return move
    doubted = in_doubt(scene, move.progress)
    if not scene.alarm.sure:
        return replace(move, progress=doubted)
    return replace(move, progress=_stopped(doubted), events=(*move.events, *alarms(scene, before)))


def ask(scene: Scene, progress: Progress) -> str:
    return "\n\n".join((_sorry(scene, _danger(progress)), scene.fill(scene.phrases.danger_menu)))


def answer(scene: Scene, progress: Progress) -> Move:
    match choice(scene, progress, with_extra_words=True):
        case 0:
            return _wait(scene, progress)
        case 1:
            return Move(carry_on(progress))
        case _:
            return Move(progress, (scene.fill(scene.phrases.danger_menu),), then_ask=False)


def ask_doubt(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.danger_doubt)


def answer_doubt(scene: Scene, progress: Progress) -> Move:
    match choice(scene, progress, with_extra_words=True):
        case 0:
            return confirmed(scene, progress)
        case 1:
            return _dismissed(scene, progress)
        case _:
            return Move(progress, (ask_doubt(scene, progress),), then_ask=False)


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


def is_forgotten(scene: Scene, progress: Progress) -> bool:
    """Return whether the patient has been silent for long since the cry."""
    return progress.aside in ASIDES and not scene.is_recent(progress.last_at, FORGOTTEN_AFTER)


def _wait(scene: Scene, progress: Progress) -> Move:
    waiting = replace(progress, aside="waiting")
    return Move(waiting, (ask_waiting(scene, waiting),), then_ask=False)


def confirmed(scene: Scene, progress: Progress) -> Move:
    """Raise the alarm that was asked about."""
    cry = progress.cry or Cry(Danger.NOW, scene.message.text, scene.phrases.code, None)
    in_hand = bool(progress.begun and progress.consent)
    waiting = replace(
        progress, aside="waiting", cry=replace(cry, words=""), emergency=progress.emergency or in_hand
    )
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
        return Move(replace(left, cry=progress.cry))
    words = replace(scene.message, text=progress.cry.words)
    return handed_in.answer(replace(scene, message=words, command=None, alarm=None), left)


def settle(scene: Scene, progress: Progress) -> tuple[Scene, Progress]:
    """Forget words that a patient said no to, and do not hear the same words again."""
    if progress.aside in ASIDES or progress.cry is None:
        return scene, progress
    is_same = plain(progress.cry.words) == plain(scene.message.text)
    heard = replace(scene, alarm=None) if is_same and not scene.is_alarming else scene
    return heard, replace(progress, cry=None)


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
    return question.answer(scene, asked).progress if scene.question(asked.step).many else progress


def _is_answerable(scene: Scene, progress: Progress) -> bool:
    return path.is_question(scene, progress) and progress.consent is not None


def choice(scene: Scene, progress: Progress, *, with_extra_words: bool = False) -> int | None:
    """Return which of the two choices a message is, if one of them is open."""
    if progress.aside not in {"danger", "doubt"} or scene.message.kind is not Kind.TEXT:
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
    only = progress.people[0].id if len(progress.people) == 1 else None
    return Alarmed(danger, "" if scene.by_link else words, progress.patient or only)


def _danger(progress: Progress) -> Danger:
    is_self_harm = progress.cry is not None and progress.cry.danger == Danger.SELF_HARM
    return Danger.SELF_HARM if is_self_harm else Danger.NOW


def _sorry(scene: Scene, danger: Danger) -> str:
    phrases = scene.phrases
    says = phrases.danger_self_harm if danger is Danger.SELF_HARM else phrases.danger_now
    return "\n".join(_fill(scene, line) for line in (says, *_crisis(scene, danger), phrases.danger_told))


def _crisis(scene: Scene, danger: Danger) -> tuple[str, ...]:
    """Return the line with a crisis line's number, if one is known and helps here."""
    is_needed = danger is Danger.SELF_HARM and scene.clinic.crisis_in(scene.phrases.code)
    return (scene.phrases.danger_crisis,) if is_needed else ()


def _fill(scene: Scene, text: str) -> str:
    return scene.fill(text, crisis=scene.clinic.crisis_in(scene.phrases.code))
