"""Check what Twilio sends: signed fields become a message or a delivery status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from werkzeug.datastructures import MultiDict

from app.config import TwilioSettings
from app.intake.kind import Kind
from app.webhook.fields import (
    EXTERNAL_USER,
    MACHINE,
    MESSAGE_SID,
    NUMBER,
    Fields,
    Reason,
    Refused,
    check_values,
    fields_of,
)
from app.webhook.recut import check_cut

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
    """Hold one message from a patient.

    `address` and `external_user` are channel addresses; `text` is unchanged, or the address of a place.
    """

    message_sid: str
    address: str
    external_user: str | None
    text: str
    kind: Kind
    to: str = ""
    """The number of ours that they wrote to."""
    stopped: bool = False
    """Whether Twilio has taken it for a STOP, as its Advanced Opt-Out says, and has answered it."""
    tapped: str = ""
    """The id of the button or the row that they tapped; `text` is its title."""
    written_at: datetime | None = None
    """When it was written, if Twilio could not deliver it and it was fetched since."""

    @property
    def channel(self) -> str:
        """Return the channel's name: whatsapp or sms."""
        return "whatsapp" if self.address.startswith("whatsapp:") else "sms"


@dataclass(frozen=True, slots=True)
class DeliveryStatus:
    """Hold the delivery status of one message that we sent."""

    message_sid: str
    address: str
    status: str
    error_code: str | None


def read_inbound(form: MultiDict[str, str], twilio: TwilioSettings, target: str) -> Inbound | None:
    """Return the message in a signed form; None if a machine wrote it by SMS.

    `target` is the signed target.

    Raises:
        Refused: some part is not as Twilio sends it to us.
    """
    fields = fields_of(form)
    message_sid = _check_envelope(fields, twilio, ours="To")
    is_machine = fields["To"].startswith("+") and MACHINE.fullmatch(fields.get("From", "")) is not None
    address = "" if is_machine else _patients_address(fields, "From", Reason.SENDER)
    if "Body" not in fields:
        raise Refused(Reason.MALFORMED_FORM)
    if not _MEDIA_COUNT.fullmatch(fields.get("NumMedia", "")):
        raise Refused(Reason.MEDIA_COUNT)
    if fields.get("ExternalUserId") and not address.startswith("whatsapp:"):
        raise Refused(Reason.SENDER)  # by SMS nobody has one
    check_values(fields)
    check_cut(form, target)
    if is_machine:
        return None
    kind = _kind(fields)
    return Inbound(
        message_sid=message_sid,
        address=address,
        external_user=_external_user(fields, address),
        text=fields["Body"] or (_place(fields) if kind is Kind.LOCATION else ""),
        kind=kind,
        to=fields["To"],
        stopped=fields.get("OptOutType", "").upper() == "STOP",
        tapped=fields.get("ButtonPayload") or fields.get("ListId") or "",
    )


def read_listed(parts: Mapping[str, str], written_at: datetime, twilio: TwilioSettings) -> Inbound:
    """Return a message that Twilio's API lists, in parts as the webhook names them.

    The list does not say what was tapped, which place was shared or of which kind a message is. A tap comes as the
    button's title. A message with neither words nor a file is OTHER.

    Raises:
        Refused: some part is not as Twilio lists our messages.
    """
    fields = fields_of(MultiDict(parts))
    message_sid = _check_envelope(fields, twilio, ours="To")
    address = _patients_address(fields, "From", Reason.SENDER)
    if not _MEDIA_COUNT.fullmatch(fields["NumMedia"]):
        raise Refused(Reason.MEDIA_COUNT)
    user, kind = _external_user(fields, address), _kind(fields)
    return Inbound(message_sid, address, user, fields["Body"], kind, fields["To"], written_at=written_at)


def read_status(form: MultiDict[str, str], twilio: TwilioSettings, target: str) -> DeliveryStatus:
    """Return the delivery status in a signed form. `target` is the signed target.

    Raises:
        Refused: some part is not as Twilio sends it to us.
    """
    fields = fields_of(form)
    message_sid = _check_envelope(fields, twilio, ours="From")
    address = _patients_address(fields, "To", Reason.RECIPIENT)
    status = fields.get("MessageStatus", "")
    if not (status.isascii() and status.replace("_", "").isalpha()):
        raise Refused(Reason.STATUS)
    check_values(fields)
    check_cut(form, target)
    return DeliveryStatus(message_sid, address, status, fields.get("ErrorCode") or None)


def _check_envelope(fields: Fields, twilio: TwilioSettings, ours: str) -> str:
    """Check what all callbacks share, and return the MessageSid.

    `ours` is the field with our own address.
    """
    if fields.get("AccountSid") != twilio.account_sid:
        raise Refused(Reason.ACCOUNT)
    message_sid = fields.get("MessageSid", "")
    if not MESSAGE_SID.fullmatch(message_sid):
        raise Refused(Reason.MESSAGE_SID)
    if any(fields.get(name, message_sid) != message_sid for name in _SAME_AS_MESSAGE_SID):
        raise Refused(Reason.MESSAGE_SID)
    if fields.get(ours) not in twilio.senders:
        raise Refused(Reason.RECIPIENT if ours == "To" else Reason.SENDER)
    return message_sid


def _patients_address(fields: Fields, field: str, otherwise: Reason) -> str:
    address = fields.get(field, "")
    if not (NUMBER.fullmatch(address) or EXTERNAL_USER.fullmatch(address)):
        raise Refused(otherwise)
    return address


def _external_user(fields: Fields, address: str) -> str | None:
    """Return WhatsApp's business-scoped id, from From if there is no number."""
    return fields.get("ExternalUserId") or (address if EXTERNAL_USER.fullmatch(address) else None)


def _place(fields: Fields) -> str:
    """Return what a shared place is called, and its address, if WhatsApp knows them."""
    label, address = fields.get("Label", "").strip(), fields.get("Address", "").strip()
    return address if label in address else ", ".join(filter(None, (label, address)))


def _kind(fields: Fields) -> Kind:
    """Return the kind of message; an unknown type is OTHER.

    MessageType is only a hint. What is attached decides.
    """
    if fields.get("NumMedia") != "0":
        family = fields.get("MediaContentType0", "").partition("/")[0].lower()
        hinted = _KINDS_BY_TYPE.get(fields.get("MessageType", ""), Kind.OTHER)
        return hinted if hinted not in {Kind.TEXT, Kind.OTHER} else _KINDS_BY_MEDIA.get(family, Kind.DOCUMENT)
    if fields.get("Latitude") and fields.get("Longitude"):
        return Kind.LOCATION
    kind = _KINDS_BY_TYPE.get(fields.get("MessageType") or "text", Kind.OTHER)
    return Kind.OTHER if kind is Kind.TEXT and not fields["Body"] else kind
