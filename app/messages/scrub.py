"""The job `twilio.scrub`: delete an erased patient's messages at Twilio.

Its subject is the patient, whose whole chat goes. Each message is crossed out when it is gone. After the job is
killed, it continues with those that are not crossed out. If one of them was deleted before, Twilio does not find it,
and that counts as deleted.
"""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _

from app.messages.deletion import AT_ONCE, ON_HOLD, Messages, TwilioMessages, pass_over, raise_first
from app.services import Services
from app.store.messages import twilio_copies
from app.store.messages.twilio_copies import SCRUB
from app.store.model import first_forged
from app.store.patients.legal_holds import LegalHold
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.feature import JobKind

_SCRUBBED = TrailEvent(
    "patient.scrubbed",
    Counted(
        "messages",
        "Deleted the chat’s only message at Twilio",
        "Deleted {messages} messages of the chat at Twilio",
    ),
    TrailGroup.PATIENT,
)
_NOT_SCRUBBED = TrailEvent(
    "patient.not_scrubbed",
    Counted(
        "messages",
        "One message of the chat has to be deleted at Twilio by hand",
        "{messages} messages of the chat have to be deleted at Twilio by hand",
    ),
    TrailGroup.PATIENT,
)


def run(services: Services, job: Job, beat: Beat) -> None:
    """Delete the remaining messages.

    Without a key for Twilio's API, the ids are deleted, and the trail says so.

    Raises:
        Delayed: Twilio is busy or cannot be reached, or somebody who shares the chat is on hold. An attempt that deleted
            something does not count as used up.
        Hopeless: Twilio refuses, and will again.
    """
    patient_id = job.subject_id
    if patient_id is None:
        return
    if services.settings.twilio.api is None:
        _close(services, patient_id, done=False)
        return
    with services.store.read() as unit:
        left = twilio_copies.count(unit.db, patient_id)
    if left and not _delete(services, patient_id, TwilioMessages(services.settings.twilio), beat, left):
        return
    _close(services, patient_id, done=True)


SCRUBBING = JobKind(
    SCRUB,
    _("Deleting an erased patient’s messages at Twilio"),
    run,
    errors={
        "twilio_busy": _("Twilio is busy; we’ll retry automatically"),
        "twilio_key_refused": _(
            "Twilio does not accept the key; set TWILIO_API_KEY and TWILIO_API_SECRET to a key of this account and try again"
        ),
        "twilio_off": _("no Twilio API key is set; set TWILIO_API_KEY and TWILIO_API_SECRET and try again"),
        "twilio_on_hold": _(
            "someone who shares the chat is on hold; it continues automatically once the hold is lifted"
        ),
        "twilio_refused": _("Twilio refused the request"),
        "twilio_unavailable": _("Twilio was down"),
        "twilio_unfinished": _(
            "a message had not been delivered yet, and Twilio deletes messages only after delivery"
        ),
        "twilio_unreachable": _("Twilio could not be reached"),
    },
)


def _delete(services: Services, patient_id: UUID, messages: Messages, beat: Beat, total: int) -> bool:
    """Return whether all are gone; False when the job is not ours or not wanted.

    A message that Twilio does not delete is passed over, and raised at the end.
    """
    done, passed = 0, dict[str, Delayed | Hopeless]()
    while True:
        with services.store.read() as unit:
            if twilio_copies.is_held(unit.db, patient_id) or first_forged(unit.db, LegalHold) is not None:
                raise Delayed("twilio_on_hold", ON_HOLD, counts=False)
            listed = twilio_copies.next_messages(unit.db, patient_id, AT_ONCE + len(passed))
        some = [each for each in listed if each.sid not in passed]
        if not some:
            raise_first(passed.values(), counts=not done)
            return True
        for message in some:
            if not beat(done, total):
                return False
            try:
                messages.delete(message)
            except (Delayed, Hopeless) as failure:
                pass_over(message, failure, passed, counts=not done)
                continue
            with services.store.begin() as unit:
                twilio_copies.cross_out(unit.db, patient_id, message.sid)
            done += 1


def _close(services: Services, patient_id: UUID, *, done: bool) -> None:
    """Record that the messages are gone, or are left to be deleted by hand."""
    now = services.clock()
    with services.store.begin() as unit:
        scrub = twilio_copies.of(unit.db, patient_id)
        close = twilio_copies.finish if done else twilio_copies.leave
        if scrub is not None and close(unit.db, patient_id, now):
            event = _SCRUBBED if done else _NOT_SCRUBBED
            details = {"messages": scrub.messages}
            audit.record(unit.db, "anteroom", event, "patient", patient_id, details, at=now)
