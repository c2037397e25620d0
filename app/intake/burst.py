"""Join messages that belong together into one answer.

Nobody reads a question and answers it within a few seconds. A message that comes so soon continues the answer before,
unless it clearly answers the open question.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from app.intake import ear, path
from app.intake.answers import Accepted, Rejected
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.names import NAME
from app.intake.answers.texts import CODES
from app.intake.keywords import Keyword, is_blank, plain
from app.intake.kind import Kind
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene
from app.intake.unread import TOGETHER

# After these steps a message is a choice, or it means nothing.
CHOICES = frozenset({"language", "way", "whom", "consent"})


def join(scene: Scene, progress: Progress) -> Move | None:
    """Add a message to the answer before, if it came too soon for another."""
    if progress.aside or not is_too_soon(scene, progress):
        return None
    told = next((question for question in scene.questions if question.key == progress.told), None)
    if _adds_nothing(scene, progress, told) or _is_said_again(scene, progress, told):
        return Move(progress, then_ask=False)
    if told is None or told.reader is BIRTH_DATE or _fits(scene, progress):
        return None
    return _joined(scene, progress, told)


def is_too_soon(scene: Scene, progress: Progress) -> bool:
    """Return whether a text came before the open question can have been read."""
    if scene.message.kind is not Kind.TEXT or is_blank(scene.message.text) or progress.asked_at is None:
        return False
    return abs(scene.now - progress.asked_at) < scene.together and scene.together > timedelta(0)


def hush(scene: Scene, progress: Progress, move: Move) -> Move:
    """Leave a message of a burst without a reply if it chose nothing."""
    is_idle = move.progress == progress and scene.command is None and scene.alarm is None
    is_choice = progress.step in CHOICES and is_too_soon(scene, progress)
    return Move(progress, then_ask=False) if is_idle and is_choice and not move.events else move


def _adds_nothing(scene: Scene, progress: Progress, told: Question | None) -> bool:
    """Return whether a message only ends an answer, or is a courtesy."""
    if scene.keyword is Keyword.DONE:
        return True
    # "Love" may be the rest of a name.
    may_be_name = told is not None and told.reader is NAME
    text = scene.message.text
    is_polite = ear.is_yes(text) or ((ear.is_courtesy(text) or ear.is_enough(text)) and not may_be_name)
    is_agreed_again = told is None and plain(scene.message.text).isdecimal()
    return path.is_question(scene, progress) and (is_polite or is_agreed_again) and scene.command is None


def _is_said_again(scene: Scene, progress: Progress, told: Question | None) -> bool:
    """Return whether somebody whom nobody answered repeats their answer, or adds none."""
    if told is None or scene.together != TOGETHER:
        return False
    said, again = progress.answers.get(told.key, ""), plain(scene.message.text)
    parts = said.split(told.reader.joint) if told.reader.joint else ()
    return again in map(plain, (said, *parts)) or scene.keyword is Keyword.NONE


def _fits(scene: Scene, progress: Progress) -> bool:
    """Return whether a message clearly answers what is open."""
    text = scene.message.text
    if scene.command is not None:
        return True
    if not path.is_question(scene, progress):
        return plain(text).isdecimal() or ear.is_yes(text) or ear.is_no(text) or ear.is_courtesy(text)
    asked = scene.question(progress.step)
    if asked.reader is not BIRTH_DATE:
        return False
    return not isinstance(BIRTH_DATE.read(text, scene.context_of(asked)), Rejected)


def _joined(scene: Scene, progress: Progress, told: Question) -> Move | None:
    """Add the message to the answer before it; None if they do not make one answer."""
    # A cry is never part of a name or an address.
    if scene.alarm and not told.many:
        return None
    earlier, text = progress.answers.get(told.key, ""), scene.message.text
    is_first = earlier in {"", *CODES.values()}
    whole = text if is_first else f"{earlier}{told.reader.joint}{text}"
    if len(whole) > told.limit:
        figures = {"length": len(text), "room": max(0, told.limit - len(whole) + len(text))}
        no_room = scene.fill(scene.phrases.no_room, **figures)
        return Move(progress, (no_room,), then_ask=False, tells_unkept=True)
    reading = told.reader.read(whole, scene.context_of(told))
    if not isinstance(reading, Accepted):
        return None
    kept = replace(
        progress,
        answers={**progress.answers, told.key: reading.value},
        told_before=earlier,
        asked_at=scene.now,
        emergency=progress.emergency or scene.is_alarming,
    )
    # A list that shows the answer is shown with all of it.
    is_shown = not path.is_question(scene, progress) and not told.health
    return Move(kept, then_ask=is_shown)
