"""New answers in place of handed-in ones, which are not in the chat any more and are never shown in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.intake.scene import Move
from app.intake.stages import handing_in, listing

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def ask(scene: Scene, progress: Progress) -> str:
    return listing.framed(scene, progress, scene.phrases.changes_head, scene.phrases.changes_foot)


def answer(scene: Scene, progress: Progress) -> Move:
    instead = listing.before_sending(scene, progress)
    if instead:
        return instead
    if not progress.answers or progress.on_file is None:
        return Move(progress, (scene.fill(scene.phrases.no_changes),))
    return handing_in.update(scene, progress, progress.on_file)
