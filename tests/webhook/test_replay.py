"""A message that comes again gets its reply again, as long as that may be Twilio, and then nothing."""

from __future__ import annotations

import pytest

from app.webhook.twiml import NOTHING
from tests.people import message_fields


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
