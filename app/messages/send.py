"""The job `message.send`: sends one message of ours through Twilio, once.

Its subject is the message: see `app/store/messages/outbound.py` for how to ask for one.

Twilio takes no idempotency key, so it would send a repeated request twice. So a message is claimed by one statement before
Twilio is asked, and it is `sending` until the answer is stored. After a time-out or a kill nobody knows whether Twilio has
the message. So the recent messages to that address are listed before it is sent again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final
from uuid import UUID

from flask_babel import lazy_gettext as _

from app.config import TwilioSettings
from app.intake.stages.review import reference
from app.messages import mail
from app.messages.pace import keep_pace, pause
from app.messages.twilio_api import TIMEOUT, Failure
from app.messages.twilio_sender import Accepted, Listed, TwilioSender, sender_of
from app.observe.logs import get_logger
from app.services import Services
from app.store import Transaction
from app.store.clinic import milestones
from app.store.conversations import conversations, invitations
from app.store.conversations.conversations import MAILTO, Conversation
from app.store.messages import deliveries, outbound, twilio_copies, twilio_refusals
from app.store.messages.new_message import WAITS_FOR_MORNING, Purpose
from app.store.messages.outbound import (
    BUTTONS_PAUSED,
    PAUSE_OF_BUTTONS,
    SEND,
    SEND_ALERT,
    SPARE,
    WINDOW,
    OutboundMessage,
)
from app.store.messages.outbound_errors import Reaction, Then, reaction_to
from app.store.messages.statuses import note_seen
from app.store.patients import tombstones
from app.store.trail import audit
from app.store.trail.events import TrailEvent, TrailGroup
from app.store.trail.recorded import OPTED_OUT, ROW_FORGED
from app.store.work import alarm_tellings
from app.store.work.jobs import ATTEMPTS, FORGED, Beat, Delayed, Hopeless, Job
from app.web.check_in import picture_url
from app.web.clinic import clinic_in
from app.web.feature import JobKind, Lane
from app.web.quiet import quiet_until, waits_for_zone

_NOT_SENT = TrailEvent(
    "patient.message_not_sent", "A message to the patient was not sent", TrailGroup.PATIENT
)

_NOT_SENT_BEFORE = TrailEvent(
    "conversation.message_not_sent",
    "A message to someone still answering was not sent",
    TrailGroup.CONVERSATION,
)

log = get_logger("anteroom.jobs")
SETTLES: Final = timedelta(seconds=TIMEOUT * 2)
"""How long after an attempt Twilio's list is sure to have the message, if Twilio took it."""
_FRESH: Final = timedelta(seconds=TIMEOUT / 2)
"""How long a claim is certain to be ours. No other worker settles it before `SETTLES`."""
_SKEW: Final = timedelta(minutes=2)
"""How far Twilio's clock may be from ours."""
_SECOND: Final = timedelta(seconds=1)
_WHATSAPP: Final = "whatsapp:"
_OF_THE_ACCOUNT: Final = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
_VALID: Final = timedelta(hours=4)
_MOST_VALID: Final = timedelta(seconds=36_000)
IN_DOUBT: Final = "in_doubt"
UNREACHABLE: Final = "twilio_unreachable"
NO_SENDER: Final = "no_sender"
_PACE: Final = "pace"
_MAY_ARRIVE: Final = {IN_DOUBT, _PACE}
"""Why a message waits that may have been sent, or will be in a moment."""
_BY_MAIL: Final = "mail"


class _NotSent(Exception):
    """The message is given up before Twilio is asked; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message with where it goes, from which number of ours, and until when."""

    message: OutboundMessage
    sender: str
    to: str = field(repr=False)
    deadline: datetime | None


def run(services: Services, job: Job, _beat: Beat) -> None:
    """Send the message, unless it was sent before or is no longer wanted.

    Raises:
        Delayed: it cannot be sent now.
        Hopeless: it cannot be sent until somebody repairs something.
    """
    if job.subject_id is None:
        return
    try:
        _send_in_order(services, job.subject_id)
    except Delayed as delayed:
        if not delayed.counts or job.attempts < ATTEMPTS:
            raise
        _give_up(services, job.subject_id, delayed.code)
        raise Hopeless(delayed.code) from None


