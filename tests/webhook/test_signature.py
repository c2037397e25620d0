"""Twilio's published vectors, and those of its emoji, blanks, duplicates and ports."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.config import Secret
from app.webhook.signature import sign, signing_token, validator_of
from tests.cases import for_each
from tests.vectors import vectors

VECTORS = vectors("twilio-signature/vectors")
URL = "https://clinic.example.org/webhook/whatsapp"
PARAMS = {
    "MessageSid": "SM" + "0" * 32,
    "AccountSid": "AC" + "1" * 32,
    "From": "whatsapp:+15005550006",
    "To": "whatsapp:+14155238886",
    "Body": "Zo\u00eb \U0001f44d\U0001f3fd \u0928\u092e\u0938\u094d\u0924\u0947\nline2 ",
    "NumMedia": "0",
    "MediaContentType0": "",
    "ProfileName": "Zo\u00eb",
    "WaId": "15005550006",
}
VALIDATORS = [validator_of(Secret("12345"))]


def is_genuine(url, params, signature):
    return signing_token(url, MultiDict(params), signature, VALIDATORS) is not None


@for_each("case", VECTORS["cases"])
def test_twilios_own_vectors_hold(case):
    assert is_genuine(case["uri"], VECTORS["params"], case["signature"]) is case["valid"]


def test_twilios_vector_of_duplicate_parameters_holds():
    vector = VECTORS["duplicate_params"]
    assert is_genuine(VECTORS["uri"], [tuple(pair) for pair in vector["pairs"]], vector["signature"])


@for_each(
    ("case", "url", "params", "signature", "genuine"),
    [
        ("emoji, Devanagari, line break, trailing blank", URL, PARAMS, "yu2EfKZWretpE92QTEtcCpfhhd0=", True),
        ("signed with port 443 in the address", URL, PARAMS, "TUiFf0oVckVC1H2uEJucquNVZvA=", True),
        ("HMAC-SHA256 of the same text", URL, PARAMS, "CkbHpoYPRycovz0qEtjs2AHo5dGYYGCgIu4Gcx+KHgU=", False),
        ("signed without the empty parameter", URL, PARAMS, "scFEsyyP5f9RhvilqYKiuZyeEvA=", False),
        ("signed with a stripped Body", URL, PARAMS, "6Ye5FySzDQ6nZq7K7nucnLIhLIs=", False),
        ("signed with an NFD Body", URL, PARAMS, "Iy7nm3Zg0KAU7TlXPczSfmi+4yU=", False),
        ("a raw query", URL + "?name=Z%C3%B6e&c=%2Fx", PARAMS, "J+zzkVyYypoktTkMVfF56PG9Li8=", True),
        (
            "the same query decoded",
            URL + "?name=Z%C3%B6e&c=%2Fx",
            PARAMS,
            "kEdTKi4NMcdll/LJdAEO8yPLJQQ=",
            False,
        ),
    ],
)
def test_vectors_of_what_twilio_signs_and_what_breaks_it(case, url, params, signature, genuine):
    assert is_genuine(url, params, signature) is genuine, case


def test_a_repeated_value_counts_once():
    pairs = [("K", "b"), ("K", "a"), ("K", "a")]
    assert is_genuine(URL, pairs, "d7hA5vW/WbKYxHw7x6kOziSXaAs=")


def test_the_position_of_the_token_that_signed_is_told():
    newer, older = Secret("newer-token"), Secret("older-token")
    fields, validators = MultiDict(PARAMS), [validator_of(newer), validator_of(older)]
    assert signing_token(URL, fields, sign(URL, fields, newer), validators) == 0
    assert signing_token(URL, fields, sign(URL, fields, older), validators) == 1
    assert signing_token(URL, fields, sign(URL, fields, Secret("third")), validators) is None


@given(
    st.text(max_size=80),
    st.dictionaries(st.text(max_size=6), st.text(max_size=12), max_size=4),
    st.text(max_size=70),
)
def test_no_address_form_or_signature_makes_the_check_raise(url, params, signature):
    assert signing_token(url, MultiDict(params), signature, VALIDATORS) is None


@for_each("url", ["https://host:99999/p", "https://host:abc/p", "https://[::1", "", "%"])
def test_an_address_that_the_validator_chokes_on_is_a_refusal(url):
    assert not is_genuine(url, PARAMS, "yu2EfKZWretpE92QTEtcCpfhhd0=")
