"""Leave what a patient writes to the member of staff who is writing with them.

Every message goes to that person first, whatever else it means, and says what it set off. The conversation answers danger
besides, and asks about a doubtful cry once: whoever does not answer carries on writing.

An intake that is not handed in yet goes on meanwhile. What answers it is in the answers, and all else goes to the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final
from uuid import UUID

from app.intake import kept, unreadable
from app.intake.keywords import Keyword, is_blank
from app.intake.kind import Kind
from app.intake.model import (
    Alarmed,
    CallbackAsked,
    ConsentRefused,
    Event,
    NoteLeft,
    OptedIn,
    OptedOut,
    RemindersRefused,
    RightAsked,
    Turn,
)
from app.intake.path import CLOSED
from app.intake.progress import Progress
from app.intake.scene import Move, Scene
from app.intake.stages import alarm, correct

ALARM, DOUBT, CORRECTION, EMPTY = "alarm", "doubt", "correction", "empty"
SET_OFF: Final[Mapping[type[Event], str]] = {
    Alarmed: ALARM,
    CallbackAsked: "call",
    OptedOut: "stop",
    OptedIn: "start",
    ConsentRefused: "withdrawn",
    RemindersRefused: "no_reminders",
}
"""What a message set off -> its code. That of a right is the right's kind."""


def left_for(
    scene: Scene, patient: UUID, before: Progress, turn: Turn, waited: tuple[str, ...] = ()
) -> tuple[NoteLeft, ...]:
    """Return a message for who writes about that patient, unless it must not be kept.

    Words that `waited` for an answer until now go with it. After STOP, and without consent, patients were told that
    nothing they write is saved; the STOP itself is not yet after it.
    """
    message, after = scene.message, turn.progress
    is_kept = not (before.opted_out and after.opted_out) and not (
        before.step in CLOSED and after.step in CLOSED
    )
    has_words = is_kept and not is_blank(message.text)
    words = "\n".join((*waited, message.text) if has_words else waited)
    besides = tuple(dict.fromkeys(_besides(scene, before, turn))) if is_kept else ()
    if not (is_kept or words):
        return ()
    return (NoteLeft(patient, message.new_id, words, to_person=True, besides=besides),)


def left_within(
    scene: Scene, patient: UUID, before: Progress, turn: Turn, waited: tuple[str, ...] = ()
) -> tuple[NoteLeft, ...]:
    """Return a message for the person, while the intake goes on.

    An answer is not left: its words are in the answers. Nothing is left once the intake is deleted.
    """
    after, text = turn.progress, scene.message.text
    if after.unsent != patient and not turn.hands_in:
        return ()
    is_doubted = after.aside == "is_it" and text in after.readings
    is_answer = (before.step, before.answers, before.skipped) != (after.step, after.answers, after.skipped)
    raised = any(isinstance(event, Alarmed) for event in turn.events)
    is_words = scene.message.kind is Kind.TEXT and not (raised or waited)
    if is_answer and is_words and not kept.is_lost(text, replace(after, aside=None), turn.events):
        return ()
    question = next((each for each in scene.questions_of(before) if each.key == before.step), None)
    may_answer = is_answer or is_doubted or raised or after.aside in {"correct", *alarm.ASIDES}
    about_health = may_answer and (question is None or question.health)
    return tuple(
        replace(each, is_unsent=True, about_health=about_health)
        for each in left_for(scene, patient, before, turn, waited)
    )


def _besides(scene: Scene, before: Progress, turn: Turn) -> Iterator[str]:
    """Yield what a message was besides its words, and what it set off."""
    message = scene.message
    if message.kind is not Kind.TEXT:
        yield message.kind.value
    elif is_blank(message.text):
        yield EMPTY
    for event in turn.events:
        if isinstance(event, RightAsked):
            yield event.kind
        elif code := SET_OFF.get(type(event)):
            yield code
    if alarm.DOUBT == turn.progress.aside != before.aside:
        yield DOUBT
    beneath = alarm.carry_on(before) if before.aside in alarm.ASIDES else before
    if correct.offer(replace(scene, alarm=None), beneath):
        yield CORRECTION


def answer(scene: Scene, progress: Progress, patient: UUID) -> Move:
    """Answer danger, CALL ME and what cannot be read; leave the rest to the person."""
    choice = alarm.choice(scene, progress)
    if choice == alarm.YES:
        raised = alarm.confirmed(scene, progress) if progress.aside == alarm.DOUBT else Move(progress)
        there = alarm.carry_on(replace(raised.progress, cry=progress.cry))
        return _said(scene, there, alarm.numbers_of(scene, progress), raised)
    if choice == alarm.NO:  # as in the chat: the same words again are not asked about
        return Move(alarm.carried_on(progress), then_ask=False)
    if scene.alarm is not None:
        return _cry(scene, progress)
    if scene.keyword is Keyword.PERSON:
        said = scene.fill(scene.phrases.callback_asked)
        return Move(progress, (said,), (CallbackAsked(patient),), then_ask=False)
    if scene.message.kind is not Kind.TEXT or is_blank(scene.message.text):
        return _unreadable(scene, progress)
    return Move(progress, then_ask=False)


def _cry(scene: Scene, progress: Progress) -> Move:
    """Tell staff of a sure cry, and ask once about a doubtful one."""
    if scene.is_alarming:
        there = alarm.carry_on(progress) if progress.aside in alarm.ASIDES else progress
        sorry = "\n\n".join(alarm.told(scene))
        return _said(scene, there, sorry, Move(there, events=alarm.alarms(scene, progress)))
    if progress.aside == alarm.DOUBT:
        return Move(progress, then_ask=False)
    asked = alarm.in_doubt(scene, progress)
    asked = replace(asked, cry=asked.cry and replace(asked.cry, is_left=True))
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