SENDING = JobKind(
    SEND,
    _("Sending a message to a patient"),
    run,
    Lane.MESSAGES,
    errors={
        IN_DOUBT: _("Twilio did not answer; it is not known yet whether the message was sent"),
        _PACE: _("Twilio takes only so many messages at a time"),
        "quiet_hours": _("it waits until quiet hours end"),
        "no_time_zone": _("it waits until an admin confirms the clinic’s time zone, on the page Set up"),
    },
)


def run_alert(services: Services, job: Job, beat: Beat) -> None:
    """Send an alert, as `run` does. What Twilio does not take now holds up no chain.

    Raises:
        Delayed, Hopeless: as `run` does.
    """
    try:
        run(services, job, beat)
    except (Delayed, Hopeless) as failed:
        if job.subject_id is not None and failed.code not in _MAY_ARRIVE:
            with services.store.begin() as unit:
                alarm_tellings.not_texted(unit.db, job.subject_id, failed.code, services.clock())
        raise


SENDING_ALERT = JobKind(SEND_ALERT, _("Sending an alert by SMS"), run_alert, Lane.ALARMS)


def _send(services: Services, message_id: UUID) -> None:
    """Send one message, after finding out what became of an earlier attempt, if any."""
    twilio = sender_of(services.settings.twilio)
    ready = _find_ready(services, message_id)
    if ready is None:
        return
    if ready.to.startswith(MAILTO):
        _mail(services, ready)
        return
    if ready.message.state == "sending":
        if _settle(services, twilio, ready):
            return
        ready = _find_ready(services, message_id)  # time has passed
        if ready is None:
            return
    claimed = _claim(services, ready)
    if claimed is None:
        return
    _refuse_stale(services, claimed.message)
    outcome = twilio.create(_fields(services, claimed))
    if isinstance(outcome, Failure) and _is_text_instead(services, claimed.message, outcome):
        _send(services, message_id)  # it has no buttons any more
    else:
        _store_outcome(services, claimed, outcome)


def _mail(services: Services, ready: _Ready) -> None:
    """Submit an e-mail with a link to the form.

    A worker that is killed after the server took it sends it again, under the same Message-ID.

    Raises:
        Delayed, Hopeless: as `mail.send` does; but what the server refuses for good is given up.
    """
    server, settings, now = services.settings.alerts.mail, services.settings, services.clock()
    tried = ready.message.tried_at
    if ready.message.state == "sending" and tried is not None and now - tried < SETTLES:
        raise Delayed(IN_DOUBT, SETTLES, counts=False)
    claimed = _claim(services, ready)
    if claimed is None:
        return
    _refuse_stale(services, claimed.message)
    message, code = claimed.message, NO_SENDER
    if server is not None and isinstance(message.body, str):
        subject, _, body = message.body.partition("\n\n")
        to = ready.to.removeprefix(MAILTO)
        try:
            mail.send(server, mail.compose(server, settings.public_url, message.id, to, subject, body, now))
            code = ""
        except (Delayed, Hopeless) as failed:
            code = str(failed)
            if code != mail.REFUSED:
                with services.store.begin() as unit:
                    outbound.release(unit.db, message, code)
                raise
    with services.store.begin() as unit:
        _hold(unit, message.id)
        if code:
            _write_off(unit, message, code, services.clock())
        else:
            outbound.mailed(unit.db, message, services.clock())


def _send_in_order(services: Services, message_id: UUID) -> None:
    """Send a message, after those of the form that a patient is to read before it.

    Raises:
        Delayed: another worker is sending one of them.
    """
    with services.store.read() as unit:
        before = outbound.open_before(unit.db, message_id)
    for earlier in before:
        _send(services, earlier)
    if before:
        with services.store.read() as unit:
            if outbound.open_before(unit.db, message_id):
                raise Delayed("in_order", _SECOND, counts=False)
    _send(services, message_id)


