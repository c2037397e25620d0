"""A message that comes again gets its reply again, as long as that may be Twilio, and then nothing."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from sqlalchemy import update

from app import create_app
from app.crypto import Keyring, Sealer
from app.store import Store
from app.store.messages.receipts import Receipt
from app.webhook.twiml import NOTHING
from tests.people import Patient, Twilio, message_fields, replies_in


@pytest.mark.parametrize(
    ("delay", "is_answered"),
    [
        ({"seconds": 15}, True),
        ({"hours": 24}, True),
        ({"hours": 24, "seconds": 1}, False),
        ({"days": 400}, False),
        ({"days": -1}, True),
    ],
)
def test_a_captured_request_gives_away_no_reply_a_day_later(
    delay, is_answered, patient, twilio, clock, contents
):
    patient.tells("hello", "1", "1", "Maya Okafor")
    captured = message_fields("REVIEW 1")
    reply = twilio.post(captured).text
    assert "Maya Okafor" in reply
    before = contents()
    clock.moves(**delay)
    again = twilio.post(captured)
    assert (again.status_code, again.text) == (200, reply if is_answered else NOTHING)
    assert contents() == before, "and it has no effect"


def test_a_repeat_at_a_machine_that_lacks_the_newest_key_is_asked_for_again_and_not_answered_with_nothing(
    services, store, keys
):
    """Between two proofs of its keys a machine may meet what another has sealed with a newer one since then."""
    newer = Store(store.engine, Sealer(Keyring([os.urandom(32), *keys.masters])), keys.index, store.keys[2])
    stores = (store, newer)
    here, there = (
        Patient(Twilio(create_app(replace(services, store=each)).test_client())) for each in stores
    )
    here.says("hello")
    message = message_fields("1")
    reply = there.twilio.post(message).text
    again = here.twilio.post(message)
    assert again.status_code == 503
    assert again.headers["Retry-After"]
    assert replies_in(again.text) == []
    assert there.twilio.post(message).text == reply


def test_a_repeat_whose_reply_was_damaged_is_answered_nothing(patient, twilio, store):
    message = message_fields("hello")
    assert replies_in(twilio.post(message).text)
    with store.engine.begin() as connection:
        connection.execute(update(Receipt).values(reply="gAAAAAA"))
    again = twilio.post(message)
    assert (again.status_code, again.text) == (200, NOTHING)
