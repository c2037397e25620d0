"""Which question comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.questions import Question
    from app.intake.scene import Scene


def is_question(scene: Scene, progress: Progress) -> bool:
    """Whether a question is open, be it under an aside."""
    return any(question.key == progress.step for question in scene.questions)


def is_answered(progress: Progress, question: Question) -> bool:
    """Whether the intake in hand has the answer, or the word that there will be none."""
    return question.key in progress.answers or question.key in progress.skipped


def first_open(scene: Scene, progress: Progress) -> str | None:
    """The first question that is neither answered nor skipped."""
    return next((question.key for question in scene.questions if not is_answered(progress, question)), None)


def first_unfinished(scene: Scene, progress: Progress) -> Question | None:
    """The first question with pieces that are no answer yet."""
    return next((question for question in scene.questions if progress.pieces.get(question.key)), None)


def onward(scene: Scene, progress: Progress) -> Progress:
    """At the next thing to do: the list of changes, the first open question, or the review."""
    left = leave(progress)
    if progress.on_file:
        return replace(left, step="changes")
    return replace(left, step=first_open(scene, progress) or "review")


def at(progress: Progress, question: Question) -> Progress:
    """At that question, whatever was open before."""
    return replace(leave(progress), step=question.key)


def before(scene: Scene, step: str) -> Question | None:
    """The question before the one that is open; after the last one comes the review."""
    keys = [question.key for question in scene.questions]
    index = keys.index(step) if step in keys else len(keys)
    return scene.questions[index - 1] if index else None


def leave(progress: Progress) -> Progress:
    """Away from what is open. The pieces of an answer stay: they were said to be kept."""
    return replace(progress, aside=None, readings=())


def under(progress: Progress) -> str | None:
    """The aside that lies under another one: whether to go on, as long as a message is held until that is said."""
    return "resume" if progress.held else None


def begin(scene: Scene, progress: Progress) -> Progress:
    """At the first question of an intake with nothing in it."""
    return replace(empty(progress), step=scene.questions[0].key)


def empty(progress: Progress) -> Progress:
    """Without the intake in hand."""
    return replace(
        progress,
        aside=None,
        shown=None,
        answers={},
        skipped=(),
        pieces={},
        readings=(),
        emergency=False,
        warned_at=None,
    )
