"""Tell when the next question may wait until the patient is silent.

Somebody who answers in several messages has not read the next question when the second one comes. So it is not sent while
the answer looks unfinished: an address without a town or a postcode, the first thing of a list, a text that ends in "and".
What comes meanwhile goes on with the answer. Nobody waits who tells several things at once, or has nothing to tell.
"""

from __future__ import annotations

import re
from typing import Final

from app.intake.answers.addresses import ADDRESS
from app.intake.answers.names import NAME
from app.intake.answers.texts import stated
from app.intake.ear import of_all
from app.intake.keywords import plain
from app.intake.kind import Kind
from app.intake.progress import Progress
from app.intake.questions import Question
from app.intake.scene import Move, Scene

PARTS_OF_AN_ADDRESS: Final = 3
"""A house, a street and a town."""
# "LK1 2AB", "41013", "IL 62704", "Kolkata 700016", "28013 Madrid"
_WITH_POSTCODE: Final = re.compile(
    r"(?=\w*\d)\w{2,4} (?=\w*\d)(?=\w*[a-z])\w{3,4}|([a-z ]+ )?\d{5,6}|\d{5} [a-z ]+"
)
_PARTS: Final = re.compile(r"[,\n]")
_SEVERAL: Final = re.compile(r"[,;.\n]")
_GOES_ON: Final = re.compile(r"([,;:&+–-]|…|\.\.)\s*$")


def may_wait(scene: Scene, before: Progress, move: Move) -> bool:
    """Return whether the question that follows may wait, as more may come."""
    after = move.progress
    is_told = bool(move.say or move.events or after.aside or after.cry or after.opted_out or scene.alarm)
    is_typed = scene.message.kind is Kind.TEXT and not scene.message.tapped
    if is_told or not is_typed or after.asked_at != scene.now:
        return False
    told = next((question for question in scene.questions if question.key == after.told), None)
    if told is None or after.answers.get(told.key) == before.answers.get(told.key):
        return False
    return before.unsent or _is_unfinished(scene.message.text, told, after.answers.get(told.key, ""))


def _is_unfinished(text: str, told: Question, value: str) -> bool:
    words, joints = plain(text).split(), of_all("continuations")
    if not stated(value):
        return False
    if _GOES_ON.search(text) or (words and words[-1] in joints):
        return True
    if told.reader is NAME:
        return len(value.split()) == 1
    if told.reader is ADDRESS:
        parts = [plain(part).split() for part in _PARTS.split(value)]
        ends = (" ".join(part[-count:]) for part in parts for count in (1, 2))
        return len(parts) < PARTS_OF_AN_ADDRESS and not any(map(_WITH_POSTCODE.fullmatch, ends))
    return told.many and not _SEVERAL.search(value) and joints.isdisjoint(words)
