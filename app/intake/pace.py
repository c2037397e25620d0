"""Tell how long reading a question and typing an answer take a quick person.

A message that comes sooner than that is no answer to the question.
"""

from __future__ import annotations

from datetime import timedelta

from app.intake import path
from app.intake.progress import Progress
from app.intake.scene import Scene

READ_A_SECOND = 30
"""The characters of a question that a quick reader takes in: 360 words a minute."""
TYPED_A_SECOND = 6
"""The characters that a quick writer types on a phone."""
TO_NOTICE = 1.0
"""The seconds that a reply takes to arrive and to be seen."""
SURELY = timedelta(seconds=7.5)
"""After so long a message may be an answer whatever its length: some are dictated, pasted, or completed by the phone."""


def to_answer(scene: Scene, progress: Progress) -> timedelta:
    """Return how long it takes to read the open question and to type the message.

    What is open besides the questions is short, and answered by a number: that takes no longer than `scene.together`.
    """
    if not path.is_question(scene, progress):
        return scene.together
    asked = scene.question(progress.step)
    words = scene.words(asked)
    length = len(words.title) + len(words.ask) + (len(scene.phrases.many_hint) if asked.many else 0)
    seconds = TO_NOTICE + length / READ_A_SECOND + len(scene.message.text) / TYPED_A_SECOND
    return max(scene.together, timedelta(seconds=seconds))
