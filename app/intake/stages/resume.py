"""After half an hour of silence a message may be meant for another question: hold it, and ask whether it is an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.intake import emergency, path
from app.intake.answers.birthdate import BIRTH_DATE
from app.intake.answers.choices import pick
from app.intake.keywords import Keyword
from app.intake.phrases import SHIPPED
from app.intake.scene import Move
from app.intake.stages import beginning, question, which_day, year_or_age

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene

LONG_SILENCE = timedelta(minutes=30)
AT_A_QUESTION = frozenset({None, "which_day", "year_or_age"})
# While one of these is open, the patient has not said yet what a held message is.
HOLDING = frozenset({"resume", "language", "consent", "sure"})


def notice(scene: Scene, progress: Progress) -> Move | None:
    """The answer to a message after a long silence that would otherwise be an answer to a question."""
    if not _was_silent(scene, progress) or not _would_be_an_answer(scene, progress):
        return None
    text = scene.message.text
    can_hold = len(text) <= scene.question(progress.step).limit
    asked = replace(progress, aside="resume", readings=(), held=text if can_hold else "")
    phrases = scene.phrases
    say = (phrases.welcome_back,) if can_hold else (phrases.welcome_back, phrases.not_saved)
    return Move(asked, tuple(map(scene.fill, say)))


def ask(scene: Scene, progress: Progress) -> str:
    sentence = scene.phrases.resume_changes if progress.on_file else scene.phrases.resume
    menu = scene.fill(sentence, title=scene.words(scene.question(progress.step)).title)
    return f"{scene.fill(scene.phrases.held)}\n\n{menu}" if progress.held else menu


def answer(scene: Scene, progress: Progress) -> Move:
    options = [(), (), scene.phrases.delete][: 2 if progress.on_file else 3]
    match pick(scene.message.text, options):
        case 0:
            return go_on(scene, progress)
        case 1:
            return beginning.restart(scene, progress)
        case 2:
            return beginning.delete(scene, progress)
        case _:
            return Move(progress, (scene.fill(scene.phrases.not_saved),))


def go_on(scene: Scene, progress: Progress) -> Move:
    """The open question again; a held message is its answer, and read as any other."""
    back = replace(progress, aside=None, held="")
    return question.answer(_with_held(scene, progress.held), back) if progress.held else Move(back)


def let_go(scene: Scene, move: Move) -> Move:
    """The move, without a message that was held and whose question the patient has left: said so, never silently."""
    if not move.progress.held or move.progress.aside in HOLDING:
        return move
    dropped = scene.fill(scene.phrases.held_dropped)
    return replace(move, progress=replace(move.progress, held=""), say=(dropped, *move.say))


def _with_held(scene: Scene, text: str) -> Scene:
    """The scene as if the text had just come. It is no keyword: `notice` holds none that the question hears."""
    alarm = emergency.heard(text, (scene.phrases, *SHIPPED.values()))
    return replace(scene, message=replace(scene.message, text=text), command=None, alarm=alarm)


def _was_silent(scene: Scene, progress: Progress) -> bool:
    # A clock that was set back makes the silence negative, which is none.
    return progress.last_at is not None and scene.now - progress.last_at > LONG_SILENCE


def _would_be_an_answer(scene: Scene, progress: Progress) -> bool:
    if not path.is_question(scene, progress) or progress.aside not in AT_A_QUESTION:
        return False
    if progress.aside == "which_day" and which_day.picked(scene, progress) is not None:
        return False
    if progress.aside == "year_or_age" and year_or_age.is_one(scene, progress):
        return False
    return not _is_heard(scene, progress)


def _is_heard(scene: Scene, progress: Progress) -> bool:
    """Whether the open question hears the message as a keyword."""
    asked = scene.question(progress.step)
    match scene.keyword:
        case Keyword.NONE:
            return asked.many
        case Keyword.DONT_KNOW:
            return asked.reader is BIRTH_DATE
        case keyword:
            return keyword is not None