def _is_text_instead(services: Services, message: OutboundMessage, failure: Failure) -> bool:
    """Have a reply sent without the buttons that Twilio refused; return whether it is.

    After any failure the form replies without buttons for a while, because TwiML needs no request of ours.
    """
    if message.purpose != Purpose.CHAT or not message.content_sid:
        return False
    is_refused = HTTPStatus.BAD_REQUEST <= failure.status < HTTPStatus.INTERNAL_SERVER_ERROR
    is_worth_it = is_refused and failure.status not in _OF_THE_ACCOUNT
    is_reached = reaction_to(failure.code, failure.status).then not in {Then.OPT_OUT, Then.WINDOW_CLOSED}
    now = services.clock()
    with services.store.begin() as unit:
        _hold(unit, message.id)
        twilio_refusals.note_error(unit.db, failure.code, now)
        if is_worth_it and is_reached:
            return outbound.as_text(unit.db, message, str(failure.code or failure.status), now)
        milestones.mark(unit.db, BUTTONS_PAUSED, "anteroom", now + PAUSE_OF_BUTTONS)
    return False


def _find_ready(services: Services, message_id: UUID) -> _Ready | None:
    """Return the message if it is to be sent now, or give up one that is not wanted.

    Raises:
        Delayed: as `_judge` does.
    """
    with services.store.begin() as unit:
        now = services.clock()
        conversation = _hold(unit, message_id)
        message = outbound.get(unit.db, message_id)
        if message is None or not message.waits:
            return None
        if not message.may_be_sent:
            _write_off_forged(unit, message, now)
            return None
        try:
            return _judge(unit, services, message, conversation, now)
        except _NotSent as refused:
            _write_off(unit, message, refused.code, now)
            return None


def _hold(unit: Transaction, message_id: UUID) -> Conversation | None:
    """Lock the conversation before the message, as a message from the patient does."""
    where = outbound.where_to(unit.db, message_id)
    return None if where is None else conversations.hold(unit.db, where)


def _judge(
    unit: Transaction,
    services: Services,
    message: OutboundMessage,
    conversation: Conversation | None,
    now: datetime,
) -> _Ready:
    """Return the message with its recipient, its sender and its deadline.

    Raises:
        Delayed: quiet hours, or Twilio's pace.
        _NotSent: it is not to be sent any more.
    """
    to = _address(unit, message, conversation)
    if message.state == "sending":  # Twilio is asked for it first, even if it is no longer wanted
        return _Ready(message, message.sender or "", to, None)
    if message.purpose != Purpose.ALERT:
        _refuse_unwanted(unit, message, conversation, to)
    deadline = _deadline(message, conversation, to)
    if deadline is not None and now >= deadline:
        raise _NotSent("too_late" if deadline == message.send_by else "window_closed")
    sender = _sender(services, message, conversation, to)
    if message.purpose in WAITS_FOR_MORNING:
        clinic = clinic_in(unit, services.settings.clinic)
        is_off = message.purpose == Purpose.REMINDER and not clinic.reminders
        if is_off or (message.purpose == Purpose.REMINDER and _has_gone_on(message, conversation, now)):
            raise _NotSent("not_needed")
        ends = quiet_until(clinic, now)
        if ends is not None:
            why = "no_time_zone" if waits_for_zone(clinic) else "quiet_hours"
            raise Delayed(why, ends - now, counts=False)
    keep_pace(unit, message, sender, now)
    return _Ready(message, sender, to, deadline)


def _address(unit: Transaction, message: OutboundMessage, conversation: Conversation | None) -> str:
    """Return the channel address that a message goes to.

    Raises:
        _NotSent: nobody has it any more.
    """
    if message.conversation_id is None:
        if not isinstance(message.address, str):
            raise _NotSent("no_address")
        return message.address
    address = conversations.stored_address(unit.db, message.conversation_id) if conversation else None
    if address is None:
        raise _NotSent("no_address")
    return address


