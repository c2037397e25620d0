"""Judge whether a message goes on with the answer before.

What its words are like is weighed together with the time: nobody has read a question and answered it at once, and the
longer it was open, the likelier it is what is answered.
"""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import Final

from app.intake import ear, intent, no_answer, pace
from app.intake.answers import Accepted
from app.intake.answers.addresses import ADDRESS
from app.intake.answers.names import NAME
from app.intake.answers.texts import stated
from app.intake.definition import AnswerKind
from app.intake.ear import of_all
from app.intake.keywords import plain
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene

CLEAR: Final = 1.5
"""From these log-odds on, a message belongs to the answer before."""
EVEN: Final = -1.0
"""Below these it answers the open question, and between them it is asked."""
TOO_SOON: Final = 3.0
"""What it adds to the log-odds that a quick person could not have answered yet."""
TOO_LONG: Final = 1.5
"""The same, of a text that may have been dictated or pasted in that time."""
IN_TIME: Final = -1.0
"""What it adds that the time was enough."""
GOES_ON: Final = 1.5
"""What it adds that a text begins as one that goes on: "and ..."."""
WAS_NOTHING: Final = -3.0
"""What it adds that the answer before was "nothing"."""
FADES: Final = 60.0
"""Seconds in which the log-odds of going on fall by one more."""
FADED: Final = 5.0
"""How far they fall at most: somebody comes back, and goes on with their address."""


class Piece(Enum):
    """Say to which answer a message belongs."""

    BEFORE = auto()
    """Clearly to the one before."""
    EITHER = auto()
    """To either of them."""
    OPEN = auto()
    """To the open question."""


def judge(scene: Scene, progress: Progress, told: Question, asked: Question | None, more: str = "") -> Piece:
    """Return to which answer the message belongs, or `more`, which ends with it."""
    text = more or scene.message.text
    if not may_go_on(progress, told, text):
        return Piece.OPEN
    meant, key = intent.of(more) if more else scene.message.meant, asked.key if asked else None
    begun = told.reader in {ADDRESS, NAME} or stated(progress.answers.get(told.key, ""))
    signs = (GOES_ON if ear.continues(text) else 0) + (0 if begun else WAS_NOTHING)
    odds = meant.leaning(told.key, key) + _by_time(scene, progress) + signs
    if odds < CLEAR and meant.no_answer(key) >= no_answer.ASKED:
        return Piece.OPEN
    return Piece.BEFORE if odds >= CLEAR else Piece.EITHER if odds >= EVEN else Piece.OPEN


def may_go_on(progress: Progress, told: Question, text: str) -> bool:
    """Return whether any more can be said to an answer.

    Reception reads names and addresses, so nothing that sounds like health is added to them.
    """
    if _is_said_again(progress.answers.get(told.key, ""), told, text):
        return False  # it was added before, and is said again because it did not belong there
    if told.reader is NAME:
        return _is_unfinished_name(progress, told) and of_all("relations").isdisjoint(plain(text).split())
    if told.reader is ADDRESS:
        return not ear.speaks_of_health(text)
    # What was chosen, or is a number or a date, has no more to it.
    return told.health and (told.item is None or told.item.kind is AnswerKind.TEXT)


def _is_said_again(earlier: str, told: Question, text: str) -> bool:
    """Return whether a part of the answer is this text, or a list has its words."""
    parts = [plain(part) for part in earlier.split(told.reader.joint)] if told.reader.joint else []
    words = set(plain(text).split())
    return plain(text) in parts or (told.many and any(words <= set(part.split()) for part in parts))


def _is_unfinished_name(progress: Progress, told: Question) -> bool:
    return len(progress.answers.get(told.key, "").split()) == 1 or bool(progress.told_before)


def _by_time(scene: Scene, progress: Progress) -> float:
    """Return what the time since the question adds to the log-odds of going on."""
    asked_at = scene.asked_at(progress)
    if asked_at is None:
        return IN_TIME
    since, least = abs(scene.now - asked_at), pace.to_answer(scene, progress)
    if since < least and scene.together:
        return TOO_SOON if since < pace.SURELY else TOO_LONG
    return IN_TIME - min(FADED, max(0.0, (since - least).total_seconds()) / FADES)


def whole_of(progress: Progress, told: Question, text: str) -> str:
    """Return the answer before with a text after it, which replaces a "none"."""
    earlier = stated(progress.answers.get(told.key, ""))
    is_whole = told.reader is NAME and plain(text).startswith(
        plain(earlier)
    )  # "Stan", and then "Stanley Pugh"
    return f"{earlier}{told.reader.joint}{text}" if earlier and not is_whole else text


def added(scene: Scene, progress: Progress, told: Question, text: str) -> Progress | None:
    """Add a text to the answer before; None if they do not make one answer."""
    whole = whole_of(progress, told, text)
    reading = told.reader.read(whole, scene.context_of(told)) if len(whole) <= told.limit else None
    if not isinstance(reading, Accepted):
        return None
    return replace(
        progress,
        answers={**progress.answers, told.key: reading.value},
        told=told.key,
        told_before=progress.answers.get(told.key, ""),
        asked_at=scene.now,
        emergency=progress.emergency or scene.is_alarming,
    )


def told_that_added(scene: Scene, kept: Progress, told: Question) -> Move:
    """Say to which answer a message was added, and ask the open question again."""
    return Move(kept, (scene.fill(scene.phrases.added_before, mention=scene.words(told).mention),))
