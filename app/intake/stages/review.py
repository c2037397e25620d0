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
    phrases = scene.phrases
    listed = f"{scene.fill(phrases.review_head)}\n{listing.lines(scene, progress)}"
    return f"{listed}\n\n{scene.fill(phrases.review_foot)}"


def answer(scene: Scene, progress: Progress) -> Move:
    number = listing.number_alone(scene)
    if number is not None:
        return listing.edit(scene, progress, number)
    if not listing.says_send(scene):
        return Move(progress, (scene.fill(scene.phrases.not_saved),))
    still_open = path.first_open(scene, progress)
    if still_open:  # asked for since this intake was begun
        return Move(replace(progress, step=still_open), (scene.fill(scene.phrases.still_open),))
    return handing_in.submit(scene, progress)
