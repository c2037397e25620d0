"""Somebody whose answers the clinic has: change one, fill in for someone else, or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.answers.choices import pick
from app.intake.scene import Move
from app.intake.stages.handing_in import reference

if TYPE_CHECKING:
    from app.intake.progress import Person, Progress
    from app.intake.scene import Scene


def ask(scene: Scene, progress: Progress) -> str:
    return scene.fill(scene.phrases.returning, reference=reference(progress.people[-1].id))


def answer(scene: Scene, progress: Progress) -> Move:
    match pick(scene.message.text, [(), (), scene.phrases.no]):
        case 0 if len(progress.people) > 1:
            return Move(replace(progress, aside="whose"))
        case 0:
            return change(progress, progress.people[0])
        case 1:
            someone_else = replace(path.empty(progress), step="consent", patient=None)
            return Move(someone_else, (scene.fill(scene.phrases.for_someone_else),))
        case 2:
            return Move(progress, (scene.fill(scene.phrases.nothing_now),), then_ask=False)
        case _:
            return Move(progress)


def change(progress: Progress, person: Person) -> Move:
    """On to the list of that person's answers."""
    return Move(replace(path.empty(progress), step="changes", patient=person.id))
