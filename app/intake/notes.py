"""Say the clinic's notes, which ask nothing, before what comes next."""

from __future__ import annotations

from app.intake import path
from app.intake.progress import Progress
from app.intake.questionnaire import is_for
from app.intake.questions import words_of
from app.intake.scene import Scene


def due(scene: Scene, before: Progress, after: Progress) -> tuple[str, ...]:
    """Return what is said before a question that is open for the first time."""
    has_moved = before.step != after.step and not (after.aside or after.on_file)
    if not scene.questionnaire.notes or not has_moved:
        return ()
    is_first = after.step == path.first_open(scene, after)
    is_end = after.step == "review" and path.first_open(scene, before) is not None
    return above(scene, after, after.step) if is_first or is_end else ()


def above(scene: Scene, progress: Progress, step: str) -> tuple[str, ...]:
    """Return the notes between the question before this step and it."""
    asked = {question.key for question in scene.questions_of(progress)}
    held = list[str]()
    for item in scene.questionnaire.definition.items:
        if item.key == step:
            return tuple(held)
        if item.key in asked:
            held.clear()
        elif (note := scene.questionnaire.notes.get(item.key)) and is_for(item, progress):
            held.append(words_of(note, scene.phrases, of_other=scene.of_other).ask)
    return tuple(held) if step == "review" else ()
