"""The people of the tests: a patient who writes, Twilio that signs and posts, and a clock that tests set."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from xml.etree import ElementTree as ET

from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from app.intake.questions import QUESTIONS

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

PUBLIC_URL = "https://intake.example.org"
ACCOUNT_SID = "AC" + "1" * 32
TOKEN = "0123456789abcdef0123456789abcdef"
OLDER_TOKEN = "fedcba9876543210fedcba9876543210"
SENDER = "whatsapp:+14155238886"
FORM = "application/x-www-form-urlencoded"


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def moves(self, **delta: float) -> None:
        self.now += timedelta(**delta)


def new_sid() -> str:
    return "SM" + secrets.token_hex(16)


def message_fields(
    text: str = "hello", address: str = "whatsapp:+15005550006", **changed: str
) -> dict[str, str]:
    """Return the fields of a WhatsApp text message as Twilio sends them."""
    sid = changed.pop("MessageSid", new_sid())
    fields = {
        "SmsMessageSid": sid,
        "NumMedia": "0",
        "ProfileName": "Zoë",
        "MessageType": "text",
        "SmsSid": sid,
        "WaId": address.partition("+")[2],
        "SmsStatus": "received",
        "Body": text,
        "To": SENDER,
        "NumSegments": "1",
        "ReferralNumMedia": "0",
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "From": address,
        "ApiVersion": "2010-04-01",
    }
    return fields | changed


def status_fields(status: str, address: str = "whatsapp:+15005550006", **changed: str) -> dict[str, str]:
    """Return the fields of a status callback for a message of ours."""
    return {
        "MessageSid": new_sid(),
        "MessageStatus": status,
        "AccountSid": ACCOUNT_SID,
        "From": SENDER,
        "To": address,
        "ApiVersion": "2010-04-01",
    } | changed


def sign(url: str, params: Any, token: str = TOKEN) -> str:
    return str(RequestValidator(token).compute_signature(url, params))


def replies_in(body: str) -> list[str]:
    """Return the texts of a TwiML document, which has to be well-formed and hold messages only."""
    root = ET.fromstring(body)
    assert root.tag == "Response"
    assert {child.tag for child in root} <= {"Message"}
    return ["".join(message.itertext()) for message in root]


@dataclass
class Twilio:
    """Posts to the app under test as Twilio does."""

    client: FlaskClient
    posted: list[tuple[bytes, str]] = field(default_factory=list)

    def post(
        self, fields: dict[str, str] | list[tuple[str, str]], path: str = "/webhook", **options: Any
    ) -> TestResponse:
        """Sign the fields and post them."""
        pairs = list(fields.items()) if isinstance(fields, dict) else fields
        signature = options.pop("signature", None) or sign(
            options.pop("signed_url", PUBLIC_URL + path), MultiDict(pairs), options.pop("token", TOKEN)
        )
        return self.send(urlencode(pairs).encode(), signature, path, **options)

    def send(
        self, body: bytes, signature: str | None, path: str = "/webhook", **options: Any
    ) -> TestResponse:
        """Post bytes with a signature, whatever they are."""
        headers = dict(options.pop("headers", {}))
        if signature is not None:
            headers["X-Twilio-Signature"] = signature
        return self.client.open(
            path,
            method=options.pop("method", "POST"),
            data=body,
            content_type=options.pop("content_type", FORM),
            headers=headers,
            base_url=options.pop("base_url", "https://localhost"),
            **options,
        )


@dataclass
class Patient:
    """Somebody who writes to the clinic's number."""

    twilio: Twilio
    address: str = "whatsapp:+15005550006"
    last: TestResponse | None = None

    def says(self, text: str, **changed: str) -> str:
        """Send one message and return the reply, several joined by a blank line."""
        self.last = self.twilio.post(message_fields(text, self.address, **changed))
        assert self.last.status_code == 200, self.last.status_code
        return "\n\n".join(replies_in(self.last.text))

    def tells(self, *lines: str) -> str:
        """Send several messages and return the last reply."""
        return [self.says(line) for line in lines][-1]


ANSWERS = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "Salbutamol", "DONE")
# A clinic may ask more than the five questions that ANSWERS answers: how many it asks, and what to write to finish.
OWN_QUESTIONS = tuple(each for each in QUESTIONS if not each.of_carer and not each.removable)
ASKED = len(OWN_QUESTIONS)
HANDS_IN = (
    *(line for each in OWN_QUESTIONS[5:] for line in (("NONE", "DONE") if each.many else ("NONE",))),
    "SEND",
)
# What to write from the menu after handing in to the name of a child.
FOR_A_CHILD = ("2", "2", "1", "Ann Okafor", "mother")


def begins(patient: Patient) -> str:
    """Go as far as the first question, in English."""
    return patient.tells("hello", "1", "1")
