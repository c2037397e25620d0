"""Nothing is asked any more: after a no, or after the answers were deleted. START is the way back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake.scene import Move

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def ask(scene: Scene, progress: Progress) -> str:
    return scene.fill(scene.phrases.declined if progress.step == "declined" else scene.phrases.closed)


def answer(_scene: Scene, progress: Progress) -> Move:
    return Move(progress)


def return_from(progress: Progress) -> Move:
    """Back to the privacy text; somebody who has handed in answers comes back to those after it."""
    if progress.people:
        return Move(replace(progress, step="submitted", aside="consent"))
    return Move(replace(progress, step="consent", aside=None))
