"""Refuse a signed text that was cut into other fields than Twilio's.

Twilio's signature joins the address, names and values without separators. An attacker who captured a signature over a
text of their own can therefore cut the same bytes into other fields. The genuine `Fromwhatsapp:+…` is then still among
the bytes, wherever the cuts are: in another field, in a name, across two fields, in the query. So every place that reads
like such a field, even an overlapping one, must be one.

A patient may type such a place, too, and is heard. A place within words that they chose is theirs

- if it cannot have been Twilio's field. One is followed by the name of the next, which sorts after it, or by the end;
- or if the end of the signed text vouches for the sender and the message. By WhatsApp Twilio's last fields are the SID once
  more, our number and the sender's digits. They sort after all that anybody types, so the bytes at the end are Twilio's
  wherever the cuts are, and nobody knows a SID before the message is sent. What is left is the user id.

Some forms cannot be told apart: a user id typed by a sender whose own WhatsApp messages have neither `ExternalUserId` nor
`ChannelMetadata`; where a text ends before an unknown field; and an id of letters that is cut short or extended by an
unknown field, which is then nobody's id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from werkzeug.datastructures import MultiDict

from app.store.conversations.spellings import canonical
from app.webhook.fields import FREE, KNOWN, Fields, Reason, Refused

_SID: Final = "[A-Z]{2}[0-9a-fA-F]{32}"
_SHORT_CODE: Final = "[0-9]{5,6}(?![0-9])"
# The value is not part of the match, because another name may begin within it. No name begins within a name.
_PLACES: Final = (
    (Reason.MISPLACED_SID, re.compile(rf"(?:Message|Sms|Account)Sid(?={_SID})")),
    (
        Reason.MISPLACED_SENDER,
        re.compile(
            r"(?:From|ExternalUserId|To)"  # first, so that the search can go by the letters that it may begin with
            r"(?=whatsapp:[A-Z]{2}(?:\.ENT)?\.[0-9A-Za-z]|(?:whatsapp:)?\+[1-9][0-9]{6}"
            rf"|(?<=From){_SHORT_CODE})"
        ),
    ),
    (Reason.MEDIA_COUNT, re.compile(r"NumMedia(?=[0-9])")),
    (Reason.FIELD_VALUE, re.compile(r"ChannelMetadata(?=\{)")),
)
_MOST_TYPED: Final = 500
"""More such places than this have no room in the longest text that a telephone sends."""
_LEAST: Final = re.compile(rf"{_SID}|(?:whatsapp:)?(?P<id>[A-Z]{{2}}(?:\.ENT)?\.)?\+?[0-9]*")
"""The least that a value is. An id may go on with letters, or these are the next name's."""
_LONGEST_RUN: Final = 200
_NAME: Final = re.compile("[A-Za-z][A-Za-z0-9]*")
_JSON: Final = json.JSONDecoder(strict=False)


Words = Mapping[str, range]
"""Where in the signed text the values are that people choose, by field."""


def check_cut(form: MultiDict[str, str], target: str) -> None:
    """Refuse a form whose fields were cut from the signed text in other places.

    `target` is the request's target, which the signature covers too, before the fields.

    Raises:
        Refused: a sender, a SID or the like is anywhere but in its own field, and nobody can have typed it there.
    """
    signed, begins = target, set()
    for name, values in sorted(form.lists()):
        for value in sorted(set(values)):
            signed += name
            if value and name in KNOWN:
                begins.add(len(signed))
            signed += value
    astray = [
        (reason, found)
        for reason, place in _PLACES
        for found in place.finditer(signed)
        if found.end() not in begins
    ]
    if not astray:
        return
    fields, words = form.to_dict(), _words_in(form, target)
    for number, (reason, found) in enumerate(astray):
        if number == _MOST_TYPED or not _is_typed(signed, found, fields, words):
            raise Refused(reason)


def _words_in(form: MultiDict[str, str], target: str) -> Words:
    end, words = len(target), {}
    for name, values in sorted(form.lists()):
        for value in sorted(set(values)):
            begin, end = end + len(name), end + len(name) + len(value)
            if name in FREE:
                words[name] = range(begin, end)
    return words


def _is_typed(signed: str, found: re.Match[str], fields: Fields, words: Words) -> bool:
    """Return whether a place is a patient's own words, and no field of Twilio's."""
    within = next((name for name, span in words.items() if found.start() in span), None)
    if within is None or found.end() not in words[within]:
        return False
    return not _may_be_a_field(signed, found) or (
        _end_vouches(signed, fields) and _cannot_be_the_genuine_one(signed, found, fields, within)
    )


def _end_vouches(signed: str, fields: Fields) -> bool:
    """Return whether the text's end names the same sender and message as the form."""
    digits = fields.get("WaId", "")
    end = f"SmsSid{fields['MessageSid']}SmsStatusreceivedTo{fields.get('To')}WaId{digits}"
    is_theirs = digits.isdecimal() and canonical(f"whatsapp:+{digits}") == canonical(fields["From"])
    return is_theirs and signed.endswith(end)


def _may_be_a_field(text: str, found: re.Match[str]) -> bool:
    """Return whether what follows a place may be another field of Twilio's."""
    name, has_letters = found.group(), False
    if name == "ChannelMetadata":
        end = _end_of_json(text, found.end())
    else:
        least = _LEAST.match(text, found.end())
        end = least.end() if least else None
        has_letters = bool(least and least["id"])
    if end is None:
        return False
    following = _NAME.match(text, end)
    if following is None:
        return end == len(text)
    run = following.group()
    if not has_letters:
        return run > name
    return len(run) > _LONGEST_RUN or any(run[at:] > name for at, sign in enumerate(run) if sign.isalpha())


def _end_of_json(text: str, begin: int) -> int | None:
    try:
        return _JSON.raw_decode(text, begin)[1]
    except (ValueError, RecursionError):
        return None


def _cannot_be_the_genuine_one(signed: str, found: re.Match[str], fields: Fields, within: str) -> bool:
    """Return whether a place is not Twilio's, given that sender and SID are proven.

    Cutting a genuine user id away, or putting another in its place, takes away either its own place or the sender's.
    """
    match found.group():
        case "ExternalUserId":
            return within > "From" or bool(fields.get("ExternalUserId"))
        case "From":
            return not signed.startswith(fields["From"], found.end())
        case "MessageSid" | "SmsSid":
            return not signed.startswith(fields["MessageSid"], found.end())
        case "ChannelMetadata":
            return False
        case _:
            return True
