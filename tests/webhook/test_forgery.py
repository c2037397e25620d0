"""The forgery matrix: one thing changed in a genuine request, each refused, none a 500, nothing stored.

Numbers are those of the threat catalogue. What only a real server shows (F5, F57, F58) is in tests/server/.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import quote, urlencode
from uuid import uuid4

import pytest
from werkzeug.datastructures import MultiDict

from app.intake.kind import Kind
from app.store.messages.receipts import ReplayedSignature
from app.webhook.schema import Inbound
from tests.cases import for_each
from tests.people import (
    ACCOUNT_SID,
    FORM,
    OLDER_TOKEN,
    PUBLIC_URL,
    SENDER,
    TOKEN,
    Twilio,
    message_fields,
    new_sid,
    sign,
    status_fields,
)
from tests.webhook.refusal_counts import refusals

FORGED = "FORGEDWORD"
URL = PUBLIC_URL + "/webhook"
VICTIM = "whatsapp:+15005550006"


def forged(**changed: str) -> dict[str, str]:
    return message_fields(FORGED, VICTIM, **changed)


def body_of(fields) -> bytes:
    return urlencode(fields).encode()


def genuine_pair(fields):
    return body_of(fields), sign(URL, MultiDict(fields))


def with_signature(signature):
    return lambda twilio: twilio.send(body_of(forged()), signature)


def signed_then_changed(**changed):
    def send(twilio):
        fields = forged()
        return twilio.send(body_of(fields | changed), sign(URL, MultiDict(fields)))

    return send


def signed_with(token, algorithm=None):
    def send(twilio):
        fields = forged()
        if algorithm:
            text = URL + "".join(name + fields[name] for name in sorted(fields))
            signature = base64.b64encode(hmac.digest(token.encode(), text.encode(), algorithm)).decode()
        else:
            signature = sign(URL, MultiDict(fields), token)
        return twilio.send(body_of(fields), signature)

    return send


def signed_for(url, path="/webhook", **options):
    return lambda twilio: twilio.post(forged(), path, signed_url=url, **options)


def bad_host(host):
    return lambda twilio: twilio.post(forged(), token="not-the-token", headers={"Host": host})


def raw(body, url=URL, params=None, **options):
    return lambda twilio: twilio.send(body, sign(url, MultiDict(params or {})), **options)


def well_signed(**changed):
    return lambda twilio: twilio.post(forged(**changed))


def without(name):
    def send(twilio):
        fields = forged()
        del fields[name]
        return twilio.post(fields)

    return send


def recut(cut):
    """Send another form under the signature of a genuine one that was never delivered."""

    def send(twilio):
        fields = forged()
        return twilio.send(body_of(cut(fields)), sign(URL, MultiDict(fields)))

    return send


def sha256_with_scheme_header(twilio):
    fields = forged()
    text = URL + "".join(name + fields[name] for name in sorted(fields))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), text.encode(), hashlib.sha256)).decode()
    scheme = {"X-Twilio-Webhooks-Signature-Settings": "key=SK1,algorithm=HMAC_SHA256"}
    return twilio.send(body_of(fields), signature, headers=scheme)


def json_body(signed_url, signed_params):
    body = json.dumps(forged()).encode()
    return lambda twilio: twilio.send(
        body, sign(signed_url, MultiDict(signed_params)), content_type="application/json"
    )


def twice(first, second):
    def send(twilio):
        fields = [pair for pair in forged().items() if pair[0] != "Body"]
        return twilio.post([*fields, ("Body", first), ("Body", second)])

    return send


def swallowed_neighbour(fields):
    """F45: MessageSid swallows the parameter behind it."""
    changed = dict(fields)
    changed["MessageSid"] += "MessageType" + changed.pop("MessageType")
    return changed


def renamed_sid(fields):
    """F44: the SID moves into the name."""
    changed = dict(fields)
    changed["MessageSid" + changed.pop("MessageSid")] = ""
    return changed


def body_in_the_name(fields):
    changed = dict(fields)
    changed["Body" + changed.pop("Body")] = ""
    return changed


def body_and_from_merged(fields):
    changed = dict(fields)
    sender = changed.pop("From")
    changed["Body"] += "From" + sender
    return changed


MATRIX = {
    ("F1 no signature header", "no_signature"): with_signature(None),
    ("F2 an empty signature", "no_signature"): with_signature(""),
    ("F3 not base64", "bad_signature"): with_signature("%%%"),
    ("F4 non-ASCII bytes in the header", "bad_signature"): with_signature("é" * 28),
    ("F6 signed with another token", "bad_signature"): signed_with("another-token"),
    ("F7 signed with an empty token", "bad_signature"): signed_with(""),
    ("F8 signed with the AccountSid", "bad_signature"): signed_with(ACCOUNT_SID),
    ("F9 the right signature in lower case", "bad_signature"): lambda twilio: twilio.send(
        (pair := genuine_pair(forged()))[0], pair[1].lower()
    ),
    ("F10 HMAC-SHA256", "bad_signature"): signed_with(TOKEN, "sha256"),
    ("F11 SHA-256 announced, no shared key configured", "signature_scheme"): sha256_with_scheme_header,
    ("F12 algorithm NONE announced", "no_signature"): lambda twilio: twilio.send(
        body_of(forged()), "", headers={"X-Twilio-Webhooks-Signature-Settings": "algorithm=NONE"}
    ),
    ("F13 Body changed", "bad_signature"): signed_then_changed(Body=FORGED + "!"),
    ("F14 From changed", "bad_signature"): signed_then_changed(From="whatsapp:+15005550007"),
    ("F15 a parameter added", "bad_signature"): signed_then_changed(Extra="1"),
    ("F16 a parameter removed", "bad_signature"): recut(lambda fields: {k: v for k, v in fields.items() if k != "NumMedia"}),
    ("F17 a query added", "bad_signature"): lambda twilio: twilio.post(forged(), "/webhook?x=1", signed_url=URL),
    ("F18 an extra Body in the query only", "bad_signature"): lambda twilio: twilio.post(
        forged(), "/webhook?Body=" + FORGED, signed_url=URL
    ),
    ("F19 signed for another path", "bad_signature"): signed_for(PUBLIC_URL + "/webhook/other"),
    ("F20 signed for the status address", "bad_signature"): signed_for(PUBLIC_URL + "/webhook/status"),
    ("F20 signed for the webhook, sent to the status address", "bad_signature"): lambda twilio: twilio.post(
        status_fields("delivered"), "/webhook/status", signed_url=URL
    ),
    ("F21 signed for another host", "bad_signature"): signed_for("https://evil.example/webhook"),
    ("F22 signed for the host that the request names", "host"): lambda twilio: twilio.post(
        forged(), signed_url="https://evil.example/webhook",
        headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"},
    ),
    ("F22 signed for the forwarded host", "bad_signature"): lambda twilio: twilio.post(
        forged(), signed_url="https://evil.example/webhook", headers={"X-Forwarded-Host": "evil.example"},
    ),
    ("F23 signed for the other scheme", "bad_signature"): signed_for("http://intake.example.org/webhook"),
    ("F24 Host with port 99999", "host"): bad_host("localhost:99999"),
    ("F25 Host with port abc", "host"): bad_host("localhost:abc"),
    ("F26 Host [::1", "host"): bad_host("[::1"),
    ("F27 Host of 300 characters", "host"): bad_host("a" * 300),
    ("F28 Host with a backslash", "host"): bad_host("evil.example\\"),
    ("F29 parameters in the query, signature over the address alone", "malformed_form"): lambda twilio: twilio.send(
        b"", sign(URL + "?" + urlencode(f := forged()), MultiDict()), "/webhook?" + urlencode(f)
    ),
    ("F30 GET with a signed query", None): lambda twilio: twilio.send(
        b"", sign(URL + "?" + urlencode(f := forged()), MultiDict()), "/webhook?" + urlencode(f), method="GET"
    ),
    ("F31 PUT", None): lambda twilio: twilio.post(forged(), method="PUT"),
    ("F32 PATCH", None): lambda twilio: twilio.post(forged(), method="PATCH"),
    ("F33 DELETE", None): lambda twilio: twilio.post(forged(), method="DELETE"),
    ("OPTIONS", None): lambda twilio: twilio.post(forged(), method="OPTIONS"),
    ("F34 JSON, signature of the form", "content_type"): json_body(URL, message_fields(FORGED)),
    ("F35 JSON, signature over the bare address", "content_type"): json_body(URL, {}),
    ("F36 JSON with the hash of another body", "content_type"): lambda twilio: twilio.send(
        json.dumps(forged()).encode(),
        sign(URL + "?bodySHA256=" + "0" * 64, MultiDict()),
        "/webhook?bodySHA256=" + "0" * 64,
        content_type="application/json",
    ),
    ("F37 text/plain", "content_type"): raw(body_of(forged()), content_type="text/plain"),
    ("F38 no content type", "content_type"): lambda twilio: twilio.send(*genuine_pair(forged()), content_type=None),
    ("F39 multipart", "content_type"): lambda twilio: twilio.send(
        b'--b\r\nContent-Disposition: form-data; name="Body"\r\n\r\n' + FORGED.encode() + b"\r\n--b--\r\n",
        sign(URL, MultiDict()),
        content_type="multipart/form-data; boundary=b",
    ),
    ("another charset", "content_type"): lambda twilio: twilio.send(*genuine_pair(forged()), content_type=FORM + "; charset=utf-16"),
    ("F40 Body twice, other value last", "repeated_field"): twice("hello", FORGED),
    ("F41 Body twice, other value first", "repeated_field"): twice(FORGED, "hello"),
    ("F42 Body twice, the same value", "repeated_field"): twice(FORGED, FORGED),
    ("F44 MessageSid renamed", "field_name"): recut(renamed_sid),
    ("F45 MessageSid swallows its neighbour", "message_sid"): recut(swallowed_neighbour),
    ("F46 Body moved into its name", "field_name"): recut(body_in_the_name),
    ("F47 Body and From merged", "sender"): recut(body_and_from_merged),
    ("F48 the first pair absorbed by the path", None): lambda twilio: twilio.post(
        forged(), "/webhookAccountSid" + ACCOUNT_SID
    ),
    ("F49 broken escapes", "account"): raw(b"Body=%zz%&From=%", params={"Body": "%zz%", "From": "%"}),
    ("F50 invalid UTF-8", "malformed_form"): raw(b"Body=%ff%fe"),
    ("F51 all byte values", "malformed_form"): raw(bytes(range(256)) * 4),
    ("F52 NUL in values", "bad_signature"): signed_then_changed(Body=FORGED + "\x00"),
    ("F53 empty pairs", "field_name"): raw(b"&&&&==&=", params=[("", "="), ("", "")]),
    ("F54 an empty body", "malformed_form"): raw(b""),
    ("F55 a lone surrogate", "malformed_form"): raw(b"Body=%ED%A0%80"),
    ("raw UTF-8 bytes", "malformed_form"): raw("Body=é".encode()),
    ("F56 thousands of parameters", "malformed_form"): raw(b"&".join(b"a=" for _ in range(16_000))),
    ("F57 more than 64 KiB", "too_large"): raw(b"Body=" + b"a" * 70_000),
    ("F59 another account", "account"): well_signed(AccountSid="AC" + "2" * 32),
    ("F60 another recipient", "recipient"): well_signed(To="whatsapp:+14155238887"),
    ("F61 no MessageSid", "message_sid"): without("MessageSid"),
    ("F61 a short MessageSid", "message_sid"): well_signed(MessageSid="SM123"),
    ("F61 a MessageSid with a newline", "message_sid"): well_signed(MessageSid="SM" + "0" * 32 + "\n"),
    ("SmsSid of another message", "message_sid"): well_signed(SmsSid="SM" + "a" * 32),
    ("SmsMessageSid of another message", "message_sid"): well_signed(SmsMessageSid="SM" + "a" * 32),
    ("a SID in a field that is not for one", "misplaced_sid"): well_signed(FromCity="MessageSidSM" + "a" * 32),
    ("a sender in a field that is not for one", "misplaced_sender"): well_signed(FromCity=f"From{VICTIM}"),
    ("a user id in a field that is not for one", "misplaced_sender"): well_signed(FromCity="ExternalUserIdwhatsapp:US.1"),
    ("a count of pictures in a field that is not for one", "media_count"): well_signed(FromCity="NumMedia0"),
    ("a name that holds a sender's", "field_name"): well_signed(OtherFrom="1"),
    ("a name of 41 characters", "field_name"): well_signed(**{"N" * 41: "1"}),
    ("a user id that is none", "field_value"): well_signed(ExternalUserId="whatsapp:US.Fromwhatsapp:+15005550009"),
    ("a user id that takes in its neighbour", "field_value"): well_signed(ExternalUserId="whatsapp:US.1Forwardedtrue"),
    ("a user id beside a number that is not WhatsApp's", "sender"): well_signed(
        From="+15005550006", ExternalUserId="whatsapp:US.1"
    ),
    ("a kind of picture that is none", "field_value"): well_signed(MediaContentType0="image/\nx"),
    ("what Twilio says of the sender, cut short", "field_value"): well_signed(ChannelMetadata='{"data":{"x":"'),
    ("a name that is none of Twilio's", "field_name"): well_signed(**{"Name:+15005550009": ""}),
    ("F62 From without plus", "sender"): well_signed(From="whatsapp:15005550006"),
    ("F62 From too short", "sender"): well_signed(From="whatsapp:123"),
    ("F62 From with a leading zero", "sender"): well_signed(From="whatsapp:+015005550006"),
    ("F62 From twice a channel", "sender"): well_signed(From="whatsapp:whatsapp:+15005550006"),
    ("F62 From with a newline", "sender"): well_signed(From="whatsapp:+15005550006\n"),
    ("F62 From in other digits", "sender"): well_signed(From="whatsapp:+١٥٠٠٥٥٥٠٠٠٦"),
    ("F63 NumMedia -1", "media_count"): well_signed(NumMedia="-1"),
    ("F63 NumMedia 11", "media_count"): well_signed(NumMedia="11"),
    ("F63 NumMedia x", "media_count"): well_signed(NumMedia="x"),
    ("no Body", "malformed_form"): without("Body"),
    ("no NumMedia", "media_count"): without("NumMedia"),
    ("plain http", "plain_http"): lambda twilio: twilio.post(forged(), base_url="http://localhost"),
    ("plain http with a forwarded https", "plain_http"): lambda twilio: twilio.post(
        forged(), base_url="http://localhost", headers={"X-Forwarded-Proto": "https", "Forwarded": "proto=https"}
    ),
}  # fmt: skip


# What is answered when not 403. 404 and 405: no route, so nothing that was the webhook's to refuse and to count.
STATUSES = {"host": {400}, "too_large": {413}, None: {404, 405}}


# The forwarding host, and a day's lines.
COUNTED = {"audit_events", "refusals", "milestones", "storage_counts"}


@pytest.mark.parametrize("reason", sorted({str(reason) for _, reason in MATRIX}))
def test_a_forged_request_is_refused_for_its_reason_without_saying_so_and_changes_nothing(
    reason, patient, twilio, contents, app, store
):
    patient.says("hello")
    before = contents()
    forgeries = [(name, why) for name, why in MATRIX if str(why) == reason]
    for number, (name, why) in enumerate(forgeries, start=1):
        answer = MATRIX[name, why](twilio)
        assert answer.status_code in STATUSES.get(why, {403}), name
        for told in ("signature", "Sid", "token", FORGED, "reason", "Message"):
            assert told not in answer.text, name
        assert refusals(app, store) == ({reason: number} if why else {}), name
        after = contents()
        assert {table: after[table] for table in after.keys() - COUNTED} == {
            table: before[table] for table in before.keys() - COUNTED
        }, name


@pytest.mark.parametrize("last", ["Zz", "Zz1"])
def test_f43_a_typed_text_cut_into_new_fields_is_refused(last, twilio, store, app):
    invented = {"From": VICTIM, "MessageSid": "SM" + "f" * 32, "NumMedia": "0", "To": SENDER}
    typed = "hi" + "".join(name + value for name, value in sorted(invented.items())) + last
    genuine = message_fields(typed, "whatsapp:+15005550009")
    names = sorted(genuine)
    swept = "".join(name + genuine[name] for name in names[names.index("Body") + 1 :])
    recut_fields = {name: genuine[name] for name in ("AccountSid", "ApiVersion")} | {"Body": "hi"} | invented
    recut_fields[last] = swept
    signature = sign(URL, MultiDict(genuine))
    assert signature == sign(URL, MultiDict(recut_fields)), "the attack is real: the signature holds"
    assert twilio.send(body_of(recut_fields), signature).status_code == 403
    assert refusals(app, store) == {"misplaced_sid": 1}


def test_f64_a_genuine_signature_does_not_serve_a_second_message_sid(patient, twilio, contents):
    fields = forged()
    signature = sign(URL, MultiDict(fields))
    assert twilio.send(body_of(fields), signature).status_code == 200
    before = contents()["conversations"]
    resplit = dict(fields)
    resplit["MessageSid"] = new_sid()
    assert twilio.send(body_of(resplit), signature).status_code == 403
    assert contents()["conversations"] == before


def test_f64_the_digest_alone_stops_a_signature_that_comes_again(app, handler, clock):
    first, second = (Inbound(new_sid(), VICTIM, None, "hi", Kind.TEXT) for _ in range(2))
    with app.test_request_context():
        handler.answer(first, b"d" * 32, clock(), uuid4())
    with app.test_request_context(), pytest.raises(ReplayedSignature):
        handler.answer(second, b"d" * 32, clock(), uuid4())


ACCEPTED = {
    "dashes, CJK, emoji, an override mark, an apostrophe": {"text": "–— 王小明 👍🏽 \u202e ' + %20"},
    "1,600 characters": {"text": "x" * 1600},
    "what reads like a number of ours": {"text": "I rang To+447700900123"},
    "what reads like a count of pictures": {"text": "NumMedia1", "ProfileName": "NumMedia1"},
    "what reads like a sender": {"text": "From+15005550001", "ProfileName": "From+15005550001 x"},
    "what reads like a user id": {
        "text": "ExternalUserIdwhatsapp:US.1349 is mine",
        "Label": "ExternalUserIdwhatsapp:US.1",
    },
    "unknown extra parameters": {"text": "hi", "BrandNewParameter": "1", "Another": ""},
    "an unknown parameter of many lines": {
        "text": "hi",
        "ChannelMetadata": '{"type":"whatsapp","data":{"x":"y"}}',
    },
    "31 parameters": {"text": "hi", **{f"Extra{number}": str(number) for number in range(16)}},
    "a photo without words": {
        "text": "",
        "NumMedia": "1",
        "MessageType": "image",
        "MediaContentType0": "image/jpeg",
    },
    "a shared location": {"text": "", "MessageType": "location", "Latitude": "1.5", "Longitude": "2.5"},
    "a button": {"text": "Yes", "MessageType": "button", "ButtonText": "Yes", "ButtonPayload": "yes"},
    "an unknown type": {"text": "", "MessageType": "hologram"},
    "a sender without a number": {"text": "hi", "address": "whatsapp:US.13491208655302741918", "WaId": ""},
    "a reply to an earlier message": {"text": "hi", "OriginalRepliedMessageSid": "SM" + "a" * 32},
    "an SMS number as a sender would be": {"text": "hi", "From": "+15005550006"},
    "an SMS with what is known of the number": {
        "text": "hi",
        "From": "+15005550006",
        "FromCity": "ST. JOHN'S",
        "FromState": "NL",
        "FromZip": "",
        "FromCountry": "CA",
        "ToCity": "",
        "ToState": "CA",
        "ToZip": "94102",
        "ToCountry": "US",
        "MessagingServiceSid": "MG" + "b" * 32,
        "AddOns": '{"status":"successful","results":{}}',
        "OptOutType": "START",
    },
    "an MMS of two pictures": {
        "text": "",
        "From": "+15005550006",
        "MessageSid": "MM" + "c" * 32,
        "NumMedia": "2",
        "MediaContentType0": "image/jpeg",
        "MediaUrl0": "https://api.twilio.com/2010-04-01/Accounts/AC1/Media/ME1",
        "MediaContentType1": "text/x-vcard",
        "MediaUrl1": "https://api.twilio.com/2010-04-01/Accounts/AC1/Media/ME2",
    },
    "a voice message": {
        "text": "",
        "NumMedia": "1",
        "MessageType": "audio",
        "MediaContentType0": "audio/ogg; codecs=opus",
    },
    "a user id beside the number, and what Twilio says of the sender": {
        "text": "hi",
        "ExternalUserId": "whatsapp:ID.45660000000000012",
        "ChannelMetadata": '{"type":"whatsapp","data":{"context":{"ProfileName":"Zo\u00eb \\"Z\\"","WaId":"15005550006"}}}',
    },
    "a user id of an enterprise, and no number": {
        "text": "hi",
        "address": "whatsapp:US.ENT.11815799212886844830",
        "WaId": "",
        "ExternalUserId": "whatsapp:US.ENT.11815799212886844830",
    },
    "the user ids of a business and of those it belongs to": {
        "text": "hi",
        "ExternalUserId": "whatsapp:US.13491208655302741918",
        "ParentExternalUserId": "whatsapp:US.ENT.11815799212886844830",
        "ProfileUsername": "zoe.b",
    },
    "empty user ids": {"text": "hi", "ExternalUserId": "", "ParentExternalUserId": ""},
    "a tap on a button": {
        "text": "Yes",
        "MessageType": "interactive",
        "ButtonText": "Yes",
        "ButtonPayload": "consent:yes",
        "OriginalRepliedMessageSid": "MM" + "d" * 32,
        "OriginalRepliedMessageSender": SENDER,
    },
    "a choice from a list": {
        "text": "Asthma",
        "MessageType": "interactive",
        "ListId": "row 1",
        "ListTitle": "Asthma",
    },
    "a place with a name": {
        "text": "",
        "MessageType": "location",
        "Latitude": "51.5072178",
        "Longitude": "-0.1275862",
        "Address": "12 Mill Lane, London",
        "Label": "The old mill",
    },
    "a forwarded message after an advertisement": {
        "text": "hi",
        "Forwarded": "true",
        "FrequentlyForwarded": "false",
        "ReferralBody": "",
        "ReferralHeadline": "",
        "ReferralSourceId": "",
        "ReferralSourceType": "",
        "ReferralSourceUrl": "",
        "ReferralMediaId": "",
        "ReferralMediaContentType": "",
        "ReferralMediaUrl": "",
        "ReferralCtwaClid": "",
    },
    "a new id of Twilio's": {
        "text": "hi",
        "ConversationSid": "CH" + "e" * 32,
        "TotalSegments": "1",
        "ChannelToAddress": "+1",
    },
}


@for_each("case", ACCEPTED)
def test_a_genuine_message_is_answered(case, twilio):
    answer = twilio.post(message_fields(**ACCEPTED[case]))
    assert answer.status_code == 200
    assert answer.content_type == "text/xml; charset=utf-8"


def test_the_second_token_of_the_list_is_accepted(twilio):
    assert twilio.post(message_fields(), token=OLDER_TOKEN).status_code == 200


def test_a_charset_in_the_content_type_is_accepted(twilio):
    fields = message_fields()
    assert twilio.send(*genuine_pair(fields), content_type=FORM + "; charset=UTF-8").status_code == 200


def test_a_query_is_signed_as_it_was_sent_and_not_as_it_decodes(twilio: Twilio):
    path = "/webhook?name=" + quote("Zöe") + "&c=%2Fx"
    assert twilio.post(message_fields(), path).status_code == 200
    decoded = PUBLIC_URL + "/webhook?name=Zöe&c=/x"
    assert twilio.post(message_fields(), path, signed_url=decoded).status_code == 403
