"""Leaving the intake in hand: to begin again, or for good."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.scene import Move
from app.intake.turn import DraftDiscarded

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def restart(scene: Scene, progress: Progress) -> Move:
    """The first question again, with the consent that was given; changes to handed-in answers are left alone."""
    if progress.on_file:
        return leave_unchanged(scene, progress)
    sentence = scene.phrases.restarted if progress.begun else scene.phrases.restarted_from_nothing
    return Move(path.begin(scene, progress), (scene.fill(sentence),), _discarded(progress))


def delete(scene: Scene, progress: Progress) -> Move:
    """Everything not handed in goes, the consent with it."""
    gone = replace(path.empty(progress), step="closed", patient=None, consent=None)
    return Move(gone, (scene.fill(scene.phrases.deleted),), _discarded(progress), then_ask=False)


def leave_unchanged(scene: Scene, progress: Progress) -> Move:
    """Back to the menu; what the clinic has stays as it is."""
    left = replace(path.empty(progress), step="submitted", patient=None)
    return Move(left, (scene.fill(scene.phrases.left_unchanged),), _discarded(progress))


def _discarded(progress: Progress) -> tuple[DraftDiscarded, ...]:
    return (DraftDiscarded(),) if progress.begun else ()
