"""Answer what people ask about the chat itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.intake.keywords import Keyword
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import handed_in
from app.intake.words import Phrases

ANSWERS: Mapping[Keyword, Callable[[Phrases], str]] = {
    Keyword.WHY: lambda phrases: phrases.why,
    Keyword.HOW_LONG: lambda phrases: phrases.how_long,
    Keyword.ROBOT: lambda phrases: phrases.robot,
    Keyword.WHO_SEES: lambda phrases: phrases.who_sees,
}


def answer(scene: Scene, progress: Progress) -> Move | None:
    """Answer a question about the chat in a sentence, and ask the open question again.

    The clinic is told of those who ask for a person.
    """
    if scene.keyword is Keyword.PERSON:
        return handed_in.call_back(scene, progress)
    said = ANSWERS.get(scene.keyword) if scene.keyword else None
    return Move(progress, (scene.fill(said(scene.phrases)),)) if said else None
