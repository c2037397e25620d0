"""Ask where to answer: in the chat, or on the clinic's own page."""

from __future__ import annotations

from dataclasses import replace

from app.intake import ear
from app.intake.progress import Progress
from app.intake.scene import Move, Scene


def ask(scene: Scene, _progress: Progress) -> str:
    return scene.fill(scene.phrases.way)


def answer(scene: Scene, progress: Progress) -> Move:
    lexicon = scene.phrases.lexicon
    match ear.choose(scene.message.text, (lexicon.in_the_chat, lexicon.on_the_page)):
        case 0:
            return Move(replace(progress, step="whom"))
        case 1:
            return Move(replace(progress, step="link"))
        case _:
            return Move(progress, (scene.fill(scene.phrases.choose_number),))
