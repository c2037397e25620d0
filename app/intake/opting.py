"""STOP and START. Twilio does not answer STOP on WhatsApp, so it is ours to obey at once and to confirm once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import rights
from app.intake.keywords import Keyword
from app.intake.message import Kind
from app.intake.phrases import SHIPPED
from app.intake.scene import Move
from app.intake.spelling import plain
from app.intake.steering import start
from app.intake.turn import OptedIn, OptedOut

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.scene import Scene


def stop(scene: Scene, progress: Progress) -> Move:
    """One confirmation. Everything is kept, for a START."""
    has_answers = progress.begun or progress.people
    parts = (scene.phrases.stopped, scene.phrases.answers_kept) if has_answers else (scene.phrases.stopped,)
    sentence = " ".join(scene.fill(part) for part in (*parts, scene.phrases.write_start))
    return Move(replace(progress, opted_out=True), (sentence,), (OptedOut(),), then_ask=False)


def while_stopped(scene: Scene, progress: Progress) -> Move | None:
    """The answer to somebody who has stopped us; None is silence, and leaves everything as it was."""
    if scene.keyword is Keyword.HELP:
        return Move(progress, (scene.fill(scene.phrases.help_when_stopped),), then_ask=False)
    if scene.keyword is Keyword.START or _says_yes(scene):
        back = start(replace(progress, opted_out=False))
        return replace(back, events=(OptedIn(), *back.events))
    return rights.ask(scene, progress)  # who wants no more messages has their rights all the same


def _says_yes(scene: Scene) -> bool:
    """The bare YES, as carriers take it (never "ok", which may only acknowledge the confirmation)."""
    is_text = scene.message.kind is Kind.TEXT
    return is_text and plain(scene.message.text) in {plain(phrases.yes[0]) for phrases in SHIPPED.values()}
