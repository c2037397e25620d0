"""Whose answers are to be changed: by initial and birth year, which a stranger with the phone learns little from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.answers.choices import pick
from app.intake.scene import Move
from app.intake.stages.returning import change

if TYPE_CHECKING:
    from app.intake.progress import Person, Progress
    from app.intake.scene import Scene


def ask(scene: Scene, progress: Progress) -> str:
    numbered = enumerate(progress.people, start=1)
    return "\n".join(
        (
            scene.fill(scene.phrases.whose),
            *(f"*{number}* {_label(scene, person)}" for number, person in numbered),
        )
    )


def answer(scene: Scene, progress: Progress) -> Move:
    index = pick(scene.message.text, [(_label(scene, person),) for person in progress.people])
    if index is None:
        return Move(progress, (scene.fill(scene.phrases.choose_number),))
    return change(progress, progress.people[index])


def _label(scene: Scene, person: Person) -> str:
    if person.birth_year is None:
        return scene.fill(scene.phrases.person_without_year, initial=person.initial)
    return scene.fill(scene.phrases.person, initial=person.initial, year=person.birth_year)
