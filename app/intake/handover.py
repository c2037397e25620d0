"""Leave what a patient writes to the member of staff who is writing with them.

Every word goes to that person first, whatever else it means. The conversation answers danger besides, and asks about a
doubtful cry once: whoever does not answer carries on writing.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from app.intake import unreadable
from app.intake.keywords import is_blank
from app.intake.kind import Kind
from app.intake.model import NoteLeft
from app.intake.path import CLOSED
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import alarm


def left_for(scene: Scene, patient: UUID, after: Progress, waited: tuple[str, ...]) -> tuple[NoteLeft, ...]:
    """Return the words of a message, if any, for who writes about that patient.

    Words that `waited` for an answer until now go with it. After STOP, and without consent, patients were told that
    nothing they write is saved.
    """
    message = scene.message
    is_kept = not (after.opted_out or after.step in CLOSED)
    has_words = is_kept and message.kind is not Kind.REACTION and not is_blank(message.text)
    words = "\n".join((*waited, message.text) if has_words else waited)
    return (NoteLeft(patient, message.new_id, words, to_person=True),) if words else ()


def answer(scene: Scene, progress: Progress) -> Move:
    """Answer danger and what cannot be read; leave the rest to the person."""
    choice = alarm.choice(scene, progress)
    if choice == alarm.YES:
        raised = alarm.confirmed(scene, progress) if progress.aside == "doubt" else Move(progress)
        there = alarm.carry_on(replace(raised.progress, cry=progress.cry))
        return _said(scene, there, alarm.numbers_of(scene, progress), raised)
    if choice == alarm.NO:  # as in the chat: the same words again are not asked about
        return Move(alarm.carried_on(progress), then_ask=False)
    if scene.alarm is not None:
        return _cry(scene, progress)
    if scene.message.kind is not Kind.TEXT or is_blank(scene.message.text):
        return _unreadable(scene, progress)
    return Move(progress, then_ask=False)


def _cry(scene: Scene, progress: Progress) -> Move:
    """Tell staff of a sure cry, and ask once about a doubtful one."""
    if scene.is_alarming:
        there = alarm.carry_on(progress) if progress.aside in alarm.ASIDES else progress
        sorry = "\n\n".join(alarm.told(scene))
        return _said(scene, there, sorry, Move(there, events=alarm.alarms(scene, progress)))
    if progress.aside == "doubt":
        return Move(progress, then_ask=False)
    asked = alarm.in_doubt(scene, progress)
    return _said(scene, asked, alarm.ask_doubt(scene, asked), Move(asked))


def _said(scene: Scene, progress: Progress, words: str, move: Move) -> Move:
    said = (words, scene.fill(scene.phrases.danger_person_reads))
    return Move(progress, said, move.events, then_ask=False)


def _unreadable(scene: Scene, progress: Progress) -> Move:
    """Say that a picture cannot be opened. Its caption is left to the person."""
    phrases = scene.phrases
    if scene.message.kind is Kind.REACTION:
        return Move(progress, then_ask=False)
    if not is_blank(scene.message.text):
        return Move(progress, (scene.fill(phrases.words_read),), then_ask=False)
    said = f"{unreadable.cannot(scene, phrases)} {scene.fill(phrases.please_write)}"
    return Move(replace(progress, hinted_at=scene.now), (said,), then_ask=False)
