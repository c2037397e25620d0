"""Decide which question comes next."""

from __future__ import annotations

from dataclasses import replace

from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Scene

CLOSED = frozenset({"declined", "closed"})
"""Steps at which nothing is asked."""


def is_question(scene: Scene, progress: Progress) -> bool:
    """Return whether a question is open, even if an aside is open on top of it."""
    return any(question.key == progress.step for question in scene.questions_of(progress))


def is_answered(progress: Progress, question: Question) -> bool:
    """Return whether a question of the current intake is answered or skipped."""
    return question.key in progress.answers or question.key in progress.skipped


def first_open(scene: Scene, progress: Progress) -> str | None:
    """Return the key of the first question that is neither answered nor skipped."""
    asked = scene.questions_of(progress)
    return next((question.key for question in asked if not is_answered(progress, question)), None)


def onward(scene: Scene, progress: Progress) -> Progress:
    """Go to the list of changes, the first open question, or the review.

    A change of what is on file may open questions that were not asked before.
    """
    if progress.on_file:
        step = _opened(scene, progress) or "changes"
    else:
        step = first_open(scene, progress) or "review"
    return replace(progress, step=step, aside=None, readings=())


def _opened(scene: Scene, progress: Progress) -> str | None:
    """Return the first question that is asked because of an answer which has changed."""
    person = progress.on_file
    if person is None or scene.questionnaire.deciding.isdisjoint(progress.answers):
        return None
    asked = (each for each in scene.questions_of(progress) if each.item and each.item.only_if)
    is_new = (each for each in asked if each.key not in person.answered and not is_answered(progress, each))
    return next((each.key for each in is_new), None)


def at(progress: Progress, question: Question) -> Progress:
    """Go to a question, whatever was open before."""
    return replace(progress, step=question.key, aside=None, readings=())


def before(scene: Scene, progress: Progress, step: str) -> Question | None:
    """Return the question before this step. The review comes after the last question."""
    asked = scene.questions_of(progress)
    keys = [question.key for question in asked]
    index = keys.index(step) if step in keys else len(keys)
    return asked[index - 1] if index else None


def leave(progress: Progress) -> Progress:
    """Leave what is open."""
    return replace(progress, aside=None, readings=())


def under(progress: Progress) -> str | None:
    """Return the aside under the open one.

    While a note waits, it is the question whom it is about.
    """
    if progress.note:
        return "born" if progress.doubted else "whose"
    return None


def begin(scene: Scene, progress: Progress) -> Progress:
    """Go to the first question of an empty intake."""
    emptied = replace(empty(progress), asked_version=progress.asked_version)
    return onward(scene, emptied)


def empty(progress: Progress) -> Progress:
    """Drop the current intake."""
    return replace(
        progress,
        aside=None,
        shown=None,
        answers={},
        skipped=(),
        told="",
        told_before="",
        readings=(),
        emergency=False,
        cry=None,
        replacing=(),
        by_form=(),
        typed={},
        heard="",
        asked_version=0,
    )
