"""Minutes after an intake was handed in Twilio has none of its words, and the record has all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from app import create_app
from app.config import IntakeMode, Secret, TwilioApi, load
from app.features import FEATURES
from app.store.messages.deliveries import Delivery
from app.store.messages.receipts import Receipt
from app.store.messages.twilio_copies import EMPTY
from app.store.patients import legal_holds, patients
from app.store.trail import audit
from app.store.trail.audit import AuditFilters
from tests.dashboard.at_the_record import hands_in
from tests.databases import on_either_engine
from tests.messages.worker import do_jobs
from tests.people import Patient, Twilio, new_sid, status_fields
from tests.settings import complete_environment
from tests.twilio_api import KEY, SECRET, FakeTwilioApi, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

    from app.services import Services
    from app.store import Store
    from tests.people import Clock

pytest_generate_tests = on_either_engine
MINUTES = 15


@pytest.fixture
def api() -> Iterator[FakeTwilioApi]:
    with FakeTwilioApi(user=KEY, password=SECRET) as fake:
        yield fake


@pytest.fixture
def services(services: Services, api: FakeTwilioApi) -> Services:
    """The services of a clinic that has a key of Twilio's API, with which it empties chats."""
    key = TwilioApi(KEY, Secret(SECRET), api.url)
    twilio = replace(services.settings.twilio, api=key, emptied_after=timedelta(minutes=MINUTES))
    return replace(services, settings=replace(services.settings, twilio=twilio))


@pytest.fixture
def patient(services: Services) -> Patient:
    return Patient(Twilio(create_app(services).test_client()))


def at_twilio(api: FakeTwilioApi, store: Store) -> set[str]:
    """Have the fake keep each message that we know, a picture with its medium; return their sids."""
    with store.engine.connect() as connection:
        came = connection.execute(select(Receipt.message_sid, Receipt.kind)).all()
        went = connection.execute(select(Delivery.message_sid)).scalars().all()
    for sid, kind in came:
        api.kept.setdefault(sid, set() if kind == "text" else {"ME" + sid[2:]})
    for sid in went:
        api.kept.setdefault(sid, set())
    return {sid for sid, _ in came} | set(went)


def works(services: Services, clock: Clock, **delta: float) -> int:
    clock.moves(**delta)
    return do_jobs(services, {EMPTY: FEATURES.jobs[EMPTY].run})


def counted(services: Services) -> int:
    with services.store.read() as unit:
        found = audit.page(unit.db, AuditFilters(action="conversation.emptied"), 10)
    return sum(int(str(each.details["messages"])) for each in found)


def sends_a_picture(patient: Patient) -> None:
    picture = {"MediaUrl0": "https://api.twilio.com/x", "MediaContentType0": "image/jpeg"}
    patient.says("", NumMedia="1", MessageType="image", **picture)


def test_minutes_after_handing_in_twilio_has_no_words_and_no_media_and_the_record_has_all(
    services: Services, patient: Patient, api: FakeTwilioApi, store: Store, clock: Clock
):
    patient_id = hands_in(patient, store)
    sends_a_picture(patient)
    patient.twilio.post(status_fields("read", patient.address, MessageSid=new_sid()), "/webhook/status")
    known = at_twilio(api, store)
    assert works(services, clock, minutes=MINUTES - 1) == 0
    assert works(services, clock, minutes=1) == 1
    assert sorted(api.emptied) == sorted(known), "each once, theirs and ours"
    assert all(not media for media in api.kept.values())
    assert set(api.kept) == known, "that there was a message stays"
    assert counted(services) == len(known)
    assert name_of(store, patient_id) == "Maya Okafor-Lindt"


def name_of(store: Store, patient_id: UUID) -> object:
    with store.read() as unit:
        patient = patients.get(unit.db, patient_id)
    assert patient is not None
    return patient.name


def test_what_is_written_later_goes_too_and_nothing_is_emptied_twice(
    services: Services, patient: Patient, api: FakeTwilioApi, store: Store, clock: Clock
):
    hands_in(patient, store)
    at_twilio(api, store)
    works(services, clock, minutes=MINUTES)
    before = list(api.emptied)
    patient.tells("I forgot to say that I also take aspirin", "1")
    new = at_twilio(api, store) - set(before)
    works(services, clock, minutes=MINUTES)
    assert set(api.emptied[len(before) :]) == new


def test_a_draft_keeps_its_words_at_twilio_and_a_chat_on_hold_does(
    services: Services, patient: Patient, api: FakeTwilioApi, store: Store, clock: Clock
):
    patient.tells("hello", "1", "1")
    assert works(services, clock, minutes=MINUTES * 2) == 0
    patient_id = hands_in(Patient(patient.twilio, "whatsapp:+15005550019"), store)
    at_twilio(api, store)
    with store.begin() as unit:
        legal_holds.add(unit.db, patient_id, "A court asks for it.", "operator", clock())
    works(services, clock, minutes=MINUTES)
    assert api.emptied == []


def test_what_twilio_has_no_time_for_is_emptied_later_and_what_it_has_lost_counts_as_gone(
    services: Services, patient: Patient, api: FakeTwilioApi, store: Store, clock: Clock
):
    hands_in(patient, store)
    known = at_twilio(api, store)
    lost = min(known)
    del api.kept[lost]
    api.deleting_faults.append(Fault(20429, 429))
    works(services, clock, minutes=MINUTES)
    assert api.emptied == []
    works(services, clock, hours=1)
    assert set(api.emptied) == known - {lost}
    assert counted(services) == len(known)


@pytest.mark.parametrize(
    ("given", "after"),
    [
        ({}, None),
        ({"TWILIO_SCRUB_MINUTES": "0"}, None),
        ({"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": SECRET}, MINUTES),
    ],
)
def test_words_are_deleted_wherever_there_is_a_key_for_it(
    given: dict[str, str], after: int | None, tmp_path: Path
):
    settings = load(complete_environment(**given), tmp_path)
    expected = None if after is None else timedelta(minutes=after)
    assert settings.twilio.emptied_after == expected


class TestWherePatientsAnswerOnOurOwnPage:
    @pytest.fixture
    def services(self, services: Services) -> Services:
        settings = replace(services.settings, intake_mode=IntakeMode.LINK)
        return replace(services, settings=settings)

    def test_what_is_typed_in_the_chat_anyway_goes_at_twilio_too(
        self, services: Services, patient: Patient, api: FakeTwilioApi, store: Store, clock: Clock
    ):
        patient.tells("good morning", "I have asthma")
        sends_a_picture(patient)
        known = at_twilio(api, store)
        works(services, clock, minutes=MINUTES)
        assert sorted(api.emptied) == sorted(known)
