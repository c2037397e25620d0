"""The year of birth or the age, of somebody who does not know the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.answers.birthdate import read_year_or_age
from app.intake.answers.reading import Taken
from app.intake.stages import taking

if TYPE_CHECKING:
    from app.intake.answers.reading import Reading
    from app.intake.progress import Progress
    from app.intake.scene import Move, Scene


def ask(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.year_or_age)


def answer(scene: Scene, progress: Progress) -> Move:
    return taking.follow(scene, progress, _read(scene, progress))


def is_one(scene: Scene, progress: Progress) -> bool:
    """Whether the message is the year or the age that was asked for."""
    return isinstance(_read(scene, progress), Taken)


def _read(scene: Scene, progress: Progress) -> Reading:
    return read_year_or_age(scene.message.text, scene.asking(scene.question(progress.step)))
