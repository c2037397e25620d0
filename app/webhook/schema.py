"""The strict shape of what Twilio sends: from signed fields to a message, or to the news of one of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.intake.message import Kind
from app.webhook import fields
from app.webhook.fields import EXTERNAL_USER, MESSAGE_SID, NUMBER
from app.webhook.refusal import Reason, Refused

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from app.config import TwilioSettings

_SAME_AS_MESSAGE_SID: Final = ("SmsSid", "SmsMessageSid")
"""Its older names."""
_MEDIA_COUNT: Final = re.compile(r"[0-9]|10")

_KINDS_BY_TYPE: Final = {
    "text": Kind.TEXT,
    "button": Kind.TEXT,
    "interactive": Kind.TEXT,
    "image": Kind.IMAGE,
    "audio": Kind.VOICE,
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "document": Kind.DOCUMENT,
    "sticker": Kind.STICKER,
    "location": Kind.LOCATION,
    "contacts": Kind.CONTACT,
    "contact": Kind.CONTACT,
    "reaction": Kind.REACTION,
}
_KINDS_BY_MEDIA: Final = {"image": Kind.IMAGE, "audio": Kind.VOICE, "video": Kind.VIDEO, "text": Kind.CONTACT}


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from a patient. `address` and `external_user` are channel addresses; `text` is untouched."""

    message_sid: str
    address: str
    external_user: str | None
    text: str
    kind: Kind

    @property
    def channel(self) -> str:
        """The channel's name: whatsapp or sms."""
        return "whatsapp" if self.address.startswith("whatsapp:") else "sms"


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """What became of one message that we sent."""

    message_sid: str
    address: str
    status: str
    error_code: str | None


def read_inbound(form: MultiDict[str, str], twilio: TwilioSettings, target: str) -> Inbound:
    """Return the message that a signed form holds. `target` is the request's target, which is signed with it.

    Raises:
        Refused: some part is not as Twilio sends it to us.
    """
    message_sid = _check_envelope(form, twilio, ours="To")
    address = _patients_address(form, "From", Reason.SENDER)
    if "Body" not in form:
        raise Refused(Reason.MALFORMED_FORM)
    if not _MEDIA_COUNT.fullmatch(form.get("NumMedia", "")):
        raise Refused(Reason.MEDIA_COUNT)
    if form.get("ExternalUserId") and not address.startswith("whatsapp:"):
        raise Refused(Reason.SENDER)  # by SMS nobody has one
    fields.check_values(form)
    fields.check_cut(form, target)
    return Inbound(
        message_sid=message_sid,
        address=address,
        external_user=_external_user(form, address),
        text=form["Body"],
        kind=_kind(form),
    )


def read_status(form: MultiDict[str, str], twilio: TwilioSettings, target: str) -> DeliveryStatus:
    """Return the delivery status that a signed form holds. `target` is the request's target, which is signed with it.

    Raises:
        Refused: some part is not as Twilio sends it to us.
    """
    message_sid = _check_envelope(form, twilio, ours="From")
    address = _patients_address(form, "To", Reason.RECIPIENT)
    status = form.get("MessageStatus", "")
    if not (status.isascii() and status.replace("_", "").isalpha()):
        raise Refused(Reason.STATUS)
    fields.check_values(form)
    fields.check_cut(form, target)
    return DeliveryStatus(message_sid, address, status, form.get("ErrorCode") or None)


def _check_envelope(form: MultiDict[str, str], twilio: TwilioSettings, ours: str) -> str:
    """Check what every callback has, and return its MessageSid. `ours` is the field with our own address."""
    fields.check_names(form)
    if form.get("AccountSid") != twilio.account_sid:
        raise Refused(Reason.ACCOUNT)
    message_sid = form.get("MessageSid", "")
    if not MESSAGE_SID.fullmatch(message_sid):
        raise Refused(Reason.MESSAGE_SID)
    if any(form.get(name, message_sid) != message_sid for name in _SAME_AS_MESSAGE_SID):
        raise Refused(Reason.MESSAGE_SID)
    if form.get(ours) not in twilio.senders:
        raise Refused(Reason.RECIPIENT if ours == "To" else Reason.SENDER)
    return message_sid


def _patients_address(form: MultiDict[str, str], field: str, otherwise: Reason) -> str:
    address = form.get(field, "")
    if not (NUMBER.fullmatch(address) or EXTERNAL_USER.fullmatch(address)):
        raise Refused(otherwise)
    return address


def _external_user(form: MultiDict[str, str], address: str) -> str | None:
    """Return WhatsApp's business-scoped id: from its own field, or from From when there is no number."""
    return form.get("ExternalUserId") or (address if EXTERNAL_USER.fullmatch(address) else None)


def _kind(form: MultiDict[str, str]) -> Kind:
    """Return the kind of message. MessageType is a hint; what is attached decides; an unknown type is OTHER."""
    if form.get("NumMedia") != "0":
        family = form.get("MediaContentType0", "").partition("/")[0].lower()
        hinted = _KINDS_BY_TYPE.get(form.get("MessageType", ""), Kind.OTHER)
        return hinted if hinted not in {Kind.TEXT, Kind.OTHER} else _KINDS_BY_MEDIA.get(family, Kind.DOCUMENT)
    if form.get("Latitude") and form.get("Longitude"):
        return Kind.LOCATION
    kind = _KINDS_BY_TYPE.get(form.get("MessageType") or "text", Kind.OTHER)
    return Kind.OTHER if kind is Kind.TEXT and not form["Body"] else kind
