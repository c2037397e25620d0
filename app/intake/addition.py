"""Tell which answer somebody adds to, at the list of all answers or after sending.

What comes late and says no more than "my knee as well" belongs to the last answer, unless it is clearly like another.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from app.intake import ear, intent
from app.intake.correction import Correction
from app.intake.progress import Progress
from app.intake.scene import Scene
from app.intake.talk import Talk

LONGEST: Final = 300
"""A longer text, in characters, is no piece of an answer."""
CLEARLY: Final = 1.5
"""How much likelier another answer must be than the last one, in log-odds."""
NO_ANSWER: Final = 0.5
"""From this on a text answers nothing, unless it begins as one that goes on."""


def hear(scene: Scene, progress: Progress, answered: Collection[str]) -> Correction | None:
    """Return what a text adds, and to which of these answers; None if to none."""
    text, told, asked = scene.message.text, progress.told, scene.questions_of(progress)
    ours = [question.key for question in asked if question.grows and question.key in answered]
    if not ours or len(text) > LONGEST:
        return None
    meant, last = intent.of(text), told if told in ours else ours[-1]
    is_more = ear.continues(text) or meant.talk is Talk.CORRECTION  # "I also take aspirin"
    if meant.no_answer(last) >= NO_ANSWER and not is_more:
        return None
    likeliest = max((question.key for question in asked), key=lambda key: meant.leaning(key, last))
    key = likeliest if meant.leaning(likeliest, last) >= CLEARLY else last
    return Correction(key, (text,), is_added=True) if key in ours else None
