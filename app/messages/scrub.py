"""Delete messages, their words and their media through Twilio's REST API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from http import HTTPStatus
from typing import Final, Protocol
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.config import TwilioSettings
from app.messages.twilio_api import Failure, Result, call, client_of
from app.services import Services
from app.store.messages import twilio_copies
from app.store.messages.twilio_copies import EMPTY, SCRUB, TwilioMessage
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
_EMPTIED = TrailEvent(
    "conversation.emptied",
    Counted(
        "messages",
        "Deleted the words of one message at Twilio",
        "Deleted the words of {messages} messages at Twilio",
    ),
    TrailGroup.CONVERSATION,
)

_WAIT: Final = timedelta(seconds=30)
_UNFINISHED: Final = timedelta(minutes=10)
KEY_REFUSED: Final = "twilio_key_refused"
_REFUSED, _STILL_ON_ITS_WAY = "twilio_refused", "twilio_unfinished"
_OF_ONE_MESSAGE: Final = frozenset({_REFUSED, _STILL_ON_ITS_WAY})
"""The failures that say nothing of the next message."""
_LASTING: Final[dict[int, str]] = {
    HTTPStatus.UNAUTHORIZED: KEY_REFUSED,
    HTTPStatus.FORBIDDEN: KEY_REFUSED,
}


class Messages(Protocol):
    """Where messages are deleted."""

    def delete(self, message: TwilioMessage) -> None:
        """Delete a message. It is no error if the message is gone already.

        Raises:
            Delayed: it cannot be deleted now.
            Hopeless: it cannot be deleted until somebody repairs something.
        """


class TwilioMessages:
    """The messages of our account, deleted with a key of the API."""

    __slots__ = ("_client",)

    def __init__(self, settings: TwilioSettings) -> None:
        if settings.api is None:
            raise Hopeless("twilio_off")
        self._client = client_of(settings)

    def delete(self, message: TwilioMessage) -> None:
        """Delete a message; raise what `Messages.delete` raises."""
        if message.has_media:
            self._delete_media(message.sid)
        tried(self._client.messages(message.sid).delete)

    def empty(self, message: TwilioMessage) -> None:
        """Delete its words and media; raise what `Messages.delete` raises."""
        known = self._client.messages(message.sid)
        if message.has_media:
            self._delete_media(message.sid)
        tried(lambda: known.update(body=""))

    def _delete_media(self, sid: str) -> None:
        media = self._client.messages(sid).media
        for each in tried(lambda: media.list(limit=50)) or []:
            tried(self._client.messages(sid).media(each.sid).delete)


def tried(ask: Callable[[], Result]) -> Result | None:
    """Return what a call returns; None when Twilio does not know its subject."""
    outcome = call(ask)
    if not isinstance(outcome, Failure):
        return outcome
    if outcome.status == HTTPStatus.NOT_FOUND:
        return None
    if (code := _LASTING.get(outcome.status)) is not None:
        raise Hopeless(code)
    if outcome.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Delayed("twilio_busy", _WAIT)
    if (
        outcome.status == HTTPStatus.CONFLICT
    ):  # it is still on its way: Twilio deletes what has arrived or failed
        raise Delayed(_STILL_ON_ITS_WAY, _UNFINISHED)
    if outcome.status == 0:
        raise Delayed("twilio_unreachable")
    if outcome.status >= HTTPStatus.INTERNAL_SERVER_ERROR or outcome.status == HTTPStatus.REQUEST_TIMEOUT:
        raise Delayed("twilio_unavailable")
    raise Hopeless(_REFUSED)


# The job `twilio.scrub`: delete the messages of an erased patient's chat at Twilio, and cross each out when
# it is gone.
#
# Its subject is the patient. After it is killed, it continues with the messages that are not crossed out. If one of
# them was deleted before, Twilio does not find it, and that counts as deleted.

_AT_ONCE: Final = 20
_ON_HOLD: Final = timedelta(hours=6)


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
                raise Delayed("twilio_on_hold", _ON_HOLD, counts=False)
            listed = twilio_copies.next_messages(unit.db, patient_id, _AT_ONCE + len(passed))
        some = [each for each in listed if each.sid not in passed]
        if not some:
            _raise_first(passed.values(), counts=not done)
            return True
        for message in some:
            if not beat(done, total):
                return False
            try:
                messages.delete(message)
            except (Delayed, Hopeless) as failure:
                _pass_over(message, failure, passed, counts=not done)
                continue
            with services.store.begin() as unit:
                twilio_copies.cross_out(unit.db, patient_id, message.sid)
            done += 1


def _pass_over(
    message: TwilioMessage,
    failure: Delayed | Hopeless,
    passed: dict[str, Delayed | Hopeless],
    *,
    counts: bool,
) -> None:
    """Note a message that Twilio does not take; raise what holds for the next one too."""
    passed[message.sid] = failure
    if failure.code not in _OF_ONE_MESSAGE:
        _raise_first([failure], counts=counts)


def _raise_first(failures: Iterable[Delayed | Hopeless], *, counts: bool) -> None:
    """Raise what is to be tried again, or else what is not, if anything."""
    for failure in sorted(failures, key=lambda each: isinstance(each, Hopeless)):
        if isinstance(failure, Delayed):
            raise Delayed(failure.code, failure.delay, counts=counts) from None
        raise failure


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


# The job `twilio.empty`: delete the words of a chat at Twilio, minutes after the answers were handed in.
#
# Its subject is the conversation. After it is killed, it empties some messages again, which changes nothing.


def empty(services: Services, job: Job, beat: Beat) -> None:
    """Have a conversation's words and media deleted at Twilio, not its messages.

    Raises:
        Delayed: Twilio has no time, or cannot be reached, or a patient of the chat is on hold.
        Hopeless: Twilio refuses, and will again.
    """
    conversation_id = job.subject_id
    if conversation_id is None or services.settings.twilio.api is None:
        return
    twilio, done, passed = TwilioMessages(services.settings.twilio), 0, dict[str, Delayed | Hopeless]()
    while True:
        with services.store.read() as unit:
            if (
                twilio_copies.is_chat_held(unit.db, conversation_id)
                or first_forged(unit.db, LegalHold) is not None
            ):
                raise Delayed("twilio_on_hold", _ON_HOLD, counts=False)
            listed = twilio_copies.with_words(unit.db, conversation_id, _AT_ONCE + len(passed))
        some = [each for each in listed if each.sid not in passed]
        if not some:
            _raise_first(passed.values(), counts=not done)
            return
        if not beat(done):
            return
        done += _empty_some(services, twilio, conversation_id, some, passed, is_first=not done)


EMPTYING = JobKind(EMPTY, _("Deleting the words of a chat at Twilio"), empty)


def _empty_some(
    services: Services,
    twilio: TwilioMessages,
    conversation_id: UUID,
    some: Sequence[TwilioMessage],
    passed: dict[str, Delayed | Hopeless],
    *,
    is_first: bool,
) -> int:
    """Empty some messages, record it, and return how many they were.

    One that Twilio does not empty is noted in `passed`.
    """
    emptied: list[str] = []
    try:
        for message in some:
            try:
                twilio.empty(message)
            except (Delayed, Hopeless) as failure:
                _pass_over(message, failure, passed, counts=is_first and not emptied)
            else:
                emptied.append(message.sid)
    finally:
        if emptied:
            now = services.clock()
            with services.store.begin() as unit:
                for sid in emptied:
                    twilio_copies.note_emptied(unit.db, sid)
                details = {"messages": len(emptied)}
                audit.record(unit.db, "anteroom", _EMPTIED, "conversation", conversation_id, details, at=now)
    return len(emptied)
