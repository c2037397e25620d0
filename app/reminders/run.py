"""Remind people of unfinished intakes, by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask_babel import lazy_gettext as _

from app.reminders.rules import LAST, SECOND_DAY, SILENT_BY_EVENING, TEMPLATE, is_due, remind
from app.services import Services
from app.store.conversations import conversations, reminders
from app.store.conversations.reminders import Silent
from app.store.engine.batch import Batch
from app.store.messages import contents
from app.store.work import jobs
from app.store.work.jobs import Beat, Job
from app.web.clinic import clinic_in
from app.web.feature import JobKind, Lane

KIND: Final = "reminder.write"
EVERY: Final = timedelta(minutes=5)
_AT_ONCE: Final = 100


def ask(services: Services) -> None:
    """Queue the job that writes reminders, if one is due."""
    if _due(services, limit=1):
        with services.store.begin() as unit:
            jobs.add(unit.db, KIND, None, "anteroom", services.clock())


def write(services: Services, _job: Job, beat: Beat) -> None:
    """Write the reminders that are due, each in a transaction of its own.

    After it is killed, it continues with those who are not marked as reminded. One that fails keeps no other back.
    """
    batch = Batch()
    for done, silent in enumerate(_due(services), start=1):
        with batch.one(), services.store.begin() as unit:
            now, clinic = services.clock(), clinic_in(unit, services.settings.clinic)
            held = conversations.hold(unit.db, silent.id)
            if held is not None and is_due(clinic, held.last_inbound_at, now):
                remind(unit, clinic, held, "anteroom", now, services.settings.intake_mode)
        if not beat(done):
            return
    batch.end()


REMINDING = JobKind(KIND, _("Reminding people of unfinished intakes"), write, Lane.MESSAGES)


def _due(services: Services, limit: int | None = None) -> list[Silent]:
    """Return at most `limit` senders who are due. No draft is opened."""
    now = services.clock()
    due: list[Silent] = []
    with services.store.read() as unit:
        clinic = clinic_in(unit, services.settings.clinic)
        if not clinic.reminders:
            return []
        longest = SECOND_DAY if contents.is_any_approved(unit.db, TEMPLATE) else LAST
        last: Silent | None = None
        while limit is None or len(due) < limit:
            some = reminders.silent(unit.db, now - longest, now - SILENT_BY_EVENING, _AT_ONCE, last)
            due += [each for each in some if is_due(clinic, each.last_inbound_at, now)]
            if len(some) < _AT_ONCE:
                break
            last = some[-1]
    return due