def _refuse_unwanted(
    unit: Transaction, message: OutboundMessage, conversation: Conversation | None, to: str
) -> None:
    """Refuse a message to somebody who wrote STOP, or whose number has a new owner.

    Raises:
        _NotSent: it must not be sent.
    """
    now_has_it = conversations.find(unit.db, to)
    if message.conversation_id not in {None, now_has_it}:
        raise _NotSent("number_changed")
    is_late = message.purpose == Purpose.LATE  # the form knew of any STOP, and this may be the answer to it
    if is_late and conversation is not None and conversation.last_inbound_at > message.created_at:
        raise _NotSent("not_needed")  # they have written since, and were answered
    reached = conversation or (conversations.hold(unit.db, now_has_it) if now_has_it else None)
    if not is_late and reached is not None and reached.has_stopped:
        raise _NotSent("opted_out")


def _has_gone_on(message: OutboundMessage, conversation: Conversation | None, now: datetime) -> bool:
    """Return whether a conversation has gone on since a reminder was asked for.

    With the form, or with a person at the clinic.
    """
    if conversation is None:
        return False
    talk = conversation.with_person
    return conversation.last_inbound_at > message.created_at or (talk is not None and talk.until > now)


def _deadline(message: OutboundMessage, conversation: Conversation | None, to: str) -> datetime | None:
    """Return until when the message may be sent.

    WhatsApp takes free text, and buttons that nobody approved, only within 24 hours of their last message.
    """
    closes, is_template = None, message.content_sid and message.purpose != Purpose.CHAT
    if conversation is not None and to.startswith(_WHATSAPP) and not is_template:
        closes = conversation.last_inbound_at + WINDOW - SPARE
    return min((each for each in (closes, message.send_by) if each is not None), default=None)


def _sender(services: Services, message: OutboundMessage, conversation: Conversation | None, to: str) -> str:
    """Return what a message comes from.

    Raises:
        _NotSent: nothing of ours can send it.
    """
    if not to.startswith(MAILTO):
        return _own_number(services.settings.twilio, conversation, to)
    if message.purpose != Purpose.FORM or services.settings.alerts.mail is None:
        raise _NotSent(NO_SENDER)  # an e-mail holds a link to the form, and nothing else
    return _BY_MAIL


def _own_number(settings: TwilioSettings, conversation: Conversation | None, to: str) -> str:
    """Return the number of ours that they wrote to, or else one of the channel."""
    is_whatsapp = to.startswith(_WHATSAPP)
    ours = [each for each in settings.senders if each.startswith(_WHATSAPP) == is_whatsapp]
    if conversation is not None and conversation.written_to in ours:
        return conversation.written_to or ""
    if not ours:
        raise _NotSent(NO_SENDER)
    return ours[0]


def _claim(services: Services, ready: _Ready) -> _Ready | None:
    """Mark the message as `sending`; None if another worker was faster."""
    with services.store.begin() as unit:
        now, conversation = services.clock(), _hold(unit, ready.message.id)
        claimed = outbound.claim(unit.db, ready.message, ready.sender, now)
        if claimed is not None and conversation is not None:  # nobody has seen its question before
            conversations.note_seen(unit.db, conversation.id, claimed.id, now)
        if claimed is not None and not claimed.may_be_sent:
            _write_off_forged(unit, claimed, now)
            return None
        if (
            claimed is not None
            and claimed.purpose == Purpose.ALERT
            and alarm_tellings.is_over(unit.db, claimed.id)
        ):
            _write_off(unit, claimed, "not_needed", now)
            return None
    return None if claimed is None else replace(ready, message=claimed)


