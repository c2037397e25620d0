"""A no to the privacy text is asked about once, then believed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import consent, path
from app.intake.answers.choices import pick
from app.intake.scene import Move
from app.intake.stages.consent import back, decide, show_anew
from app.intake.turn import ConsentRefused, DraftDiscarded

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene
    from app.intake.turn import Event


def ask(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.sure)


def answer(scene: Scene, progress: Progress) -> Move:
    phrases = scene.phrases
    match pick(scene.message.text, [phrases.yes, ()]):
        case 0:
            return _refused(scene, progress)
        case 1:
            return Move(back(progress))
        case _:
            return Move(progress, (scene.fill(phrases.choose_number),))


def _refused(scene: Scene, progress: Progress) -> Move:
    refused = consent.seen(scene, progress)
    if refused is None:
        return show_anew(scene, progress)
    refusals = decide(ConsentRefused, refused, scene, progress)
    events: tuple[Event, ...] = (*refusals, DraftDiscarded()) if progress.begun else refusals
    left = replace(path.empty(progress), patient=None)
    if progress.step == "consent" and progress.people:
        return Move(replace(left, step="submitted"), (scene.fill(scene.phrases.not_for_them),), events)
    return Move(
        replace(left, step="declined", consent=None),
        (scene.fill(scene.phrases.refused),),
        events,
        then_ask=False,
    )
