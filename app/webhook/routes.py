"""Serve `POST /webhook` and `POST /webhook/status`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from contextlib import suppress
from http import HTTPStatus
from typing import Final, cast
from uuid import UUID

from flask import Flask, Response, current_app, request

from app.guard.address import raw_target
from app.guard.admission import Overloaded
from app.guard.arrival import answer_foreign_host
from app.guard.doors import GuardedBlueprint
from app.guard.networks import network_of
from app.intake.model import Event
from app.intervals import Interval
from app.observe import errors, tally
from app.observe.logs import SELDOM, bind, get_logger
from app.observe.missed import missed_by
from app.observe.refusals import refusal_counter
from app.observe.requests import leave_out_of_the_log, note_outcome
from app.records.effects import COUNTED_AS
from app.retention.limits import Limit
from app.services import Services, current
from app.store import StoreUnavailable, WrongKeys
from app.store.clinic import milestones
from app.store.clinic.milestones import FALLBACK
from app.store.messages.receipts import ReplayedSignature
from app.store.messages.statuses import Told, note_status
from app.store.work.refusals import WEBHOOK
from app.webhook import tokens, twiml
from app.webhook.at_rest import AtRest
from app.webhook.auth import signature_digest, signed_by_twilio, signed_form, turn_away
from app.webhook.fields import Reason, Refused
from app.webhook.handler import Handler, Outcome
from app.webhook.replies import Links
from app.webhook.schema import read_inbound, read_status

log = get_logger("anteroom.webhook")

blueprint = GuardedBlueprint("webhook", __name__, door=signed_by_twilio)
_HANDLER: Final = "anteroom.handler"
_AT_REST: Final = "anteroom.at_rest"
_TOLD: Final = "anteroom.limits_told"
_MESSAGE: Final = "/webhook"
_STATUS: Final = "/webhook/status"
_TWILIO_ERROR: Final = re.compile(r"[1-9]\d{4}")


def init_webhook(app: Flask, services: Services) -> None:
    """Add the webhook to the app."""
    handler = app.extensions[_HANDLER] = handler_of(services)
    app.extensions[_AT_REST] = AtRest(handler, services.sign)
    app.extensions[_TOLD] = Interval(SELDOM)
    tokens.init_tokens(app, services)
    app.register_blueprint(blueprint)
    for path in (_MESSAGE, _STATUS):
        answer_foreign_host(app, path, lambda: _refused(Refused(Reason.HOST)))


def handler_of(services: Services) -> Handler:
    """Return a handler with the settings of these services."""
    settings = services.settings
    status = settings.public_url + _STATUS
    return Handler(
        services.store,
        settings.clinic,
        status,
        settings.rights_due,
        settings.retention,
        settings.together,
        settings.twilio.emptied_after,
        _tell_met,
        services.bell.set,
        tell=_tell_outcome,
        links=Links(settings.intake_mode, settings.public_url, settings.form_link),
    )


@blueprint.post(_MESSAGE, provide_automatic_options=False)
def receive() -> Response:
    """Answer one message from a patient (Twilio's incoming message webhook)."""
    services = current()
    inbound = read_inbound(signed_form(), services.settings.twilio, raw_target(request.environ))
    if inbound is None:
        tally.count("anteroom_webhook_messages", "ignored")
        note_outcome("ignored")
        return Response(twiml.NOTHING, content_type=twiml.TWIML_TYPE)
    bind(message_sid=inbound.message_sid, kind=inbound.kind.value)
    handler = cast("Handler", current_app.extensions[_HANDLER])
    taken = (inbound, signature_digest(), services.clock(), uuid.uuid4())
    if maintenance := services.sign.now(taken[2]):
        reply = cast("AtRest", current_app.extensions[_AT_REST]).answer(*taken, maintenance)
        return Response(reply, content_type=twiml.TWIML_TYPE)
    reply = handler.answer(*taken)
    _note_fallback(services, signed_form().get("ErrorCode", ""))
    return Response(reply, content_type=twiml.TWIML_TYPE)


def _note_fallback(services: Services, error: str) -> None:
    """Record that Twilio used the fallback URL, and because of which of its errors.

    Twilio does not try a third time, so the message is handled before this, and answered even if this fails.
    """
    if not _TWILIO_ERROR.fullmatch(error):
        return
    now = services.clock()
    with suppress(StoreUnavailable, WrongKeys), services.store.begin() as unit:
        milestones.mark(unit.db, FALLBACK, error, now)


@blueprint.post(_STATUS, provide_automatic_options=False)
def receive_status() -> Response:
    """Note the delivery status of one of our messages (Twilio's status callback)."""
    services = current()
    status = read_status(signed_form(), services.settings.twilio, raw_target(request.environ))
    told = Told(status.message_sid, status.address, status.status, status.error_code, _reply_id())
    services.store.perform(lambda unit: note_status(unit, told, services.clock()))
    return Response(status=204)


def _reply_id() -> UUID | None:
    """Return which reply a status callback is of, by its signed address."""
    with suppress(ValueError):
        return UUID(request.args.get(twiml.REPLY, ""))
    return None


@blueprint.errorhandler(ReplayedSignature)
def _replayed(_error: ReplayedSignature) -> Response:
    return _refused(Refused(Reason.REPLAYED_SIGNATURE))


@blueprint.errorhandler(Refused)
def _refused(refused: Refused) -> Response:
    if refusal_counter(current_app).note(WEBHOOK, refused.reason.value, request.remote_addr):
        log.warning("refused", reason=refused.reason.value, network=network_of(request.remote_addr))
    leave_out_of_the_log()
    tally.count("anteroom_webhook_messages", "refused")
    return turn_away(refused)


def _tell_outcome(outcome: Outcome, events: Sequence[Event]) -> None:
    """Count the outcome of a message, and put it into the request's log line."""
    tally.count("anteroom_webhook_messages", outcome.value)
    for event in events:
        if step := COUNTED_AS.get(type(event)):
            tally.count("anteroom_intakes", step, "chat")
    note_outcome(outcome.value)


def _tell_met(limit: Limit) -> None:
    if cast("Interval", current_app.extensions[_TOLD]).take(limit):
        log.warning("patients are turned away: a limit is met, run flask doctor", reason=limit.value)


@blueprint.after_request
def _note_missed(answer: Response) -> Response:
    """Note that Twilio has to deliver a message again, in case it does not."""
    if request.path == _MESSAGE and answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        missed_by(current_app).note(current().clock())
    return answer


@blueprint.errorhandler(Exception)
def _failed(error: Exception) -> Response:
    """Answer as the app does, but without a message for Twilio to send.

    The status is 5xx only if the message is not stored: then Twilio's retry or fallback delivers it again.
    """
    outcome = "turned_away" if isinstance(error, Overloaded) else "failed"
    if request.path == _MESSAGE:
        tally.count("anteroom_webhook_messages", outcome)
    note_outcome(outcome)
    answer = errors.answer(error)
    answer.set_data(twiml.NOTHING)
    answer.content_type = twiml.TWIML_TYPE
    return answer
