"""Everything in one list, before it is handed in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.scene import Move
from app.intake.stages import handing_in, listing

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def ask(scene: Scene, progress: Progress) -> str:
    return listing.framed(scene, progress, scene.phrases.review_head, scene.phrases.review_foot)


def answer(scene: Scene, progress: Progress) -> Move:
    instead = listing.before_sending(scene, progress)
    if instead:
        return instead
    still_open = path.first_open(scene, progress)
    if still_open:  # asked for since this intake was begun
        return Move(replace(progress, step=still_open), (scene.fill(scene.phrases.still_open),))
    return handing_in.submit(scene, progress)
