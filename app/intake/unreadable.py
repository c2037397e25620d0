"""Messages that are no text: said so politely, never taken as an answer, never downloaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.message import Kind
from app.intake.scene import Move

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene
    from app.intake.words import Phrases

HINT_AGAIN = timedelta(minutes=10)


def hint(scene: Scene, progress: Progress) -> Move:
    """What to do instead, and what is open. A reaction is answered once in ten minutes, or hints would pour in."""
    if scene.message.kind is Kind.REACTION and scene.is_recent(progress.hinted_at, HINT_AGAIN):
        return Move(progress, then_ask=False)
    hinted = replace(progress, hinted_at=scene.now)
    if not progress.language:
        return Move(hinted, ("\n".join(_cannot(scene, phrases) for phrases in scene.offered),))
    if progress.aside is None and path.is_question(scene, progress):
        mention = scene.words(scene.question(progress.step)).mention
        please = scene.fill(scene.phrases.please_type, mention=mention)
        return Move(hinted, (f"{_cannot(scene, scene.phrases)} {please}",), then_ask=False)
    return Move(hinted, (f"{_cannot(scene, scene.phrases)} {scene.fill(scene.phrases.please_write)}",))


def _cannot(scene: Scene, phrases: Phrases) -> str:
    # A text in which nothing can be seen is of no kind that has a name.
    kind = Kind.OTHER if scene.message.kind is Kind.TEXT else scene.message.kind
    return phrases.cannot_read[kind]
