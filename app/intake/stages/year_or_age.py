"""The year of birth or the age, of somebody who does not know the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.answers.birthdate import read_year_or_age
from app.intake.stages import taking

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Move, Scene


def ask(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.year_or_age)


def answer(scene: Scene, progress: Progress) -> Move:
    asking = scene.asking(scene.question(progress.step))
    return taking.follow(scene, progress, read_year_or_age(scene.message.text, asking))
