"""A reply is the TwiML that Twilio's own classes write."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from twilio.twiml.messaging_response import MessagingResponse

from app.webhook.twiml import NOTHING, render
from tests.cases import for_each

URL = 'https://larkfield.example/webhook/status?a=1&b="2"'


@for_each(
    "replies",
    [
        (),
        ("What is your full name?",),
        ("<Message>", "a & b &amp; c", "]]> \"quoted\" 'too'"),
        ("two\nlines\tand a tab", "Żaneta 🙂 你好"),
    ],
)
def test_a_reply_is_what_twilios_classes_write(replies):
    response = MessagingResponse()
    for reply in replies:
        response.message(reply, status_callback=URL)
    assert render(replies, URL) == str(response)


def test_what_xml_cannot_hold_is_left_out():
    [message] = ET.fromstring(render(["a\x00b\x1bc\ufffed"], URL)).iter("Message")
    assert (message.text, message.get("statusCallback")) == ("abcd", URL)


def test_no_reply_is_an_empty_response():
    assert str(MessagingResponse()) == NOTHING
