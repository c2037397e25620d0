"""Twilio's fields: what each may hold, and why a request is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from werkzeug.datastructures import MultiDict

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


# fullmatch everywhere: `$` would admit a trailing newline.
MESSAGE_SID: Final = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
EXTERNAL_USER: Final = re.compile(r"whatsapp:[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]{1,128}")
NUMBER: Final = re.compile(r"(?:whatsapp:)?\+[1-9][0-9]{6,14}")

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{0,39}")
_SID: Final = re.compile(r"(?:[A-Z]{2}[0-9a-fA-F]{32})?")
MACHINE: Final = re.compile(r"[0-9]{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 &._+-]{1,11}")
"""A short code, or a name in place of a number: a bank, a network. Nobody reads there."""
_ADDRESS: Final = re.compile(rf"(?:{NUMBER.pattern}|{EXTERNAL_USER.pattern}|{MACHINE.pattern})?")
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

KNOWN: Final[dict[str, re.Pattern[str]]] = {
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
FREE: Final = frozenset("Address Body ButtonText ChannelMetadata Label ListTitle ProfileName".split())
"""The fields whose words people choose, all of them before `SmsSid` in the order of names."""

_DECIDING: Final = ("AccountSid", "Body", "ExternalUserId", "From", "MessageSid", "NumMedia", "SmsSid")
"""An unknown name with one of these in it is a field that was made to begin too early."""
_SHORTEST_TO_LOOK_FOR: Final = 4
"""A user id, whose letters may include `To` by chance."""

Fields = Mapping[str, str]
"""The fields of a form in which no known name occurs twice. It is read much, and a MultiDict is slow to read."""


def fields_of(form: MultiDict[str, str]) -> Fields:
    """Return the fields of a form.

    Raises:
        Refused: a known name occurs twice, or there is a name that Twilio would not use.
    """
    if any(len(values) > 1 and name in KNOWN for name, values in form.lists()):
        raise Refused(Reason.REPEATED_FIELD)
    for name in form.keys() - KNOWN.keys():
        if not _NAME.fullmatch(name) or any(deciding in name for deciding in _DECIDING):
            raise Refused(Reason.FIELD_NAME)
    return form.to_dict()


def check_values(fields: Fields) -> None:
    """Refuse a known field whose value is not of its kind.

    Raises:
        Refused: there is one.
    """
    for name, value in fields.items():
        if name in KNOWN and not KNOWN[name].fullmatch(value):
            raise Refused(Reason.FIELD_VALUE)
        if (
            name not in FREE
            and EXTERNAL_USER.fullmatch(value)
            and any(known in value for known in KNOWN if len(known) >= _SHORTEST_TO_LOOK_FOR)
        ):
            raise Refused(Reason.FIELD_VALUE)
    # Only complete JSON proves that the value was not cut within a name that a sender chose.
    metadata = fields.get("ChannelMetadata")
    if metadata and not _is_json_object(metadata):
        raise Refused(Reason.FIELD_VALUE)


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, strict=False), dict)
    except (ValueError, RecursionError):
        return False
