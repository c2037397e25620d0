"""One captured and undelivered request of the attacker's own, cut into other fields, does not speak for anybody else.

Twilio's signature joins names and values without separators, so every cut here carries a signature that holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict

from tests.people import PUBLIC_URL, Patient, message_fields, sign

if TYPE_CHECKING:
    from tests.people import Twilio

URL = PUBLIC_URL + "/webhook"
ATTACKER, VICTIM = "whatsapp:+15005550009", "whatsapp:+15005550006"
VICTIMS_ID = "whatsapp:US.99999999999999"
INTAKE = ("1", "1", "Maya Okafor", "4 March 1990", "12 Mill Lane", "Asthma", "DONE")


def swallowed_sender(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return a picture with a caption as it was signed, and as it is cut.

    The caption ends in a user id whose one character is the F of the genuine From; the forged one stands in the
    picture's type. A sender's name that was typed holds the count of pictures.
    """
    genuine = message_fields(
        text + "ExternalUserIdwhatsapp:US.",
        ATTACKER,
        NumMedia="1",
        MediaContentType0=f"image/From{VICTIM}Gz",
        MediaUrl0="https://api.twilio.com/media",
        ProfileName="xNumMedia0Oz",
    )
    del genuine["MessageType"], genuine["SmsMessageSid"], genuine["SmsSid"]
    cut = {
        "AccountSid": genuine["AccountSid"],
        "ApiVersion": genuine["ApiVersion"],
        "Body": text,
        "ExternalUserId": f"whatsapp:US.From{ATTACKER}MediaContentType0image/",
        "From": VICTIM,
        "Gz": f"MediaUrl0{genuine['MediaUrl0']}",
        "MessageSid": genuine["MessageSid"],
        "N": "umMedia1NumSegments1ProfileNamex",
        "NumMedia": "0",
        "Oz": "ReferralNumMedia0SmsStatusreceived",
        "To": genuine["To"],
        "WaId": genuine["WaId"],
    }
    return genuine, cut


def deliver_only_the_cut(twilio: Twilio, genuine: dict[str, str], cut: dict[str, str]) -> int:
    signature = sign(URL, MultiDict(genuine))
    assert signature == sign(URL, MultiDict(cut)), "the attack is real: the signature holds"
    return twilio.send(urlencode(cut).encode(), signature).status_code


@pytest.mark.parametrize("text", ["STOP", "none"])
def test_a_sender_swallowed_by_a_typed_user_id_does_not_speak_for_another(text, patient, twilio, contents):
    patient.tells("hello", *INTAKE)
    before = contents()
    assert deliver_only_the_cut(twilio, *swallowed_sender(text)) == 403
    after = contents()
    for table in ("conversations", "patients", "receipts"):
        assert after[table] == before[table]
    assert "medicines" not in patient.says("none"), (
        "the question was still open, and is answered by its own patient"
    )


def test_somebody_who_writes_by_sms_cannot_name_a_user_of_whatsapp(twilio, contents):
    Patient(twilio, VICTIM).says("hello", ExternalUserId=VICTIMS_ID)
    before = contents()["conversations"]
    genuine = message_fields(f"STOPExternalUserId{VICTIMS_ID}", From="+15005550009", ProfileName="", WaId="")
    cut = genuine | {"Body": "STOP", "ExternalUserId": VICTIMS_ID}
    assert deliver_only_the_cut(twilio, genuine, cut) == 403
    assert contents()["conversations"] == before


def test_a_text_cannot_name_a_user_before_what_twilio_says_of_the_sender(twilio, contents):
    Patient(twilio, VICTIM).says("hello", ExternalUserId=VICTIMS_ID)
    before = contents()["conversations"]
    metadata = '{"type":"whatsapp","data":{"context":{"ProfileName":"Zoë"}}}'
    genuine = message_fields(f"STOPExternalUserId{VICTIMS_ID}Ez", ATTACKER, ChannelMetadata=metadata)
    cut = genuine | {"Body": "STOP", "ExternalUserId": VICTIMS_ID, "Ez": "ChannelMetadata" + metadata}
    del cut["ChannelMetadata"]
    assert deliver_only_the_cut(twilio, genuine, cut) == 403
    assert contents()["conversations"] == before


def test_a_display_name_in_what_twilio_says_of_the_sender_cannot_name_a_user(twilio, contents):
    Patient(twilio, VICTIM).says("hello", ExternalUserId=VICTIMS_ID)
    before = contents()["conversations"]
    opening, end = '{"type":"whatsapp","data":{"context":{"ProfileName":"', '"}}}'
    metadata = f"{opening}ExternalUserId{VICTIMS_ID}Ez{end}"
    genuine = message_fields("STOP", ATTACKER, ChannelMetadata=metadata)
    cut = genuine | {"ChannelMetadata": opening, "ExternalUserId": VICTIMS_ID, "Ez": end}
    assert deliver_only_the_cut(twilio, genuine, cut) == 403
    assert contents()["conversations"] == before


def test_the_query_of_a_signed_address_does_not_take_in_the_genuine_sender(twilio, contents):
    """The address is signed without a separator too: after a query, the first fields can be read as part of it."""
    Patient(twilio, VICTIM).says("hello")
    before = contents()["conversations"]
    claims = message_fields("STOP", VICTIM)
    claimed = {name: claims[name] for name in ("AccountSid", "ApiVersion", "Body", "From")}
    genuine = message_fields("hi", ATTACKER, Label="".join(name + value for name, value in claimed.items()))
    in_query = ("AccountSid", "ApiVersion", "Body", "From")
    swallowed = "".join(name + genuine[name] for name in in_query) + "Label"
    cut = {name: value for name, value in genuine.items() if name != "Label"} | claimed
    path = "/webhook?clinic=1"
    signature = sign(PUBLIC_URL + path, MultiDict(genuine))
    assert signature == sign(PUBLIC_URL + path + swallowed, MultiDict(cut)), "the attack is real"
    assert twilio.send(urlencode(cut).encode(), signature, path + swallowed).status_code == 403
    assert contents()["conversations"] == before
