"""The strict shape of what Twilio sends.

Twilio's signature joins names and values without separators, so bytes can be moved between fields under one
captured signature. What the signature cannot promise, these patterns do: a genuine text names its message, its sender
and the sender's user id once each, so a second naming anywhere shows that somebody typed one, and cut there.
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
_SIDS: Final = frozenset(
    "MessageSid SmsSid SmsMessageSid AccountSid MessagingServiceSid OriginalRepliedMessageSid".split()
)
_SAME_AS_MESSAGE_SID: Final = ("SmsSid", "SmsMessageSid")
"""Its older names."""
_PEOPLE: Final = frozenset({"From", "ExternalUserId"})
# fullmatch everywhere: `$` would admit a trailing newline.
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,63}")
_MESSAGE_SID: Final = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")
_EXTERNAL_USER: Final = re.compile(r"whatsapp:[A-Z]{2}(\.ENT)?\.[0-9A-Za-z]{1,128}")
_NUMBER: Final = re.compile(r"(whatsapp:)?\+[1-9][0-9]{6,14}")
_SID_IN_PLACE: Final = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")
_SID_ANYWHERE: Final = re.compile(r"Sid[A-Z]{2}[0-9a-fA-F]{32}")
_PERSON_ANYWHERE: Final = re.compile(
    r"(?:From|ExternalUserId)(?:whatsapp:[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]|(?:whatsapp:)?\+[1-9][0-9]{6,14})"
)
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
    address = _patients_address(form, "From", Reason.SENDER)
    if "Body" not in form:
        raise Refused(Reason.MALFORMED_FORM)
    if not _MEDIA_COUNT.fullmatch(form.get("NumMedia", "")):
        raise Refused(Reason.MEDIA_COUNT)
    _check_cut(form)
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
    address = _patients_address(form, "To", Reason.RECIPIENT)
    status = form.get("MessageStatus", "")
    if not (status.isascii() and status.replace("_", "").isalpha()):
        raise Refused(Reason.STATUS)
    _check_cut(form)
    code = form.get("ErrorCode", "")
    return DeliveryStatus(message_sid, address, status, code if _ERROR_CODE.fullmatch(code) else None)


def _check_envelope(form: MultiDict[str, str], twilio: TwilioSettings, ours: str) -> str:
    """Check what every callback has, and return its MessageSid. `ours` is the field with our own address."""
    if any(len(form.getlist(name)) > 1 for name in form if name in _KNOWN):
        raise Refused(Reason.REPEATED_FIELD)
    if not all(_NAME.fullmatch(name) for name in form):
        raise Refused(Reason.FIELD_NAME)
    if form.get("AccountSid") != twilio.account_sid:
        raise Refused(Reason.ACCOUNT)
    message_sid = form.get("MessageSid", "")
    if not _MESSAGE_SID.fullmatch(message_sid):
        raise Refused(Reason.MESSAGE_SID)
    if any(form.get(name, message_sid) != message_sid for name in _SAME_AS_MESSAGE_SID):
        raise Refused(Reason.MESSAGE_SID)
    if form.get(ours) not in twilio.senders:
        raise Refused(Reason.RECIPIENT if ours == "To" else Reason.SENDER)
    return message_sid


def _check_cut(form: MultiDict[str, str]) -> None:
    """Refuse a form in which a SID or a sender stands anywhere but in the field that is for it.

    A signature captured over a text that the attacker typed can be cut into fields anew; the genuine
    `MessageSidSM…` or `Fromwhatsapp:+…` then has to hide inside another field, or across two. No genuine message
    holds one. What cannot be told apart: a user id typed by a sender whose own messages carry none.
    """
    pairs = [(name, value) for name in sorted(form) for value in sorted(set(form.getlist(name)))]
    signed = "".join(name + value for name, value in pairs)
    sids = sum(name in _SIDS and bool(_SID_IN_PLACE.fullmatch(value)) for name, value in pairs)
    if len(_SID_ANYWHERE.findall(signed)) != sids:
        raise Refused(Reason.MISPLACED_SID)
    people = sum(name in _PEOPLE and bool(_PERSON_ANYWHERE.match(name + value)) for name, value in pairs)
    if len(_PERSON_ANYWHERE.findall(signed)) != people:
        raise Refused(Reason.MISPLACED_SENDER)


def _patients_address(form: MultiDict[str, str], field: str, otherwise: Reason) -> str:
    address = form.get(field, "")
    if not (_NUMBER.fullmatch(address) or _EXTERNAL_USER.fullmatch(address)):
        raise Refused(otherwise)
    return address


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
