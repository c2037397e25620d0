"""A captured signature over a text that the attacker typed: no other cut of it into fields is believed (F43).

Twilio's signature joins names and values without separators. The genuine message is never delivered here, so that
neither its MessageSid nor its signature has been claimed.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.config import TwilioSettings
from app.webhook.fields import Refused
from app.webhook.schema import read_inbound
from tests.cases import for_each
from tests.people import ACCOUNT_SID, PUBLIC_URL, SENDER, message_fields, sign

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from app.webhook.schema import Inbound

ATTACKER, VICTIM = "whatsapp:+15005550009", "whatsapp:+15005550006"
ATTACKERS_ID, VICTIMS_ID = "whatsapp:US.1349120865530274", "whatsapp:US.99999999999999"
GENUINE_SID, INVENTED_SID = "SM" + "a" * 32, "SM" + "f" * 32
SETTINGS = TwilioSettings(ACCOUNT_SID, (), (SENDER,))

CLAIMS = {
    "ExternalUserId": VICTIMS_ID,
    "From": VICTIM,
    "MessageSid": INVENTED_SID,
    "NumMedia": "0",
    "SmsMessageSid": INVENTED_SID,
    "SmsSid": INVENTED_SID,
    "To": SENDER,
}
"""What an attacker types to be read as fields, in the order of a signed text."""
SWEEPERS = ("", "Ez", "Gz", "Mes", "MessageSj", "Oz", "Sms", "Zz", "Zz1")
"""What they type last: the name, or the beginning of one, of the field that the rest is swept into."""


def genuine(typed: str, **changed: str) -> dict[str, str]:
    return message_fields(typed, ATTACKER, MessageSid=GENUINE_SID, **changed)


def typed_claims(*names: str) -> str:
    return "".join(name + CLAIMS[name] for name in names)


def signed_text(fields: dict[str, str]) -> str:
    return "".join(name + fields[name] for name in sorted(fields))


def cut_at(text: str, names: Sequence[str]) -> dict[str, str]:
    """Return the fields of a text that is cut where these names stand in it, one after the other."""
    starts = [0]
    for name in names:
        starts.append(text.index(name, starts[-1]))
    bounds = [*starts[1:], len(text)]
    return {
        name: text[start + len(name) : end]
        for name, (start, end) in zip(names, pairwise(bounds), strict=True)
    }


def believed(fields: dict[str, str] | list[tuple[str, str]], target: str = "/webhook") -> Inbound | None:
    try:
        return read_inbound(MultiDict(fields), SETTINGS, target)
    except Refused:
        return None


BEGINNING = ("AccountSid", "ApiVersion", "Body")
THE_END = ("MessageType", "NumMedia", "NumSegments", "ProfileName", "ReferralNumMedia")
AFTER_IT = ("SmsMessageSid", "SmsSid", "SmsStatus", "To", "WaId")


@pytest.mark.parametrize(
    ("field", "typed", "names"),
    [
        pytest.param(
            "Body",
            typed_claims("From", "MessageSid", "NumMedia", "To") + "Zz",
            [*BEGINNING, "From", "MessageSid", "NumMedia", "To", "Zz"],
            id="the rest swept into an unknown field",
        ),
        pytest.param(
            "Label",
            typed_claims("MessageSid", "NumMedia", "To") + "Zz",
            [*BEGINNING, "From", "Label", "MessageSid", "NumMedia", "To", "Zz"],
            id="the rest swept away behind the genuine sender, by the name of a place",
        ),
        pytest.param(
            "Body",
            typed_claims("From", "MessageSid") + "MessageSj",
            [*BEGINNING, "From", "MessageSid", f"MessageSjFrom{ATTACKER}MessageSid", *THE_END, *AFTER_IT],
            id="the genuine SID in a field named after all that stands before it",
        ),
        pytest.param(
            "Body",
            typed_claims("From") + "Gz",
            [*BEGINNING, "From", "Gz", "MessageSid", *THE_END, *AFTER_IT],
            id="the genuine sender swept away and the genuine SID kept",
        ),
        pytest.param(
            "Body",
            typed_claims("ExternalUserId") + "Ez",
            [*BEGINNING, "ExternalUserId", "Ez", "From", "MessageSid", *THE_END, *AFTER_IT],
            id="the genuine user id swept away and the genuine sender kept",
        ),
    ],
)
def test_a_known_cut_is_refused(field, typed, names):
    user_id = {"ExternalUserId": ATTACKERS_ID} if "ExternalUserId" in typed else {}
    original = genuine("hi", **{field: "hi" + typed}, **user_id)
    cut = cut_at(signed_text(original), names)
    assert sign(PUBLIC_URL, MultiDict(cut)) == sign(PUBLIC_URL, MultiDict(original)), "the attack is real"
    assert believed(cut) is None


NAMES = re.compile("|".join(sorted({*genuine(""), "Label", *CLAIMS, *SWEEPERS[1:]}, key=len, reverse=True)))


@st.composite
def typed_texts(draw: st.DrawFn) -> str:
    """What an attacker may type: claims in order, a sweeper, and anything between."""
    chosen = draw(st.lists(st.sampled_from(sorted(CLAIMS)), unique=True, max_size=5).map(sorted))
    noise = draw(st.sampled_from(["", "", draw(st.text(max_size=8)), "From", "Sid", "+15005550001"]))
    return "hi" + noise + typed_claims(*chosen) + draw(st.sampled_from(SWEEPERS))


@st.composite
def recuts(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, str]]:
    """A genuine message, and its signed text cut again at names in it, which stay in order.

    A few of these are passed over; a name may end later than it seems, where another does: "MessageSjFrom…MessageSid".
    """
    field = draw(st.sampled_from(["Body", "Label", "ProfileName"]))
    original = genuine(draw(typed_texts()), ExternalUserId=ATTACKERS_ID, **{field: draw(typed_texts())})
    text = signed_text(original)
    found = list(NAMES.finditer(text))
    places = st.integers(0, len(found) - 1)
    passed_over, longer = draw(st.sets(places, max_size=2)), draw(st.dictionaries(places, places, max_size=1))
    cuts: list[tuple[int, int]] = []
    for place, match in enumerate(found):
        start = match.start()
        end = found[max(place, longer.get(place, 0))].end()
        is_next = not cuts or (start >= cuts[-1][1] and text[slice(*cuts[-1])] < text[start:end])
        if is_next and (not cuts or place not in passed_over):
            cuts.append((start, end))
    bounds = [*(start for start, _ in cuts[1:]), len(text)]
    return original, {
        text[start:end]: text[end:after] for (start, end), after in zip(cuts, bounds, strict=True)
    }


@settings(max_examples=200)
@given(recuts())
def test_no_cut_makes_another_sender_user_or_message_of_a_typed_text(pair):
    original, cut = pair
    assert signed_text(cut) == signed_text(original)
    if message := believed(cut):
        assert (message.message_sid, message.address) == (GENUINE_SID, ATTACKER)
        assert message.external_user in {ATTACKERS_ID, None}


TYPED = ("Body", "ProfileName", "Label", "Address", "MediaContentType0", "ButtonText", "FromCity")
"""What a sender, or a telephone of theirs, can choose."""
METADATA = '{"type":"whatsapp","data":{"context":{"ProfileName":%s,"WaId":"15005550009"}}}'
SHAPES: dict[str, dict[str, str]] = {
    "WhatsApp before user ids": {},
    "WhatsApp": {"ExternalUserId": ATTACKERS_ID, "ChannelMetadata": METADATA},
    "WhatsApp without a user id": {"ChannelMetadata": METADATA},
    "WhatsApp of one business of several": {
        "ExternalUserId": ATTACKERS_ID,
        "ParentExternalUserId": "whatsapp:US.ENT.11815799212886844830",
        "ChannelMetadata": METADATA,
    },
    "without a number": {"From": ATTACKERS_ID, "WaId": "", "ChannelMetadata": METADATA},
    "a picture": {
        "NumMedia": "1",
        "MediaContentType0": "image/jpeg",
        "MediaUrl0": "https://api.twilio.com/ME1",
    },
    "a place": {"Body": "", "Latitude": "1.5", "Longitude": "-2.5", "Address": "", "Label": ""},
    "a tap": {"ButtonText": "Yes", "ButtonPayload": "yes", "OriginalRepliedMessageSid": "SM" + "c" * 32},
    "a forwarded one": {"Forwarded": "true", "FrequentlyForwarded": "true", "ReferralBody": ""},
    "an SMS": {"From": "+15005550009", "FromCity": "", "ToCountry": "US", "ProfileName": "", "WaId": ""},
    "an MMS": {
        "From": "+15005550009",
        "NumMedia": "1",
        "MediaContentType0": "a/b",
        "MediaUrl0": "https://x/1",
    },
}
SWALLOWERS = (
    "ExternalUserIdwhatsapp:US.",
    "Fromwhatsapp:+1500555000",
    "From+1500555000",
    "MessageSid",
    "From",
    "Sms",
)
"""What would take in the beginning of the genuine name behind it, if places were counted that do not overlap."""
WORDS = (
    *CLAIMS, *CLAIMS.values(), *SWEEPERS, *typed_claims(*CLAIMS), "Address", "Forwardedtrue", "SmsSid", "Sms",
    "OriginalReplied", "Referral", "ExternalUserIdwhatsapp:US.", "Fromwhatsapp:+1500555000", "From+15005550006",
    "image/", "A", "N", "Gz", "{", "}", '"}}}', "0", "US.1", "whatsapp:", "+", "AccountSid" + ACCOUNT_SID, "Bodyhi",
)  # fmt: skip


CUTS_OF_EACH = 20
NAMES_TO_CUT_AT = sorted({*genuine(""), *CLAIMS, *TYPED, *SWEEPERS[1:], *"ANGEOZ"}, key=len, reverse=True)
LIKELY = re.compile("(?=(" + "|".join(NAMES_TO_CUT_AT) + "))")
NEEDED = ("AccountSid", "Body", "ExternalUserId", "From", "MessageSid", "NumMedia", "To")
SID, PERSON = (
    re.compile("[A-Z]{2}[0-9a-f]{32}"),
    re.compile(r"whatsapp:[A-Z]{2}\.[0-9]+|(whatsapp:)?\+[0-9]{11}"),
)
FIXED = {
    **dict.fromkeys(("AccountSid", "MessageSid", "SmsMessageSid", "SmsSid"), SID),
    **dict.fromkeys(("ExternalUserId", "From", "To"), PERSON),
    **dict.fromkeys(("NumMedia", "NumSegments", "ReferralNumMedia"), re.compile("[0-9]")),
    "ApiVersion": re.compile("[0-9-]{10}"),
    "Body": re.compile("hi|"),
}


def typed_parts(chance: random.Random) -> str:
    """What an attacker may type to be cut: claims in order, a sweeper, and what makes them begin or end elsewhere."""
    chosen = sorted(chance.sample(sorted(CLAIMS), chance.choice((1, 2, 3))))
    claims = chance.choice(("", typed_claims("From"), typed_claims("ExternalUserId"), typed_claims(*chosen)))
    noise = chance.choice(WORDS) if chance.random() < 0.2 else ""
    sweeper = chance.choice((chosen[-1][0] + "z", "Gz", "Ez", *SWEEPERS))
    return noise + claims + chance.choice(("", sweeper, chance.choice(SWALLOWERS)))


def typed_message(chance: random.Random) -> dict[str, str]:
    """A genuine message of the attacker's, of any shape, with their own words wherever they may choose them."""
    fields = genuine("hi", **SHAPES[chance.choice(sorted(SHAPES))])
    for name in chance.sample(TYPED, chance.randint(1, len(TYPED))):
        if name in fields:
            fields[name] += typed_parts(chance)
    if "ChannelMetadata" in fields:
        fields["ChannelMetadata"] = METADATA % json.dumps(fields["ProfileName"], ensure_ascii=False)
    return fields


