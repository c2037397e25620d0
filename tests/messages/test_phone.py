"""The phone of `flask chat`: what staff write arrives in the patient's terminal, and is reported as read."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from app.cli import phone
from app.cli.phone import Phone
from app.messages.content import push
from app.store.clinic import milestones
from app.store.clinic.milestones import WORKER
from app.store.messages import contents
from tests.messages.clinic import WORDS, with_twilio
from tests.people import Patient, new_sid
from tests.server.live_server import free_port
from tests.twilio_openapi import FORM, JSON, refusal
from tests.twilio_refusals import REFUSED

if TYPE_CHECKING:
    from app.store.messages.contents import Content
    from tests.messages.clinic import Clinic


class Checked(Phone):
    """A phone that notes what Twilio would refuse."""

    def answer(self, method: str, target: str, authorization: str, body: str) -> tuple[int, dict[str, Any]]:
        kind = (JSON if target.startswith("/v1/") else FORM) if body else ""
        if (found := refusal(method, target, kind, body.encode())) is not None:
            REFUSED.append(f"{method} {target}: {found.why}")
        return super().answer(method, target, authorization, body)


@pytest.fixture
def at_hand(clinic: Clinic, monkeypatch: pytest.MonkeyPatch):
    """A clinic that sends to a phone on this computer, what the phone shows, and when all is reported."""
    monkeypatch.setattr(phone, "_BETWEEN", 0)
    clinic.services = with_twilio(clinic.services, f"http://127.0.0.1:{free_port()}")
    shown: list[tuple[str, str, list[tuple[str, str]]]] = []
    reported, reports = threading.Event(), threading.Semaphore(0)

    def report(fields: dict[str, str]) -> None:
        clinic.patient.twilio.post(fields, "/webhook/status")
        if fields["MessageStatus"] == "read":
            reported.set()
            reports.release()

    twilio = clinic.services.settings.twilio

    def find(sid: str) -> Content | None:
        with clinic.services.store.read() as unit:
            return next((each for each in contents.all_contents(unit.db) if each.sid == sid), None)

    assert Checked(twilio, lambda *arrived: shown.append(arrived), report, new_sid, find).ring()
    yield clinic, shown, reported
    # A thread that still reports would open the store again after its end, and nobody would close that.
    for _ in shown:
        assert reports.acquire(timeout=10)


def test_what_staff_write_arrives_and_is_read(at_hand):
    clinic, shown, reported = at_hand
    reply = clinic.writes()
    clinic.works()
    assert shown == [(clinic.patient.address, WORDS, [])]
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


def test_buttons_arrive_and_what_is_tapped_is_what_was_sent(at_hand):
    clinic, shown, _ = at_hand
    assert push(clinic.services, "operator") > 10
    clinic.clock.moves(minutes=2)
    with clinic.services.store.begin() as unit:
        milestones.mark(unit.db, WORKER, "anteroom", clinic.clock())
        assert contents.approved(unit.db, "call_us", "en"), "every template is approved at once"
    patient = Patient(clinic.patient.twilio, "whatsapp:+15005550178")
    assert patient.says("hello") == ""
    clinic.works()
    (to, words, buttons) = shown[-1]
    assert to == patient.address
    assert words.endswith("Who are these questions about?")
    assert [title for title, _ in buttons] == ["Me", "My child", "An adult I care for"]
    patient.says("My child", ButtonText="My child", ButtonPayload=buttons[1][1])
    clinic.works()
    assert "The other person’s privacy" in shown[-1][1]
