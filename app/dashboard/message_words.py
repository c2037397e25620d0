"""What becomes of a message to a patient, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.intake import handover
from app.intake.kind import Kind
from app.store.messages.outbound import OutboundMessage
from app.store.messages.outbound_errors import Then, reaction_to
from app.web.feature import Words

STATES: Final[Mapping[str, tuple[str, str]]] = {
    "queued": ("waiting", _l("Waiting to be sent")),
    "sending": ("running", _l("Being sent")),
    "sent": ("running", _l("Sent")),
    "delivered": ("done", _l("Delivered")),
    "read": ("done", _l("Read")),
    "failed": ("alert", _l("Not delivered")),
    "undelivered": ("alert", _l("Not delivered")),
    "given_up": ("alert", _l("Not sent")),
}
"""State -> the tag's kind, and its words."""
WRITTEN_AS: Final = Words(
    "message_kind",
    {
        "text": _l("words"),
        "image": _l("a picture"),
        "voice": _l("a voice message"),
        "video": _l("a video"),
        "document": _l("a document"),
        "contact": _l("a contact"),
        "other": _l("no words that Twilio has kept"),
    },
)
BESIDES: Final[Mapping[str, tuple[str, str]]] = {
    handover.ALARM: ("alert", _l("Raised an alarm")),
    handover.DOUBT: ("waiting", _l("Was asked whether they need help now")),
    handover.CORRECTION: ("flag", _l("May correct an answer")),
    handover.EMPTY: ("said", _l("A message without words")),
    "call": ("flag", _l("Asked to be called")),
    "copy": ("flag", _l("Asked for a copy of their data")),
    "erasure": ("flag", _l("Asked for their data to be erased")),
    "stop": ("stopped", _l("Stopped our messages")),
    "start": ("running", _l("Wants our messages again")),
    "withdrawn": ("stopped", _l("Took back their consent")),
    "no_reminders": ("said", _l("Wants no reminders")),
    Kind.IMAGE.value: ("said", _l("A picture, which is not kept")),
    Kind.VOICE.value: ("said", _l("A voice message, which is not kept")),
    Kind.VIDEO.value: ("said", _l("A video, which is not kept")),
    Kind.DOCUMENT.value: ("said", _l("A document, which is not kept")),
    Kind.STICKER.value: ("said", _l("A sticker")),
    Kind.LOCATION.value: ("said", _l("A place")),
    Kind.CONTACT.value: ("said", _l("A contact, which is not kept")),
    Kind.REACTION.value: ("said", _l("A reaction to a message")),
    Kind.OTHER.value: ("said", _l("Something that cannot be shown here")),
}
"""What a patient's message was besides its words, or set off -> the tag's kind, and its words."""
WHY: Final[Mapping[str, str]] = {
    "opted_out": _l("They have written STOP. Call them."),
    "window_closed": _l("They had not written for 24 hours. Call them, or wait until they write."),
    "too_late": _l("It could not be sent in time."),
    "number_changed": _l("The number has a new owner. Call the patient on another number."),
    "no_address": _l("We no longer have their number."),
    "no_sender": _l("None of our numbers can write to them."),
    "mail_refused": _l("The mail server refused the e-mail address. Check it, or call them."),
    "mail_unreachable": _l("The mail server could not be reached. Try again, or call them."),
    "mail_login_refused": _l("The mail server refused us because of a setting. Tell the operator."),
    "mail_without_tls": _l("The mail server refused us because of a setting. Tell the operator."),
    "in_doubt": _l("Twilio did not answer, so it is not known whether they got it. Call them."),
    "twilio_unreachable": _l("Twilio could not be reached. Try again, or call them."),
    "restored": _l("A backup was restored meanwhile. It may have been sent: check with the patient."),
    "not_needed": _l("It was no longer needed."),
    "63003": _l("The number is not on WhatsApp. Call them."),
    "63024": _l("The number is not on WhatsApp. Call them."),
    "21211": _l("The number is not valid. Check it, or call them."),
    "30036": _l("Their phone could not be reached in time. Call them."),
}
_WHY_BY_REACTION: Final[Mapping[Then, str]] = {
    Then.OPT_OUT: _l("They have blocked or stopped our messages. Call them."),
    Then.WINDOW_CLOSED: WHY["window_closed"],
    Then.WAIT: _l("Too many messages were sent today. Call them, or try tomorrow."),
    Then.RETRY: _l("Twilio was busy."),
    Then.FAULT: _l("Twilio refused it because of a fault of ours. Tell the operator, and call them."),
    Then.OPERATOR: _l("Twilio refused it because of a setting. Tell the operator."),
}


def state_of(message: OutboundMessage) -> tuple[str, str]:
    """Return a message's state: the tag's kind, and its words."""
    kind, words = STATES.get(message.state, ("waiting", message.state))
    return kind, str(words)


def why_of(message: OutboundMessage) -> str:
    """Return why a message has not arrived, and what to do; "" where nothing is wrong."""
    if message.error is None or not (message.failed or message.waits):
        return ""
    return why(message.error)


def why(code: str | None) -> str:
    """Return what the code of a message that did not arrive means, and what to do."""
    if code is None:
        return str(_("The reason is not known. Check the number, or call them."))
    if known := WHY.get(code):
        return str(known)
    if words := _WHY_BY_REACTION.get(reaction_to(code).then):
        return str(words)
    return str(_("Twilio refused it (code %(code)s). Call them.", code=code))
