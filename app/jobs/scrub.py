"""The job `twilio.scrub`: has the messages of an erased patient's chat deleted at Twilio, and crosses each out when it is gone.

Its subject is the patient. Killed anywhere, it goes on with what is not crossed out: a message that was deleted and not
crossed out is not found at Twilio, which is as good.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from app.jobs.twilio import TwilioMessages
from app.store import Delayed

if TYPE_CHECKING:
    from uuid import UUID

    from app.jobs.twilio import Messages
    from app.services import Services
    from app.store import Beat, Job

_AT_ONCE: Final = 20
_ON_HOLD: Final = timedelta(hours=6)


def run(services: Services, job: Job, beat: Beat) -> None:
    """Delete what is left. Where no key of Twilio's API is set, the ids are forgotten, and the trail says so.

    Raises:
        Delayed: Twilio has no time, or cannot be reached; one that got further with this attempt has not used it up.
            Or somebody who shares the chat is on hold.
        Hopeless: Twilio refuses, and will again.
    """
    patient_id = job.subject_id
    if patient_id is None:
        return
    if services.settings.twilio.api is None:
        _close(services, patient_id, done=False)
        return
    with services.store.read() as unit:
        left = unit.scrubs.count(patient_id)
    if left and not _delete(services, patient_id, TwilioMessages(services.settings.twilio), beat, left):
        return
    _close(services, patient_id, done=True)


def _delete(services: Services, patient_id: UUID, messages: Messages, beat: Beat, total: int) -> bool:
    """Return whether all are gone; False when the job is another's by now, or is not wanted."""
    done = 0
    while True:
        with services.store.read() as unit:
            if unit.scrubs.is_held(patient_id):
                raise Delayed("twilio_on_hold", _ON_HOLD, counts=False)
            some = unit.scrubs.next(patient_id, _AT_ONCE)
        if not some:
            return True
        for message in some:
            if not beat(done, total):
                return False
            try:
                messages.delete(message)
            except Delayed as delayed:
                raise Delayed(delayed.code, delayed.delay, counts=not done) from None
            with services.store.begin() as unit:
                unit.scrubs.gone(patient_id, message.sid)
            done += 1


def _close(services: Services, patient_id: UUID, *, done: bool) -> None:
    """Put on record that the messages are gone, or that they are left to be deleted by hand."""
    now = services.clock()
    with services.store.begin() as unit:
        scrub = unit.scrubs.of(patient_id)
        close = unit.scrubs.finish if done else unit.scrubs.leave
        if scrub is not None and close(patient_id, now):
            action = "patient.scrubbed" if done else "patient.not_scrubbed"
            details = {"messages": scrub.messages}
            unit.audit.record("anteroom", action, "patient", patient_id, details, at=now)
