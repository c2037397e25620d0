"""After half an hour of silence a message may be meant for another question: ask before keeping it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.answers.birthdate import BIRTH_DATE
from app.intake.answers.choices import pick
from app.intake.keywords import Keyword
from app.intake.scene import Move
from app.intake.stages import beginning, which_day

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene

LONG_SILENCE = timedelta(minutes=30)
AT_A_QUESTION = frozenset({None, "which_day", "year_or_age"})


def notice(scene: Scene, progress: Progress) -> Move | None:
    """The answer to a message after a long silence that would otherwise be an answer to a question."""
    if not _was_silent(scene, progress) or not _would_be_an_answer(scene, progress):
        return None
    phrases = scene.phrases
    asked = replace(progress, aside="resume", readings=())
    return Move(asked, (scene.fill(phrases.welcome_back), scene.fill(phrases.not_saved)))


def ask(scene: Scene, progress: Progress) -> str:
    sentence = scene.phrases.resume_changes if progress.on_file else scene.phrases.resume
    return scene.fill(sentence, title=scene.words(scene.question(progress.step)).title)


def answer(scene: Scene, progress: Progress) -> Move:
    options = [(), (), scene.phrases.delete][: 2 if progress.on_file else 3]
    match pick(scene.message.text, options):
        case 0:
            return Move(replace(progress, aside=None))
        case 1:
            return beginning.restart(scene, progress)
        case 2:
            return beginning.delete(scene, progress)
        case _:
            return Move(progress, (scene.fill(scene.phrases.not_saved),))


def _was_silent(scene: Scene, progress: Progress) -> bool:
    # A clock that was set back makes the silence negative, which is none.
    return progress.last_at is not None and scene.now - progress.last_at > LONG_SILENCE


def _would_be_an_answer(scene: Scene, progress: Progress) -> bool:
    if not path.is_question(scene, progress) or progress.aside not in AT_A_QUESTION:
        return False
    if progress.aside == "which_day" and which_day.picked(scene, progress) is not None:
        return False
    return not _is_heard(scene, progress)


def _is_heard(scene: Scene, progress: Progress) -> bool:
    """Whether the open question hears the message as a keyword."""
    question = scene.question(progress.step)
    match scene.keyword:
        case Keyword.NONE:
            return question.many
        case Keyword.DONT_KNOW:
            return question.reader is BIRTH_DATE
        case keyword:
            return keyword is not None
