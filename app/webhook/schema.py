"""Check what Twilio sends: signed fields become a message or a delivery status."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from xml.sax.saxutils import escape

from werkzeug.datastructures import MultiDict

from app.config import TwilioSettings
from app.intake.model import Kind

TWIML_TYPE: Final = "text/xml; charset=utf-8"
_XML: Final = '<?xml version="1.0" encoding="UTF-8"?>'
NOTHING: Final = f"{_XML}<Response />"
_QUOTE: Final = {'"': "&quot;"}
# XML 1.0 cannot hold these, and the reply would be lost (error 12100).
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(replies: Iterable[str], status_callback: str) -> str:
    """Return the TwiML that sends each reply, or an empty Response for none.

    Twilio reports each reply's delivery to the absolute URL `status_callback`.
    """
    begin = f'<Message statusCallback="{escape(status_callback, _QUOTE)}">'
    messages = [f"{begin}{escape(_NOT_XML.sub('', reply))}</Message>" for reply in replies]
    return f"{_XML}<Response>{''.join(messages)}</Response>" if messages else NOTHING


# The reason is for the operator and the trail. The caller sees only the status 403.


class Reason(StrEnum):
    """Name what can be wrong with a request that claims to be Twilio's."""

    HOST = "host"
    PLAIN_HTTP = "plain_http"
    TOO_LARGE = "too_large"
    CONTENT_TYPE = "content_type"
    NO_SIGNATURE = "no_signature"
    SIGNATURE_SCHEME = "signature_scheme"
    MALFORMED_FORM = "malformed_form"
    BAD_SIGNATURE = "bad_signature"
    REPEATED_FIELD = "repeated_field"
    FIELD_NAME = "field_name"
    FIELD_VALUE = "field_value"
    MISPLACED_SID = "misplaced_sid"
    MISPLACED_SENDER = "misplaced_sender"
    ACCOUNT = "account"
    MESSAGE_SID = "message_sid"
    SENDER = "sender"
    RECIPIENT = "recipient"
    MEDIA_COUNT = "media_count"
    STATUS = "status"
    REPLAYED_SIGNATURE = "replayed_signature"


