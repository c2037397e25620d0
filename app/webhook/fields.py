"""Twilio's fields: what each may hold, and that what says who wrote stands only in the field that is for it.

Twilio's signature joins the address, names and values without separators. Whoever captured a signature over text of
their own can therefore cut the same bytes into other fields. The genuine `Fromwhatsapp:+…` is still among the bytes
then, wherever the cuts are: in another field, in a name, across two, in the query. So every place that reads as such
a field is looked for, overlapping ones too, and has to be one.

What cannot be told apart: a user id that a sender typed whose own messages come over WhatsApp with neither
`ExternalUserId` nor `ChannelMetadata`; where a text ends that is followed by an unknown field; and an id of letters
that is cut short, or that takes in an unknown field behind it, which is nobody's id then.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.webhook.refusal import Reason, Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.datastructures import MultiDict

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
"""What each field of Twilio's may hold. An unknown name is no mistake: Twilio adds fields without notice."""

_DECIDING: Final = ("AccountSid", "Body", "ExternalUserId", "From", "MessageSid", "NumMedia", "SmsSid")
"""No unknown name holds one of these: it would be a field that was made to begin too early."""
_SHORTEST_TO_LOOK_FOR: Final = 4
"""In the letters of a user id: `To` may be among them by chance."""

# With a lookahead, places that overlap are all found: one that is typed directly before another would hide it.
_PLACES: Final = (
    (Reason.MISPLACED_SID, re.compile(r"(?=((?:Message|Sms|Account)Sid)[A-Z]{2}[0-9a-fA-F]{32})")),
    (
        Reason.MISPLACED_SENDER,
        re.compile(
            r"(?=(From|ExternalUserId|To)"
            r"(?:whatsapp:[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]|(?:whatsapp:)?\+[1-9][0-9]{6}))"
        ),
    ),
    (Reason.MEDIA_COUNT, re.compile(r"(?=(NumMedia)[0-9])")),
    (Reason.FIELD_VALUE, re.compile(r"(?=(ChannelMetadata)\{)")),
)


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    value: str
    value_at: int
    """Where the value begins in the signed text."""


def check_names(form: MultiDict[str, str]) -> None:
    """Refuse a known name that comes twice, and a name that Twilio would not think of.

    Raises:
        Refused: there is one.
    """
    if any(len(form.getlist(name)) > 1 for name in form if name in _PATTERNS):
        raise Refused(Reason.REPEATED_FIELD)
    for name in form:
        is_sane = _NAME.fullmatch(name) and not any(deciding in name for deciding in _DECIDING)
        if name not in _PATTERNS and not is_sane:
            raise Refused(Reason.FIELD_NAME)


def check_values(form: MultiDict[str, str]) -> None:
    """Refuse a known field that does not hold what it is for.

    Raises:
        Refused: there is one.
    """
    for name, value in form.items():
        if name in _PATTERNS and not _PATTERNS[name].fullmatch(value):
            raise Refused(Reason.FIELD_VALUE)
        if EXTERNAL_USER.fullmatch(value) and any(
            known in value for known in _PATTERNS if len(known) >= _SHORTEST_TO_LOOK_FOR
        ):
            raise Refused(Reason.FIELD_VALUE)
    # Only whole JSON shows that no name which somebody gave themselves ends inside it.
    if not _is_json_object(form.get("ChannelMetadata") or "{}"):
        raise Refused(Reason.FIELD_VALUE)


def check_cut(form: MultiDict[str, str], target: str) -> None:
    """Refuse a form that was cut from the signed text at other places than Twilio's.

    `target` is the request's target, which the signature covers too, in front of the fields.

    Raises:
        Refused: a sender, a SID or the like stands anywhere but in its own field.
    """
    fields = list(_in_signed_order(form, len(target)))
    signed = target + "".join(field.name + field.value for field in fields)
    begins = {field.value_at for field in fields if field.name in _PATTERNS and field.value}
    for reason, place in _PLACES:
        if not begins.issuperset(found.end(1) for found in place.finditer(signed)):
            raise Refused(reason)


def _in_signed_order(form: MultiDict[str, str], start: int) -> Iterator[_Field]:
    at = start
    for name in sorted(form):
        for value in sorted(set(form.getlist(name))):
            yield _Field(name, value, at + len(name))
            at += len(name) + len(value)


def _is_json_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text, strict=False), dict)
    except (ValueError, RecursionError):
        return False
