"""The job `alarm.unanswered`: raises an alarm if nobody answers the question.

The patient was asked whether they need help now. The alarm and the progress in which the question is open no longer are one
transaction, which holds the conversation as a message does. So an answer comes before it or after it, and a worker that is
killed, or a second one, raises none twice.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.intake.cries import Danger
from app.intake.model import CHAT, Alarmed, Event, Turn
from app.intake.progress import Progress, dump
from app.intake.stages import alarm
from app.observe import tally
from app.records import cries
from app.records.effects import COUNTED_AS, Effects, Origin
from app.services import Services
from app.store import StoreUnavailable, Transaction, WrongKeys
from app.store.conversations import conversation_steps, conversations
from app.store.conversations.conversations import Conversation
from app.store.work.alarms import UNANSWERED
from app.store.work.jobs import Beat, Delayed, Job
from app.web.feature import JobKind, Lane

_AGAIN: Final = timedelta(seconds=1)


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Raise the alarm if the question is still open; wait on if it is a later one.

    Raises:
        Delayed: the database, or its key, is away. It is tried until they are back.
    """
    try:
        with services.store.begin() as unit:
            raised = _raise(unit, services, job)
    except (StoreUnavailable, WrongKeys) as away:
        raise Delayed(type(away).__name__, _AGAIN, counts=False) from None
    for event in raised:
        tally.count("anteroom_intakes", COUNTED_AS[type(event)], CHAT)


RAISING = JobKind(UNANSWERED, _("Telling staff of a question without an answer"), run, Lane.ALARMS)


def _raise(unit: Transaction, services: Services, job: Job) -> tuple[Event, ...]:
    """Raise the alarm of a conversation, if there is one, and return what happened."""
    held = None if job.subject_id is None else conversations.hold(unit.db, job.subject_id)
    if held is None:  # it was erased
        return ()
    now, progress = services.clock(), held.read()
    turn = _without_words(unit, held, job) if progress is None else alarm.unanswered(progress, now)
    if turn is None:
        cries.wait(unit, held.id, progress or Progress(), now)
        return ()
    origin, due = Origin(job.id.hex, CHAT, ""), services.settings.rights_due
    effects = Effects(unit, held.id, origin, now, now.date(), due, held.step, held.language)
    for event in turn.events:
        effects.apply(event)
    after = turn.progress
    if progress is not None:
        conversations.save(
            *(unit.db, held.id, dump(after), after.step, after.language, after.opted_out),
            held.last_inbound_at,
        )
    conversation_steps.record(unit.db, held.id, after.patient, held.step, after.aside, now)
    return turn.events


def _without_words(unit: Transaction, held: Conversation, job: Job) -> Turn | None:
    """Raise the alarm of a draft that does not open, if the question was open last."""
    if not any(each.aside == alarm.DOUBT for each in conversation_steps.of(unit.db, held.id, 1)):
        return None
    raised = Alarmed(Danger.NOW, "", None, job.created_at)
    return Turn(Progress(step=held.step, aside=alarm.DANGER), events=(raised,))
