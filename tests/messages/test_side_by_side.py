"""A clinic with WhatsApp and SMS numbers: each sender is answered from the number that they wrote to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.config import load
from app.services import Services
from app.store.conversations import conversations
from app.store.messages import outbound
from app.store.messages.new_message import NewMessage, Purpose
from tests.messages.clinic import Clinic
from tests.people import SENDER, Patient
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from tests.people import Twilio
    from tests.twilio_api import FakeTwilioApi

OURS = (SENDER, "whatsapp:+15005550090", "+15005550091", "+15005550092")
WRITERS = {
    "whatsapp:+15005550006": SENDER,
    "whatsapp:+15005550007": "whatsapp:+15005550090",
    "+15005550006": "+15005550092",
    "+15005550008": "+15005550091",
}


@pytest.fixture
def services(store, clock, tmp_path: Path) -> Services:
    return Services(load(complete_environment(TWILIO_SENDERS=", ".join(OURS)), tmp_path), store, clock)


def test_each_is_written_to_from_the_number_that_they_wrote_to(
    services: Services, twilio: Twilio, api: FakeTwilioApi, clinic: Clinic
):
    api.senders = OURS
    for address, ours in WRITERS.items():
        reply = Patient(twilio, address).says("hello", To=ours)
        assert ("*" in reply) is address.startswith("whatsapp:")
        with services.store.begin() as unit:
            conversation = conversations.find(unit.db, address)
            message = NewMessage(
                Purpose.REPLY, "anteroom", conversation_id=conversation, body="Please call us."
            )
            outbound.send(unit.db, message, clinic.clock())
        clinic.works(seconds=10)
        sent = api.sent[-1]
        assert (sent.fields["From"], sent.fields["To"]) == (ours, address)


def test_one_person_by_whatsapp_and_by_sms_is_two_senders(services: Services, twilio: Twilio):
    Patient(twilio, "whatsapp:+15005550006").tells("hello", "1", "1")
    by_sms = Patient(twilio, "+15005550006").says("hello", To="+15005550091")
    assert "automatic assistant" in by_sms
