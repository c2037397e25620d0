"""Answer what people ask about the chat itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.intake.keywords import Keyword
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.words import Phrases

ANSWERS: Mapping[Keyword, Callable[[Phrases], str]] = {
    Keyword.PERSON: lambda phrases: phrases.talk_to_us,
    Keyword.WHY: lambda phrases: phrases.why,
    Keyword.HOW_LONG: lambda phrases: phrases.how_long,
    Keyword.ROBOT: lambda phrases: phrases.robot,
    Keyword.WHO_SEES: lambda phrases: phrases.who_sees,
}


def answer(scene: Scene, progress: Progress) -> Move | None:
    """Answer a question about the chat in a sentence, and ask the open question again."""
    said = ANSWERS.get(scene.keyword) if scene.keyword else None
    return Move(progress, (scene.fill(said(scene.phrases)),)) if said else None