def _refuse_stale(services: Services, message: OutboundMessage) -> None:
    """Refuse to send under a claim that another worker may have settled meanwhile.

    This worker may have been frozen after it claimed the message, in a machine that slept or a container that was paused.
    Other workers then find the message `sending`, see after a while that Twilio does not have it, and send it.

    Raises:
        Delayed: the claim is not fresh. The message is looked for at Twilio before it is sent again.
    """
    age = services.clock() - (message.tried_at or message.created_at)
    if not timedelta() <= age < _FRESH:
        raise Delayed(IN_DOUBT, SETTLES, counts=False)


def _fields(services: Services, ready: _Ready) -> dict[str, object]:
    """Return what Twilio is asked: the parameters of `messages.create`."""
    message, settings = ready.message, services.settings
    left = _VALID if ready.deadline is None else ready.deadline - services.clock()
    valid = max(1, int(min(left, _MOST_VALID).total_seconds()))
    fields: dict[str, object] = {
        "to": ready.to,
        "from_": ready.sender,
        "status_callback": f"{settings.public_url}/webhook/status",
        "validity_period": valid,
    }
    if settings.twilio.discards:
        fields["content_retention"] = "discard"
    if message.content_sid:
        fields["content_sid"] = message.content_sid
        if isinstance(message.variables, str) and message.variables != json.dumps({}):
            fields["content_variables"] = message.variables
    else:
        fields["body"] = message.body
    if message.purpose == Purpose.RECEIVED and message.patient_id and ready.to.startswith(_WHATSAPP):
        fields["media_url"] = [picture_url(services, reference(message.patient_id), services.clock())]
    return fields


# What Twilio answered, and how to find out when no answer came.


def _store_outcome(services: Services, ready: _Ready, outcome: Accepted | Failure) -> None:
    """Store the outcome of an attempt.

    Raises:
        Delayed, Hopeless: the message has to be sent again.
    """
    if isinstance(outcome, Accepted):
        _store_sent(services, ready.message, outcome.sid, outcome.status)
        return
    reaction = reaction_to(outcome.code, outcome.status)
    error = str(outcome.code or outcome.status)
    if outcome.unsent:
        with services.store.begin() as unit:
            _hold(unit, ready.message.id)
            outbound.release(unit.db, ready.message, UNREACHABLE)
        raise Delayed(UNREACHABLE)
    if reaction.then is Then.IN_DOUBT:
        raise Delayed(IN_DOUBT, SETTLES)
    now = services.clock()
    wait = max(reaction.wait, outcome.retry_after)
    with services.store.begin() as unit:
        _hold(unit, ready.message.id)
        twilio_refusals.note_error(unit.db, outcome.code, now)
        if _is_given_up(reaction, ready, now + wait):
            _write_off(unit, ready.message, error, now)
            invitations.try_another_spelling(unit.db, ready.message, error, now)
            if reaction.then is Then.OPT_OUT and ready.message.conversation_id is not None:
                opt_out(unit, ready.message.conversation_id, now)
            return
        outbound.release(unit.db, ready.message, error)
        if reaction.then is Then.RETRY:
            pause(unit, wait, now)
    if reaction.then is Then.OPERATOR:
        log.error("twilio takes no message: run flask doctor", code=error)
        raise Hopeless("twilio_key_refused" if outcome.status in {401, 403} else "twilio_refused")
    raise Delayed("twilio_busy", wait, counts=reaction.then is Then.RETRY)


def _is_given_up(reaction: Reaction, ready: _Ready, next_try: datetime) -> bool:
    """Return whether another try is pointless, or would come after the deadline."""
    if reaction.then in {Then.GIVE_UP, Then.FAULT, Then.OPT_OUT, Then.WINDOW_CLOSED}:
        return True
    waits = reaction.then in {Then.RETRY, Then.WAIT}
    return waits and ready.deadline is not None and next_try >= ready.deadline


def opt_out(unit: Transaction, conversation_id: UUID, now: datetime) -> None:
    """Treat a sender as if they had written STOP, for Twilio says so."""
    conversations.set_opted_out(unit.db, conversation_id, opted_out=True)
    audit.record(unit.db, "twilio", OPTED_OUT, "conversation", conversation_id, at=now)