def cut_anywhere(chance: random.Random, text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a target and fields that have the same signature, as somebody looks for them who knows the schema.

    Each field that a message needs begins at any of the places where its name stands; what lies between two of them
    is cut where other names stand, swept into a name of any length, or left to the value before it.
    """
    needed = [name for name in NEEDED if name != "ExternalUserId" or chance.random() < 0.5]
    first = chance.choice(places_of("AccountSid", text)) if chance.random() < 0.3 else 0
    fields: list[tuple[str, str]] = []
    at = start = first
    for name in needed:
        places = [place for place in places_of(name, text) if place >= max(at, start)]
        whole = [place for place in places if not text[:place].endswith(("Sms", "Referral", "Replied"))]
        if not places:
            continue
        places = whole if whole and chance.random() < 0.9 else places
        place = chance.choice((places[0], places[0], chance.choice(places)))
        if fields and (at < 0 or chance.random() < 0.1):  # left to the value before
            fields[-1] = (fields[-1][0], text[start:place])
        else:
            fill(chance, fields, text[at:place], name)
        start = place + len(name)
        fixed = FIXED[name].match(text, start)
        at = fixed.end() if fixed else -1
        fields.append((name, text[start:at] if fixed else ""))
    if at < 0:
        at = chance.choice([len(text), *(found.start() for found in LIKELY.finditer(text, start))])
        fields[-1] = (fields[-1][0], text[start:at])
    fill(chance, fields, text[at:], "~")
    return "/webhook?clinic=1" + text[:first], fields


def places_of(name: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={name})", text)]


def fill(chance: random.Random, fields: list[tuple[str, str]], text: str, following: str) -> None:
    """Cut what lies between two fields, so that names stay in order; what cannot be a name is left to the value before."""
    while text:
        last = fields[-1][0] if fields else ""
        names = names_at(chance, text, last, following)
        if not names and fields:
            fields[-1] = (last, fields[-1][1] + text)
            return
        name = chance.choice(names or [text])
        later = [
            found.start() for found in LIKELY.finditer(text, len(name)) if name < found.group(1) < following
        ]
        is_swept = chance.random() < (0.1 if name in NAMES_TO_CUT_AT else 0.5)
        at = (
            chance.choice((chance.choice(later), len(text)))
            if is_swept and later
            else (later or [len(text)])[0]
        )
        if name in FIXED and (fixed := FIXED[name].match(text, len(name))):
            at = fixed.end()
        fields.append((name, text[len(name) : at]))
        text = text[at:]


def names_at(chance: random.Random, text: str, last: str, following: str) -> list[str]:
    """Return names that a text may begin with: the known one mostly, else any that is in order."""
    run = re.match("[A-Za-z][A-Za-z0-9]*", text)
    longest = run.group() if run else ""
    names = [longest[:length] for length in range(1, len(longest) + 1) if last < longest[:length] < following]
    known = LIKELY.match(text)
    if known and known.group(1) in names and chance.random() < 0.93:
        return [known.group(1)]
    if chance.random() < 0.9:
        return [name for name in names if len(name) <= 40 and not any(needed in name for needed in NEEDED)]
    return names


@settings(max_examples=100)
@given(st.randoms(use_true_random=True))
def test_no_cut_at_any_places_is_believed_to_be_of_another_sender_user_or_message(chance):
    original = typed_message(chance)
    for _ in range(CUTS_OF_EACH):
        target, cut = cut_anywhere(chance, signed_text(original))
        if message := believed(cut, target):
            assert (message.message_sid, message.address) == (GENUINE_SID, original["From"])
            if is_told_apart(original):
                assert message.external_user == user_of(original)


def is_told_apart(original: dict[str, str]) -> bool:
    """Whether Twilio says more of the sender than a number of WhatsApp: otherwise a typed user id is like a genuine one."""
    says_more = "ExternalUserId" in original or "ChannelMetadata" in original
    return says_more or not original["From"].startswith("whatsapp:+")


def user_of(original: dict[str, str]) -> str | None:
    number = original["From"].partition("+")[1]
    return original.get("ExternalUserId") or (None if number else original["From"])


HELD = (
    "To+447700900123", "From+15005550001", "Fromwhatsapp:+15005550001", "NumMedia1", "NumMedia0",
    f"ExternalUserId{VICTIMS_ID}", "MessageSid" + INVENTED_SID, "SmsSid" + INVENTED_SID, "AccountSid" + ACCOUNT_SID,
    'ChannelMetadata{"type"', "From12345", "WaId15005550006", "whatsapp:US.Body1", typed_claims(*CLAIMS),
)  # fmt: skip
"""What a text or a name may hold, and reads like a field."""
OF_TODAY = {"ExternalUserId": ATTACKERS_ID, "ChannelMetadata": METADATA}
"""What Twilio says of each sender on WhatsApp."""
held_texts = st.lists(st.one_of(st.sampled_from(HELD), st.sampled_from(SWEEPERS), st.text(max_size=9))).map(
    "".join
)


def as_typed(fields: dict[str, str]) -> dict[str, str]:
    if "ChannelMetadata" in fields:
        fields["ChannelMetadata"] = METADATA % json.dumps(fields["ProfileName"], ensure_ascii=False)
    return fields


@settings(max_examples=100)
@given(
    st.dictionaries(st.sampled_from(["Body", "ProfileName", "Label", "ButtonText", "Address"]), held_texts)
)
def test_whatever_a_patient_types_is_taken_as_they_typed_it(typed):
    message = believed(as_typed(genuine("hi", **OF_TODAY, **typed)))
    assert message
    assert (message.message_sid, message.address) == (GENUINE_SID, ATTACKER)
    assert message.external_user == ATTACKERS_ID
    assert message.text == typed.get("Body", "hi")


@for_each("shape", SHAPES)
def test_a_text_with_what_reads_like_a_field_is_taken_from_every_sender(shape: str):
    for held in HELD[:-1]:
        fields = as_typed(genuine("hi", **SHAPES[shape]))
        for text in (f"I wrote {held} there", f"{held}, and more", f"({held})"):
            message = believed(fields | {"Body": text})
            assert message, text
            assert message.text == text


@for_each("sender", ["12345", "611611", "262966", "Vodafone", "My Bank-1"])
def test_what_a_machine_writes_by_sms_is_nobodys_message(sender: str):
    ours = TwilioSettings(ACCOUNT_SID, (), (SENDER, "+15005550100"))
    fields = genuine("Your code is 123", From=sender, To="+15005550100", WaId="", ProfileName="")
    assert read_inbound(MultiDict(fields), ours, "/webhook") is None
    with pytest.raises(Refused):
        read_inbound(MultiDict(fields | {"To": SENDER}), ours, "/webhook")


def test_a_short_code_does_not_speak_for_a_number():
    original = genuine("hiFrom+15005550001Gz", From="12345", WaId="", ProfileName="")
    cut = cut_at(signed_text(original), [*BEGINNING, "From", "Gz", "MessageSid", *THE_END, *AFTER_IT])
    assert sign(PUBLIC_URL, MultiDict(cut)) == sign(PUBLIC_URL, MultiDict(original)), "the attack is real"
    assert believed(cut) is None
