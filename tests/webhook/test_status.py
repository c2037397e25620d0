"""What became of our messages: up the ladder only, and a refusal by the recipient is a STOP."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import text

from app.store.trail import audit
from tests.cases import for_each
from tests.people import new_sid, sign, status_fields


def status_of(store, sid):
    with store.engine.connect() as connection:
        return connection.execute(
            text("SELECT status, error_code FROM deliveries WHERE message_sid = :sid"), {"sid": sid}
        ).one_or_none()


def report(twilio, sid, status, **changed):
    answer = twilio.post(status_fields(status, MessageSid=sid, **changed), "/webhook/status")
    assert (answer.status_code, answer.data) == (204, b"")


@for_each("order", list(itertools.permutations(["queued", "sent", "delivered", "read"])))
def test_a_status_only_moves_up_in_whatever_order_it_is_told(order, patient, twilio, store):
    patient.says("hello")
    sid = new_sid()
    for status in order:
        report(twilio, sid, status)
        report(twilio, sid, status)
    assert status_of(store, sid) == ("read", None)


def test_nothing_follows_a_failure(patient, twilio, store):
    patient.says("hello")
    sid = new_sid()
    report(twilio, sid, "failed", ErrorCode="63016")
    for status in ("sent", "delivered", "read"):
        report(twilio, sid, status)
    assert status_of(store, sid) == ("failed", "63016")


def test_a_status_of_somebody_we_do_not_know_is_taken_and_not_kept(twilio, contents):
    before = contents()
    report(twilio, new_sid(), "delivered", To="whatsapp:+15005550088")
    assert contents() == before


def test_a_status_that_twilio_may_invent_is_taken_and_not_kept(patient, twilio, store):
    patient.says("hello")
    sid = new_sid()
    report(twilio, sid, "teleported")
    assert status_of(store, sid) is None


@pytest.mark.parametrize("code", ["21610", "63014"])
def test_a_recipient_who_blocked_us_is_opted_out(code, patient, twilio, store):
    patient.tells("hello", "1")
    report(twilio, new_sid(), "undelivered", ErrorCode=code)
    assert patient.says("so what") == ""
    assert patient.says("START") != ""
    with store.read() as unit:
        assert "conversation.opted_out" in [event.action for event in audit.latest(unit.db, 10)]


@for_each(
    "changed",
    [
        {"From": "whatsapp:+14155238887"},
        {"To": "whatsapp:123"},
        {"MessageSid": "SM1"},
        {"AccountSid": "AC" + "2" * 32},
        {"MessageStatus": "<b>"},
        {"MessageStatus": ""},
    ],
)
def test_a_signed_status_of_another_shape_is_refused(changed, patient, twilio, contents):
    patient.says("hello")
    before = contents()
    answer = twilio.post(status_fields("delivered", **changed), "/webhook/status")
    assert answer.status_code == 403
    assert contents()["deliveries"] == before["deliveries"]


def test_an_unsigned_status_is_refused(twilio):
    answer = twilio.send(b"MessageStatus=read", sign("https://evil.example", {}), "/webhook/status")
    assert answer.status_code == 403
