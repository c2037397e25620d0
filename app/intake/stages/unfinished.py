"""An answer of several messages that is not done, when all is about to be sent: never sent half, never dropped unasked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.answers.choices import pick
from app.intake.keywords import Keyword
from app.intake.scene import Move
from app.intake.stages import collecting
from app.intake.turn import DraftDiscarded

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def ask(scene: Scene, progress: Progress) -> str:
    return scene.fill(scene.phrases.finish, title=scene.words(scene.question(progress.step)).title)


def answer(scene: Scene, progress: Progress) -> Move:
    is_done = scene.keyword is Keyword.DONE
    match 0 if is_done else pick(scene.message.text, [(), (), ()]):
        case 0:
            return collecting.done(scene, progress, scene.question(progress.step))
        case 1:
            return Move(replace(progress, aside=None))
        case 2:
            return _drop(scene, progress)
        case _:
            return Move(progress, (scene.fill(scene.phrases.not_saved),))


def _drop(scene: Scene, progress: Progress) -> Move:
    pieces = {key: kept for key, kept in progress.pieces.items() if key != progress.step}
    left = path.onward(scene, replace(progress, pieces=pieces))
    return Move(left, (scene.fill(scene.phrases.pieces_dropped),), (DraftDiscarded(),))
