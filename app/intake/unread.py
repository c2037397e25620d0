"""Hear what was written before the open question was asked.

Nobody answered for a while, and the patient went on writing. What they wrote can only continue the answer before: it
cannot answer, choose or agree to what they have not read. A date of birth is an exception, because it can be nothing else.
"""

from __future__ import annotations

from datetime import timedelta

from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.model import Alarmed, ConsentGiven, ConsentRefused, NoteLeft, Submitted, Updated
from app.intake.progress import Progress
from app.intake.scene import Move, Scene

TOGETHER = timedelta.max
"""A message that was written meanwhile continues the answer before, however old that is."""
DECISIONS = (ConsentGiven, ConsentRefused, Submitted, Updated)
KEPT = (Alarmed, NoteLeft)


def settle(scene: Scene, before: Progress, move: Move) -> Move:
    """Return the move, or ask again if it takes the message for an answer."""
    if any(isinstance(event, DECISIONS) for event in move.events):
        return Move(before)
    if any(isinstance(event, KEPT) for event in move.events):
        return move
    return (
        move if _is_no_answer(before, move.progress) or _is_birth_date(scene, before, move) else Move(before)
    )


def _is_no_answer(before: Progress, after: Progress) -> bool:
    """Return whether the same is still open, and only the answer before has changed."""
    is_same = (before.step, before.aside) == (after.step, after.aside)
    return is_same and _changed(before, after) <= {before.told}


def _is_birth_date(scene: Scene, before: Progress, move: Move) -> bool:
    dates = {each.key for each in scene.questions_of(before) if each.reader is BIRTH_DATE}
    return bool(changed := _changed(before, move.progress)) and changed <= dates


def _changed(before: Progress, after: Progress) -> set[str]:
    """Return the questions whose answer has changed, or that were skipped."""
    keys = {*before.answers, *after.answers}
    answers = {key for key in keys if before.answers.get(key) != after.answers.get(key)}
    return answers | set(before.skipped) ^ set(after.skipped)
