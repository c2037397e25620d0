"""Which question comes next."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from uuid import UUID

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


# Taking somebody, or what is in hand, out of a conversation: for the clinic, when it erases or begins
# again.
#
# Whatever comes next is read as no answer: what is open then was asked of nobody yet, so it is asked
# first.

CLOSED = frozenset({"declined", "closed"})


def without(progress: Progress, patient: UUID) -> Progress:
    """The progress, and nothing of that person in it. An intake of somebody else goes on as it was."""
    others = tuple(person for person in progress.people if person.id != patient)
    left = replace(progress, people=others)
    if patient == progress.patient:
        return restarted(left)
    if others == progress.people or holds_somebody(progress) or progress.step in CLOSED:
        return left
    return restarted(left)  # a menu may be open that offers people by number, and the numbers have moved


def restarted(progress: Progress) -> Progress:
    """At the beginning, in the same language, without the intake in hand; those who have handed in get their menu."""
    emptied = replace(empty(progress), patient=None, held="", last_at=None, hinted_at=None)
    if progress.people:
        return replace(emptied, step="submitted", aside=None if progress.consent else "consent")
    return replace(emptied, step="consent" if progress.language else "language", consent=None)


def holds_somebody(progress: Progress) -> bool:
    """Whether an intake is in hand, or changes to one."""
    return progress.patient is not None or progress.begun
