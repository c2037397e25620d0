"""An answer of several messages: each piece is kept at once, DONE makes them one answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.intake import path
from app.intake.keywords import Keyword
from app.intake.scene import Move
from app.intake.stages import taking

if TYPE_CHECKING:
    from app.intake.progress import Progress
    from app.intake.questions import Question
    from app.intake.scene import Scene


def answer(scene: Scene, progress: Progress, question: Question) -> Move:
    match scene.keyword:
        case Keyword.DONE:
            return done(scene, progress, question)
        case Keyword.NONE if not progress.pieces.get(question.key):
            return taking.take(scene, progress, scene.message.text)
        case Keyword.NONE:  # "no", to "go on, or write DONE"
            return done(scene, progress, question)
        case Keyword.SEND:
            return Move(progress)
        case _:
            return _add(scene, progress, question)


def done(scene: Scene, progress: Progress, question: Question) -> Move:
    """The pieces as one answer; with none, an earlier answer stays as it is."""
    pieces = progress.pieces.get(question.key)
    if pieces:
        return taking.take(scene, progress, "\n".join(pieces))
    if progress.on_file or path.is_answered(progress, question):
        return Move(path.onward(scene, progress))
    return Move(progress, (scene.fill(scene.phrases.nothing_yet),), then_ask=False)


def _add(scene: Scene, progress: Progress, question: Question) -> Move:
    earlier = progress.pieces.get(question.key, ())
    piece = scene.message.text
    room = question.limit - sum(len(kept) + 1 for kept in earlier)
    if len(piece) > room:
        sentence = scene.phrases.no_room if earlier else scene.phrases.too_long
        figures = {"length": len(piece), "room": max(0, room), "limit": question.limit}
        return Move(progress, (scene.fill(sentence, **figures),), then_ask=False)
    kept = replace(
        progress,
        pieces={**progress.pieces, question.key: (*earlier, piece)},
        emergency=progress.emergency or scene.alarm is not None,
    )
    return Move(kept, (scene.fill(scene.phrases.kept),), then_ask=False)
