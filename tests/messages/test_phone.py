"""The phone of `flask chat`: what staff write arrives in the patient's terminal, and is reported as read."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from app.cli import phone
from app.cli.phone import Phone
from tests.messages.clinic import WORDS, with_twilio
from tests.people import new_sid

if TYPE_CHECKING:
    from tests.messages.clinic import Clinic


@pytest.fixture
def at_hand(clinic: Clinic, monkeypatch: pytest.MonkeyPatch):
    """A clinic that sends to a phone on this computer, what the phone shows, and when all is reported."""
    monkeypatch.setattr(phone, "_BETWEEN", 0)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}"
    clinic.services = with_twilio(clinic.services, url)
    shown: list[tuple[str, str]] = []
    reported = threading.Event()

    def report(fields: dict[str, str]) -> None:
        clinic.patient.twilio.post(fields, "/webhook/status")
        if fields["MessageStatus"] == "read":
            reported.set()

    twilio = clinic.services.settings.twilio
    assert Phone(twilio, lambda to, words: shown.append((to, words)), report, new_sid).ring()
    return clinic, shown, reported


def test_what_staff_write_arrives_and_is_read(at_hand):
    clinic, shown, reported = at_hand
    reply = clinic.writes()
    clinic.works()
    assert shown == [(clinic.patient.address, WORDS)]
    assert reported.wait(10)
    assert clinic.state(reply) == ("read", None)


def test_the_phone_takes_no_message_of_another_account_and_a_second_one_does_not_ring(at_hand):
    clinic, shown, _ = at_hand
    twilio = clinic.services.settings.twilio
    assert not Phone(twilio, lambda *_: None, lambda _fields: None, new_sid).ring(), "it lies elsewhere"
    clinic.services = with_twilio(clinic.services, twilio.base_url, auth_tokens=twilio.auth_tokens[1:])
    other = Phone(clinic.services.settings.twilio, lambda *_: None, lambda _fields: None, new_sid)
    assert other.answer("POST", "/2010-04-01/Accounts/x/Messages.json", "Basic x", "")[0] == 401
    assert shown == []


def test_without_an_address_on_this_computer_no_phone_rings(clinic: Clinic):
    for url in (None, "https://api.twilio.com"):
        twilio = with_twilio(clinic.services, url).settings.twilio  # type: ignore[arg-type]
        assert not Phone(twilio, lambda *_: None, lambda _fields: None, new_sid).ring()
