"""Which of the days that a birth date may mean."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.intake.answers.birthdate import BIRTH_DATE, taken, words
from app.intake.answers.choices import pick
from app.intake.answers.reading import Refused
from app.intake.scene import Move
from app.intake.spelling import plain
from app.intake.stages import taking

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def ask(scene: Scene, progress: Progress) -> str:
    labels = enumerate(_labels(scene, progress), start=1)
    options = (scene.fill(scene.phrases.option, number=number, label=label) for number, label in labels)
    return "\n".join((scene.fill(scene.phrases.which_day), *options))


def answer(scene: Scene, progress: Progress) -> Move:
    asking = scene.asking(scene.question(progress.step))
    index = picked(scene, progress)
    if index is not None:
        return taking.follow(scene, progress, taken(date.fromisoformat(progress.readings[index]), asking))
    reading = BIRTH_DATE.read(scene.message.text, asking)
    if isinstance(reading, Refused):
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    return taking.follow(scene, progress, reading)


def picked(scene: Scene, progress: Progress) -> int | None:
    """The day picked by its number, by the whole of it, or by words that only one of the days has ("April")."""
    labels = _labels(scene, progress)
    index = pick(scene.message.text, [(label,) for label in labels])
    if index is not None:
        return index
    said = plain(scene.message.text).split()
    fitting = [place for place, label in enumerate(labels) if set(said) <= set(plain(label).split())]
    is_word = any(not word.isdecimal() for word in said)
    return fitting[0] if is_word and len(fitting) == 1 else None


def _labels(scene: Scene, progress: Progress) -> list[str]:
    return [words(value, scene.phrases.code) for value in progress.readings]
