"""A clinic that writes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.messages.clinic import Clinic, with_twilio
from tests.messages.mail_server import MailBox, mail_server
from tests.twilio_api import FakeTwilioApi

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock, Patient


@pytest.fixture
def api(clock: Clock) -> Iterator[FakeTwilioApi]:
    with FakeTwilioApi(clock) as fake:
        yield fake


@pytest.fixture(scope="module")
def one_mail_server() -> Iterator[MailBox]:
    """A mail server for all tests of a module."""
    with mail_server() as box:
        yield box


@pytest.fixture
def box(one_mail_server: MailBox) -> MailBox:
    """The mail server, with nothing in it."""
    one_mail_server.received.clear()
    one_mail_server.recipients.clear()
    one_mail_server.answer = "250 OK"
    one_mail_server.refuses.clear()
    return one_mail_server


@pytest.fixture
def clinic(
    services: Services, store: Store, patient: Patient, handed_in: UUID, api: FakeTwilioApi, clock: Clock
) -> Clinic:
    with store.read() as unit:
        conversation = unit.conversations.find(patient.address)
    assert conversation is not None
    return Clinic(with_twilio(services, api.url), api, clock, patient, handed_in, conversation)