class Refused(Exception):
    """Report that the request must not be trusted."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.value)


# Twilio's fields: what each may hold, and that a sender is named only in the field for it.
#
# Twilio's signature joins the address, names and values without separators. An attacker who captured a
# signature over a text of their own can therefore cut the same bytes into other fields. The genuine
# `Fromwhatsapp:+…` is then still among the bytes, wherever the cuts are: in another field, in a name, across
# two fields, in the query. So every place that reads like such a field, even an overlapping one, must be one.
#
# Some forms cannot be told apart: a user id typed by a sender whose own WhatsApp messages have neither
# `ExternalUserId` nor `ChannelMetadata`; where a text ends before an unknown field; and an id of letters
# that is cut short or extended by an unknown field, which is then nobody's id.

# fullmatch everywhere: `$` would admit a trailing newline.
MESSAGE_SID: Final = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
EXTERNAL_USER: Final = re.compile(r"whatsapp:[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]{1,128}")
NUMBER: Final = re.compile(r"(?:whatsapp:)?\+[1-9][0-9]{6,14}")

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
_SID: Final = re.compile(r"(?:[A-Z]{2}[0-9a-fA-F]{32})?")
_ADDRESS: Final = re.compile(rf"(?:{NUMBER.pattern}|{EXTERNAL_USER.pattern}|[0-9]{{3,8}})?")
_FIGURE: Final = re.compile(r"[0-9]{0,4}")
_WORD: Final = re.compile(r"[A-Za-z0-9_.-]{0,64}")
_TRUTH: Final = re.compile(r"(?i:true|false)?")
_DEGREES: Final = re.compile(r"[-+0-9.Ee]{0,40}")
_MEDIA_TYPE: Final = re.compile(
    r"(?:[\w!#$&^.+*-]{1,100}/[\w!#$&^.+*-]{1,100}(?:\s*;[^\r\n]{0,100})?)?", re.ASCII
)
_WEB_ADDRESS: Final = re.compile(r"(?:https?://[!-~]{1,2000})?")
_SHORT: Final = re.compile(r"[^\r\n]{0,200}")
_ANY: Final = re.compile(r"(?s:.*)")

_PATTERNS: Final[dict[str, re.Pattern[str]]] = {
    **dict.fromkeys(("AccountSid", "MessagingServiceSid", "OriginalRepliedMessageSid"), _SID),
    **dict.fromkeys(("MessageSid", "SmsSid", "SmsMessageSid"), MESSAGE_SID),
    **dict.fromkeys(("From", "To", "OriginalRepliedMessageSender"), _ADDRESS),
    **dict.fromkeys(("ExternalUserId", "ParentExternalUserId"), re.compile(rf"(?:{EXTERNAL_USER.pattern})?")),
    "WaId": re.compile(r"(?:whatsapp:)?[0-9A-Za-z.+]{0,140}"),
    **dict.fromkeys(("NumMedia", "ReferralNumMedia", "NumSegments"), _FIGURE),
    **dict.fromkeys(("MessageType", "MessageStatus", "SmsStatus", "OptOutType", "ApiVersion"), _WORD),
    "ErrorCode": re.compile(r"[0-9]{0,8}"),
    **dict.fromkeys(("Forwarded", "FrequentlyForwarded"), _TRUTH),
    **dict.fromkeys(("Latitude", "Longitude"), _DEGREES),
    **{f"MediaContentType{number}": _MEDIA_TYPE for number in range(10)},
    **{f"MediaUrl{number}": _WEB_ADDRESS for number in range(10)},
    **{end + part: _SHORT for end in ("From", "To") for part in ("City", "State", "Zip", "Country")},
    **{
        f"Referral{part}": _ANY
        for part in "Body Headline SourceId SourceType SourceUrl MediaId MediaContentType MediaUrl CtwaClid".split()
    },
    **dict.fromkeys("Body ButtonText ButtonPayload ListId ListTitle Address Label".split(), _ANY),
    **dict.fromkeys("ProfileName ChannelMetadata ErrorMessage AddOns".split(), _ANY),
}
"""What each field may hold. An unknown name is no error: Twilio adds fields without notice."""

_DECIDING: Final = ("AccountSid", "Body", "ExternalUserId", "From", "MessageSid", "NumMedia", "SmsSid")
"""An unknown name with one of these in it is a field that was made to begin too early."""
_SHORTEST_TO_LOOK_FOR: Final = 4
"""A user id, whose letters may include `To` by chance."""

# The value is not part of the match, because another name may begin within it. No name begins within a name.
_PLACES: Final = (
    (Reason.MISPLACED_SID, re.compile(r"(?:Message|Sms|Account)Sid(?=[A-Z]{2}[0-9a-fA-F]{32})")),
    (
        Reason.MISPLACED_SENDER,
        re.compile(
            r"(?:From|ExternalUserId|To)"
            r"(?=whatsapp:[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]|(?:whatsapp:)?\+[1-9][0-9]{6})"
        ),
    ),
    (Reason.MEDIA_COUNT, re.compile(r"NumMedia(?=[0-9])")),
    (Reason.FIELD_VALUE, re.compile(r"ChannelMetadata(?=\{)")),
)


Fields = Mapping[str, str]
"""The fields of a form in which no known name occurs twice. It is read much, and a MultiDict is slow to read."""


def fields_of(form: MultiDict[str, str]) -> Fields:
    """Return the fields of a form.

    Raises:
        Refused: a known name occurs twice, or there is a name that Twilio would not use.
    """
    if any(len(values) > 1 and name in _PATTERNS for name, values in form.lists()):
        raise Refused(Reason.REPEATED_FIELD)
    for name in form.keys() - _PATTERNS.keys():
        if not _NAME.fullmatch(name) or any(deciding in name for deciding in _DECIDING):
            raise Refused(Reason.FIELD_NAME)
    return form.to_dict()


def check_values(fields: Fields) -> None:
    """Refuse a known field whose value is not of its kind.

    Raises:
        Refused: there is one.
    """
    for name, value in fields.items():
        if name in _PATTERNS and not _PATTERNS[name].fullmatch(value):
            raise Refused(Reason.FIELD_VALUE)
        if EXTERNAL_USER.fullmatch(value) and any(
            known in value for known in _PATTERNS if len(known) >= _SHORTEST_TO_LOOK_FOR
        ):
            raise Refused(Reason.FIELD_VALUE)
    # Only complete JSON proves that the value was not cut within a name that a sender chose.
    metadata = fields.get("ChannelMetadata")
    if metadata and not _is_json_object(metadata):
        raise Refused(Reason.FIELD_VALUE)


def check_cut(form: MultiDict[str, str], target: str) -> None:
    """Refuse a form whose fields were cut from the signed text in other places.

    `target` is the request's target, which the signature covers too, before the fields.

    Raises:
        Refused: a sender, a SID or the like is anywhere but in its own field.
    """
    signed, begins = target, set()
    for name, values in sorted(form.lists()):
        for value in sorted(set(values)):
            signed += name
            if value and name in _PATTERNS:
                begins.add(len(signed))
            signed += value
    for reason, place in _PLACES:
        if not begins.issuperset(found.end() for found in place.finditer(signed)):
            raise Refused(reason)


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, strict=False), dict)
    except (ValueError, RecursionError):
        return False


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


def read_inbound(form: MultiDict[str, str], twilio: TwilioSettings, target: str) -> Inbound:
    """Return the message in a signed form. `target` is the signed target.

    Raises:
        Refused: some part is not as Twilio sends it to us.
    """
    fields = fields_of(form)
    message_sid = _check_envelope(fields, twilio, ours="To")
    address = _patients_address(fields, "From", Reason.SENDER)
    if "Body" not in fields:
        raise Refused(Reason.MALFORMED_FORM)
    if not _MEDIA_COUNT.fullmatch(fields.get("NumMedia", "")):
        raise Refused(Reason.MEDIA_COUNT)
    if fields.get("ExternalUserId") and not address.startswith("whatsapp:"):
        raise Refused(Reason.SENDER)  # by SMS nobody has one
    check_values(fields)
    check_cut(form, target)
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
