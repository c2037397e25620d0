"""Serve a sender who comes back, begins again, or leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.intake import danger, ear, path
from app.intake.answers.dates import BIRTH_DATE
from app.intake.keywords import Keyword
from app.intake.model import DraftDiscarded
from app.intake.phrases import SHIPPED
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import question


def restart(scene: Scene, progress: Progress) -> Move:
    """Ask the first question again; the consent stays, and so do answers on file."""
    if progress.on_file:
        return leave_unchanged(scene, progress)
    sentence = scene.phrases.restarted if progress.begun else scene.phrases.restarted_from_nothing
    return Move(path.begin(scene, progress), (scene.fill(sentence),), _discarded(progress))


def delete(scene: Scene, progress: Progress) -> Move:
    """Delete everything that was not handed in, and the consent with it."""
    gone = replace(path.empty(progress), step="closed", patient=None, consent=None, whom=None)
    return Move(gone, (scene.fill(scene.phrases.deleted),), _discarded(progress), then_ask=False)


def leave_unchanged(scene: Scene, progress: Progress) -> Move:
    """Go back to the menu. What the clinic has does not change."""
    left = replace(path.empty(progress), step="submitted", patient=None)
    return Move(left, (scene.fill(scene.phrases.left_unchanged),), _discarded(progress))


def _discarded(progress: Progress) -> tuple[DraftDiscarded, ...]:
    return (DraftDiscarded(),) if progress.begun else ()


# After half an hour of silence a message may be meant for something else: hold it, and ask.

LONG_SILENCE = timedelta(minutes=30)
AT_A_QUESTION = frozenset({None, "which_day", "year_or_age"})
# While one of these is open, the patient has not yet said whether a held message is an answer.
HOLDING = frozenset({"resume", "language", "consent", "sure", "danger", "doubt", "waiting"})


def notice(scene: Scene, progress: Progress) -> Move | None:
    """Ask about a message that came after a long silence and looks like an answer."""
    if not _was_silent(scene, progress) or not _would_be_an_answer(scene, progress):
        return None
    text = scene.message.text
    can_hold = len(text) <= scene.question(progress.step).limit
    asked = replace(progress, aside="resume", readings=(), held=text if can_hold else "")
    phrases = scene.phrases
    say = (phrases.welcome_back,) if can_hold else (phrases.welcome_back, phrases.not_saved)
    return Move(asked, tuple(map(scene.fill, say)))


def ask_resume(scene: Scene, progress: Progress) -> str:
    sentence = scene.phrases.resume_changes if progress.on_file else scene.phrases.resume
    menu = scene.fill(sentence, title=scene.words(scene.question(progress.step)).title)
    return f"{scene.fill(scene.phrases.held)}\n\n{menu}" if progress.held else menu


def answer_resume(scene: Scene, progress: Progress) -> Move:
    options = (ear.yes_words(), (), scene.phrases.lexicon.delete)[: 2 if progress.on_file else 3]
    match ear.choose(scene.message.text, options):
        case 0:
            return go_on(scene, progress)
        case 1:
            return restart(scene, progress)
        case 2:
            return delete(scene, progress)
        case _:
            return Move(progress, (scene.fill(scene.phrases.not_saved),))


def go_on(scene: Scene, progress: Progress) -> Move:
    """Ask the open question again. A held message is read as its answer."""
    back = replace(progress, aside=None, held="")
    return question.answer(_with_held(scene, progress.held), back) if progress.held else Move(back)


def drop_held(scene: Scene, move: Move) -> Move:
    """Drop a held message whose question the patient has left, and say so."""
    if not move.progress.held or move.progress.aside in HOLDING:
        return move
    dropped = scene.fill(scene.phrases.held_dropped)
    return replace(move, progress=replace(move.progress, held=""), say=(dropped, *move.say))


def _with_held(scene: Scene, text: str) -> Scene:
    """Return the scene as if the text had just come.

    It is not a keyword: `notice` holds none that the question hears.
    """
    alarm = danger.hear(text, (scene.phrases.code, *SHIPPED))
    return replace(scene, message=replace(scene.message, text=text), command=None, alarm=alarm)


def _was_silent(scene: Scene, progress: Progress) -> bool:
    # If the clock was set back, the silence is negative, which is no silence.
    return progress.last_at is not None and scene.now - progress.last_at > LONG_SILENCE


def _would_be_an_answer(scene: Scene, progress: Progress) -> bool:
    if not path.is_question(scene, progress) or progress.aside not in AT_A_QUESTION:
        return False
    if progress.aside == "which_day" and question.picked(scene, progress) is not None:
        return False
    if progress.aside == "year_or_age" and question.is_year_or_age(scene, progress):
        return False
    return not _is_heard(scene, progress)


def _is_heard(scene: Scene, progress: Progress) -> bool:
    """Return whether the open question hears the message as a keyword."""
    asked = scene.question(progress.step)
    match scene.keyword:
        case Keyword.NONE:
            return asked.many
        case Keyword.DONT_KNOW:
            return asked.reader is BIRTH_DATE
        case keyword:
            return keyword is not None