def _settle(services: Services, twilio: TwilioSender, ready: _Ready) -> bool:
    """Find out what became of an attempt, and return whether it was sent.

    Raises:
        Delayed: Twilio may not list it yet, or does not answer.
    """
    message, now = ready.message, services.clock()
    tried = message.tried_at or message.created_at
    if now - tried < SETTLES:
        raise Delayed(IN_DOUBT, SETTLES - (now - tried), counts=False)
    listed = twilio.recent(ready.to, ready.sender, tried - _SKEW)
    if isinstance(listed, Failure):
        if reaction_to(listed.code, listed.status).then is Then.OPERATOR:
            raise Hopeless("twilio_key_refused")
        raise Delayed(IN_DOUBT, SETTLES)
    found = _find_ours(services, message, listed)
    if found is not None:
        _store_sent(services, message, found.sid, found.status)
        return True
    with services.store.begin() as unit:
        _hold(unit, message.id)
        outbound.release(unit.db, message, IN_DOUBT)
    return False


def _find_ours(services: Services, message: OutboundMessage, listed: list[Listed]) -> Listed | None:
    with services.store.read() as unit:
        known = outbound.known(unit.db, [each.sid for each in listed])
    # Twilio may be set to keep no words, and it makes the words of a template itself.
    words = {message.body, ""} if not message.content_sid else None
    mine = (each for each in listed if each.sid not in known and (words is None or each.body in words))
    return next(mine, None)


def _store_sent(services: Services, message: OutboundMessage, message_sid: str, status: str) -> None:
    """Store that Twilio has the message.

    If a callback with its status came before this, the status is stored as well.
    """
    now = services.clock()
    with services.store.begin() as unit:
        conversation = _hold(unit, message.id)
        is_there = outbound.sent(unit.db, message, message_sid, now)
        if conversation is not None:
            if status in deliveries.STATUSES:
                deliveries.advance(unit.db, message_sid, conversation.id, status, None, now)
            if (heard := deliveries.get(unit.db, message_sid)) is not None:
                outbound.follow(unit.db, message_sid, heard.status, heard.error_code, now)
                note_seen(unit, conversation.id, message.id, heard.status, heard.updated_at)
        if not is_there and message.patient_id is not None and tombstones.of(unit.db, message.patient_id):
            twilio_copies.queue_late(unit.db, message.patient_id, message_sid, "anteroom", now)


def _give_up(services: Services, message_id: UUID, code: str) -> None:
    with services.store.begin() as unit:
        _hold(unit, message_id)
        message = outbound.get(unit.db, message_id)
        if message is not None:
            _write_off(unit, message, code, services.clock())


def _write_off_forged(unit: Transaction, message: OutboundMessage, now: datetime) -> None:
    """Give up a message that we did not write, or have sent already."""
    if outbound.give_up(unit.db, message, FORGED, now):
        log.error("message not written by Anteroom, not sent: run flask doctor", message=str(message.id))
        details = {"table": "outbound_messages", "row": message.id.hex}
        audit.record(unit.db, "anteroom", ROW_FORGED, details=details, at=now)


def _write_off(unit: Transaction, message: OutboundMessage, code: str, now: datetime) -> None:
    """Give a message up, and say so in the trail of its patient."""
    if not outbound.give_up(unit.db, message, code, now):
        return
    log.warning("message not sent", purpose=message.purpose, reason=code)
    if message.purpose == Purpose.ALERT:
        alarm_tellings.not_texted(unit.db, message.id, code, now)
    details = {"message": message.id.hex, "code": code}
    if message.patient_id is not None and message.purpose in {Purpose.REPLY, Purpose.FORM}:
        audit.record(unit.db, "anteroom", _NOT_SENT, "patient", message.patient_id, details, at=now)
    elif message.conversation_id is not None and message.purpose == Purpose.REPLY:
        talk = message.conversation_id
        audit.record(unit.db, "anteroom", _NOT_SENT_BEFORE, "conversation", talk, details, at=now)
