"""A captured signature over a text that the attacker typed: no other cut of it into fields is believed (F43).

Twilio's signature joins names and values without separators. The genuine message is never delivered here, so that
neither its MessageSid nor its signature has been claimed.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.config import TwilioSettings
from app.webhook.refusal import Refused
from app.webhook.schema import read_inbound
from tests.people import ACCOUNT_SID, PUBLIC_URL, SENDER, message_fields, sign

if TYPE_CHECKING:
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


def believed(fields: dict[str, str]) -> Inbound | None:
    try:
        return read_inbound(MultiDict(fields), SETTINGS)
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
    """A genuine message, and its signed text cut anew at names that stand in it, which stay in order.

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


@settings(max_examples=1000)
@given(recuts())
def test_no_cut_makes_another_sender_user_or_message_of_a_typed_text(pair):
    original, cut = pair
    assert signed_text(cut) == signed_text(original)
    if message := believed(cut):
        assert (message.message_sid, message.address) == (GENUINE_SID, ATTACKER)
        assert message.external_user in {ATTACKERS_ID, None}
