"""The job `twilio.empty`: delete the words of a chat at Twilio.

Its subject is the conversation, whose answers were handed in minutes ago. After it is killed, it empties some
messages again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.messages.deletion import AT_ONCE, ON_HOLD, TwilioMessages, pass_over, raise_first
from app.services import Services
from app.store.messages import twilio_copies
from app.store.messages.twilio_copies import EMPTY, TwilioMessage
from app.store.model import first_forged
from app.store.patients.legal_holds import LegalHold
from app.store.trail import audit
from app.store.trail.events import Counted, TrailEvent, TrailGroup
from app.store.work.jobs import Beat, Delayed, Hopeless, Job
from app.web.feature import JobKind

_EMPTIED = TrailEvent(
    "conversation.emptied",
    Counted(
        "messages",
        "Deleted the words of one message at Twilio",
        "Deleted the words of {messages} messages at Twilio",
    ),
    TrailGroup.CONVERSATION,
)


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
                raise Delayed("twilio_on_hold", ON_HOLD, counts=False)
            listed = twilio_copies.with_words(unit.db, conversation_id, AT_ONCE + len(passed))
        some = [each for each in listed if each.sid not in passed]
        if not some:
            raise_first(passed.values(), counts=not done)
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
                pass_over(message, failure, passed, counts=is_first and not emptied)
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
