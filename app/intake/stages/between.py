"""Tell an answer to the open question from words to a person who wrote since.

Somebody whose intake goes on while a member of staff writes with them may mean either. Nothing is taken for an answer then
that was not asked about. A button or a date is no doubt an answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.intake import ear, path
from app.intake.answers import Accepted, Rejected
from app.intake.answers.birth_date import BIRTH_DATE
from app.intake.answers.texts import CODES
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import beside
from app.intake.stages.question import tells_nothing
from app.intake.talk import Talk

_MAY_ANSWER: Final = frozenset({Talk.NONE, Talk.SAME})
"""The talk that the form takes for an answer elsewhere. It may answer the person as well."""


def doubt(scene: Scene, progress: Progress) -> Move | None:
    """Ask whether words that came after a person's answer the form."""
    if not _is_between(scene, progress) or (scene.command and scene.keyword not in CODES):
        return None
    if progress.aside not in {None, "is_it"} or not path.is_question(scene, progress):
        return _ask_again(scene, replace(progress, asked_at=scene.now))
    if progress.aside == "is_it" and _is_chosen(scene):
        return None
    return _at_a_question(scene, replace(progress, aside=None, readings=()))


def _is_between(scene: Scene, progress: Progress) -> bool:
    wrote_at, asked_at = scene.person_wrote_at, scene.asked_at(progress)
    return wrote_at is not None and (asked_at is None or asked_at <= wrote_at)


def _is_chosen(scene: Scene) -> bool:
    text = scene.message.text
    return ear.is_assent(text) or ear.choose(text, (ear.yes_words(), ear.no_words())) is not None


def _at_a_question(scene: Scene, progress: Progress) -> Move | None:
    question, text = scene.question(progress.step), scene.message.text
    reading = question.reader.read(text, scene.context_of(question))
    if question.reader is BIRTH_DATE and not isinstance(reading, Rejected):
        return None
    if ear.is_courtesy(text):
        return Move(progress, then_ask=False, is_heard=True)
    remark = beside.heard(scene, progress)
    if remark and remark.sure and remark.talk not in _MAY_ANSWER:
        return None
    if isinstance(reading, Accepted) and not tells_nothing(text):
        return Move(replace(progress, aside="is_it", readings=(text,)))
    return _ask_again(scene, progress)


def _ask_again(scene: Scene, progress: Progress) -> Move:
    return Move(progress, (scene.fill(scene.phrases.person_reads),), is_heard=True)
