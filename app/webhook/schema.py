"""The strict shape of what Twilio sends.

Twilio's signature joins names and values without separators, so bytes can be moved between fields under one
captured signature. What the signature cannot promise, these patterns do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.intake.message import Kind
from app.webhook.refusal import Reason, Refused

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from app.config import TwilioSettings

_KNOWN: Final = frozenset(
    """MessageSid SmsSid SmsMessageSid AccountSid MessagingServiceSid From To ExternalUserId WaId ProfileName Body
    MessageType NumMedia NumSegments ButtonText ButtonPayload ListId ListTitle Latitude Longitude Address Label
    Forwarded FrequentlyForwarded OriginalRepliedMessageSid OriginalRepliedMessageSender ReferralNumMedia
    ChannelMetadata SmsStatus MessageStatus ErrorCode ErrorMessage ApiVersion OptOutType MediaUrl0
    MediaContentType0""".split()
)
# fullmatch everywhere: `$` would admit a trailing newline.
_MESSAGE_SID: Final = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_EXTERNAL_USER: Final = re.compile(r"whatsapp:[A-Z]{2}(\.ENT)?\.[0-9A-Za-z]{1,128}")
_NUMBER: Final = re.compile(r"(whatsapp:)?\+[1-9][0-9]{6,14}")
_SID_IN_PLACE: Final = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_SID_ANYWHERE: Final = re.compile(r"Sid[A-Z]{2}[0-9a-fA-F]{32}")
_MEDIA_COUNT: Final = re.compile(r"[0-9]|10")
_ERROR_CODE: Final = re.compile(r"[0-9]{1,8}")

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


def read_inbound(form: MultiDict[str, str], twilio: TwilioSettings) -> Inbound:
    """Return the message that a signed form holds.

    Raises:
        Refused: some part is not as Twilio sends it to us.
    """
    message_sid = _check_envelope(form, twilio, ours="To")
    address = form.get("From", "")
    if not (_NUMBER.fullmatch(address) or _EXTERNAL_USER.fullmatch(address)):
        raise Refused(Reason.SENDER)
    if "Body" not in form:
        raise Refused(Reason.MALFORMED_FORM)
    if not _MEDIA_COUNT.fullmatch(form.get("NumMedia", "")):
        raise Refused(Reason.MEDIA_COUNT)
    return Inbound(
        message_sid=message_sid,
        address=address,
        external_user=_external_user(form, address),
        text=form["Body"],
        kind=_kind(form),
    )


def read_status(form: MultiDict[str, str], twilio: TwilioSettings) -> DeliveryStatus:
    """Return the delivery status that a signed form holds.

    Raises:
        Refused: some part is not as Twilio sends it to us.
    """
    message_sid = _check_envelope(form, twilio, ours="From")
    address = form.get("To", "")
    if not (_NUMBER.fullmatch(address) or _EXTERNAL_USER.fullmatch(address)):
        raise Refused(Reason.RECIPIENT)
    status = form.get("MessageStatus", "")
    if not (status.isascii() and status.replace("_", "").isalpha()):
        raise Refused(Reason.STATUS)
    code = form.get("ErrorCode", "")
    return DeliveryStatus(message_sid, address, status, code if _ERROR_CODE.fullmatch(code) else None)


def _check_envelope(form: MultiDict[str, str], twilio: TwilioSettings, ours: str) -> str:
    """Check what every callback has, and return its MessageSid. `ours` is the field with our own address."""
    if any(len(form.getlist(name)) > 1 for name in form if name in _KNOWN):
        raise Refused(Reason.REPEATED_FIELD)
    if form.get("AccountSid") != twilio.account_sid:
        raise Refused(Reason.ACCOUNT)
    message_sid = form.get("MessageSid", "")
    if not _MESSAGE_SID.fullmatch(message_sid):
        raise Refused(Reason.MESSAGE_SID)
    if form.get(ours) not in twilio.senders:
        raise Refused(Reason.RECIPIENT if ours == "To" else Reason.SENDER)
    if _holds_a_swallowed_sid(form):
        raise Refused(Reason.MISPLACED_SID)
    return message_sid


def _holds_a_swallowed_sid(form: MultiDict[str, str]) -> bool:
    """Tell whether a SID stands anywhere in the signed text but as the whole value of a field of its own.

    A signature captured over a text that the attacker typed can be cut into fields anew; the genuine
    `MessageSidSM…` then has to hide inside another field, or across two. No genuine message holds one.
    """
    pairs = [(name, value) for name in sorted(form) for value in sorted(set(form.getlist(name)))]
    in_place = sum(name.endswith("Sid") and bool(_SID_IN_PLACE.fullmatch(value)) for name, value in pairs)
    return len(_SID_ANYWHERE.findall("".join(name + value for name, value in pairs))) != in_place


def _external_user(form: MultiDict[str, str], address: str) -> str | None:
    """Return WhatsApp's business-scoped id: from its own field, or from From when there is no number."""
    external = form.get("ExternalUserId", "")
    if _EXTERNAL_USER.fullmatch(external):
        return external
    return address if _EXTERNAL_USER.fullmatch(address) else None


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
