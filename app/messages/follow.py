"""The job `message.follow`: ask Twilio about messages for which no callback came.

Callbacks are best effort. When a message has been `sent` for two hours, this job asks about it every six hours, for three
days. It asks about at most twenty messages at a time, which takes about ten seconds, since Twilio answers one after
another.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask_babel import lazy_gettext as _

from app.messages.twilio_api import Failure
from app.messages.twilio_sender import sender_of
from app.services import Services
from app.store.messages import silence
from app.store.messages.outbound_errors import Then, reaction_to
from app.store.messages.silence import Unheard
from app.store.messages.statuses import Told, note_status
from app.store.work import jobs
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.feature import JobKind, Lane

FOLLOW: Final = "message.follow"
SILENT: Final = timedelta(hours=2)
_AGAIN: Final = timedelta(hours=6)
_AT_ONCE: Final = 20


def ask(services: Services) -> None:
    """Queue the job if there is such a message."""
    if _due(services, 1):
        with services.store.begin() as unit:
            jobs.add(unit.db, FOLLOW, None, "anteroom", services.clock())


def run(services: Services, _job: Job, beat: Beat) -> None:
    """Ask about some messages, and take what Twilio says as if it had called back.

    Raises:
        Delayed: Twilio has no time, or cannot be reached.
        Hopeless: it refuses our key.
    """
    twilio = sender_of(services.settings.twilio)
    for done, message in enumerate(_due(services, _AT_ONCE), start=1):
        found = twilio.status(message.message_sid)
        if isinstance(found, Failure) and not _is_of_one(found):
            if reaction_to(found.code, found.status).then is Then.OPERATOR:
                raise Hopeless("twilio_key_refused")
            raise Delayed("twilio_busy", found.retry_after or None)
        with services.store.begin() as unit:
            now = services.clock()
            silence.asked(unit.db, message.id, now)
            if not isinstance(found, Failure):
                note_status(unit, Told(message.message_sid, found.to, found.status, found.error_code), now)
        if not beat(done):
            return


FOLLOWING = JobKind(FOLLOW, _("Asking Twilio what became of messages"), run, Lane.MESSAGES)


def _is_of_one(failure: Failure) -> bool:
    """Return whether Twilio knows nothing of this message alone."""
    is_refused = HTTPStatus.BAD_REQUEST <= failure.status < HTTPStatus.INTERNAL_SERVER_ERROR
    return is_refused and reaction_to(failure.code, failure.status).then in {Then.GIVE_UP, Then.FAULT}


def _due(services: Services, limit: int) -> list[Unheard]:
    now = services.clock()
    with services.store.read() as unit:
        return silence.unheard(unit.db, now - SILENT, now - _AGAIN, limit)
