"""The form's choices as buttons: the same record as by text, in order, and never in vain."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from app.intake.phrases import SHIPPED
from app.store.conversations import consents, conversations
from app.store.messages.outbound import OutboundMessage
from app.store.model import table_of
from app.store.patients import patients
from app.store.work import jobs
from tests.messages.phone import Phone
from tests.people import ANSWERS, Patient, begins, message_fields, status_fields
from tests.twilio_api import FakeTwilioApi, Fault

if TYPE_CHECKING:
    from datetime import datetime

    from app.services import Services
    from app.store import Store
    from tests.people import Clock

TYPED = ("Maya Okafor-Lindt", "3/4/1990", "12 Mill Lane, Larkfield", "Asthma", "Salbutamol")
WAYS = {"taps": ("tap",), "text": ("text",), "mixed": ("tap", "text")}


@pytest.fixture
def phone(patient: Patient, services: Services, api: FakeTwilioApi, clock: Clock) -> Phone:
    return Phone.of(patient, services, api, clock)


def hands_in(phone: Phone, code: str, way: tuple[str, ...]) -> None:
    """Answer everything; what can be tapped is, or is typed by its number."""
    ways, typed = cycle(way), iter(TYPED)

    def chooses(number: int, instead: str = "") -> None:
        if next(ways) == "tap":
            phone.taps(number)
        else:
            phone.says(instead or str(number))

    phone.says("?")
    chooses(list(SHIPPED).index(code) + 1)
    chooses(1)
    chooses(1)
    while len(phone.buttons) != 3:
        if phone.buttons:
            chooses(1)
        else:
            phone.says(next(typed))
    chooses(1, {"en": "SEND", "es": "ENVIAR"}[code])


def record_of(store: Store) -> dict[str, Any]:
    with store.read() as unit:
        (listed,) = patients.page(unit.db, 5, columns=())
        patient = patients.get(unit.db, listed.id)
        assert patient is not None
        agreed = consents.of(unit.db, patient.id)
    told = ("name", "birth_date", "address", "medical_history", "medications", "language", "status", "flags")
    return {name: getattr(patient, name) for name in told} | {
        "consents": [(each.decision, each.language) for each in agreed]
    }


@pytest.mark.parametrize(("code", "way"), [("en", "taps"), ("es", "taps"), ("es", "text"), ("en", "mixed")])
def test_a_whole_intake_gives_the_same_record_however_it_is_answered(
    code: str, way: str, phone: Phone, store: Store
):
    hands_in(phone, code, WAYS[way])
    record = record_of(store)
    assert record["name"] == "Maya Okafor-Lindt"
    assert record["birth_date"] == "1990-04-03"
    assert (record["address"], record["medications"]) == ("12 Mill Lane, Larkfield", "Salbutamol")
    assert (record["language"], record["consents"]) == (code, [("given", code)])
    assert phone.by_twiml == len(TYPED) + 1, "what has no buttons is answered at once"


OF_A_CHILD = ("Ann Okafor", "mother", "Leo Okafor", "3/4/2015", *TYPED[2:])


@pytest.mark.parametrize("code", list(SHIPPED))
def test_all_that_can_be_chosen_for_a_child_and_later_is_tapped_and_twilio_takes_each(
    code: str, phone: Phone, store: Store
):
    """The fixture of every test fails it if Twilio would refuse what is asked of it."""
    phone.says("?")
    for number in (list(SHIPPED).index(code) + 1, 2, 1):
        phone.taps(number)
    for typed in OF_A_CHILD:
        while phone.buttons:
            phone.taps(1)
        phone.says(typed)
    while "SEND" not in phone.read[-1] and "ENVIAR" not in phone.read[-1]:
        phone.taps(1) if phone.buttons else phone.says("1")
    assert len(phone.buttons) == 3
    phone.taps(1)
    assert record_of(store)["name"] == "Leo Okafor"
    phone.clock.moves(minutes=40)
    phone.says({"en": "hello", "es": "hola"}[code])
    assert len(phone.buttons) == 4, "the menu"
    phone.picks_from_list(1)
    while "SEND" not in phone.read[-1] and "ENVIAR" not in phone.read[-1]:
        phone.says("2015")
    assert len(phone.buttons) == 3, "the list of changes"
    phone.says("EDIT 6" if code == "en" else "CORREGIR 6")
    sent = [each.fields for each in phone.api.sent]
    assert len(sent) > 7
    assert all("ContentSid" in fields for fields in sent), "nothing went as text instead"


def test_before_any_push_nothing_changes(patient: Patient, services: Services, api: FakeTwilioApi):
    assert "*1* Me" in patient.says("hello")
    assert api.asked == []


def test_by_sms_there_are_no_buttons(phone: Phone):
    other = Phone(Patient(phone.patient.twilio, "+15005550177"), phone.services, phone.api, phone.clock)
    assert "1 Me" in other.says("hello")
    assert (other.by_twiml, phone.api.sent) == (1, [])


def test_a_list_is_picked_from(phone: Phone):
    hands_in(phone, "en", ("tap",))
    phone.clock.moves(days=1)
    phone.says("hello")
    assert len(phone.buttons) == 4
    assert "I’ve told Larkfield Clinic that you would like a call" in phone.picks_from_list(3)


@pytest.mark.parametrize("code", [63013, 63021])
def test_what_twilio_refuses_arrives_as_text_at_once_and_then_by_twiml(code: int, phone: Phone):
    phone.api.faults = [Fault(code)]
    assert "*1* Me" in phone.says("hello")
    assert len(phone.api.sent) == 1
    assert phone.by_twiml == 0
    phone.says("1")
    assert phone.by_twiml == 1, "for some minutes buttons are not tried again"
    phone.clock.moves(minutes=11)
    phone.says("what is this?")
    assert phone.buttons


def test_what_does_not_arrive_with_buttons_is_sent_without(phone: Phone):
    phone.says("hello")
    assert phone.buttons
    sid = phone.api.sent[0].sid
    fields = status_fields("failed", phone.patient.address, MessageSid=sid, ErrorCode="63013")
    assert phone.patient.twilio.post(fields, "/webhook/status").status_code == 204
    phone.works()
    assert "*1* Me" in phone.read[-1]
    assert len(phone.api.sent) == 2
    again = status_fields(
        "failed", phone.patient.address, MessageSid=phone.api.sent[1].sid, ErrorCode="63013"
    )
    phone.patient.twilio.post(again, "/webhook/status")
    phone.works()
    assert len(phone.api.sent) == 2, "once"


@pytest.mark.parametrize(
    "fault",
    [Fault(drop="before"), Fault(drop="after"), Fault(20429, 429), Fault(20003, 401), Fault(500, 500)],
)
def test_while_twilio_cannot_be_asked_twiml_answers(fault: Fault, phone: Phone):
    phone.api.faults = [fault]
    phone.patient.says("hello")
    phone.works()
    assert phone.by_twiml == 0
    assert "privacy" in phone.says("1")
    assert phone.by_twiml == 1
    for _ in range(6):
        phone.clock.moves(minutes=2)
        phone.works()
    texts = [text for text in phone.read if "Who are these questions about?" in text]
    assert len(texts) <= 1, "what was not needed any more is given up, and nothing comes twice"


def test_without_a_living_worker_twiml_answers(phone: Phone):
    phone.clock.moves(minutes=10)
    assert "*1* Me" in phone.patient.says("hello")
    assert phone.api.sent == []


def test_while_a_worker_has_a_long_job_twiml_answers(phone: Phone):
    with phone.services.store.begin() as unit:
        jobs.add(unit.db, "xlsx.protect", None, "operator", phone.clock())
        jobs.claim(unit.db, phone.clock(), timedelta(minutes=2), ["xlsx.protect"])
    assert "*1* Me" in phone.patient.says("hello")


def test_while_messages_wait_for_more_than_ten_seconds_twiml_answers(phone: Phone):
    others = [replace(phone.patient, address=f"whatsapp:+1500555{number:04d}") for number in range(3)]
    assert [other.says("hello") for other in others] == [""] * 3
    phone.clock.moves(seconds=11)
    assert "*1* Me" in phone.patient.says("hello"), "the queue gets no longer"
    phone.works()
    assert len(phone.api.sent) == 3
    assert phone.patient.says("1") == "", "and buttons come back with the worker"


def test_replies_arrive_in_the_order_of_the_questions(phone: Phone):
    assert phone.patient.says("hello") == ""
    phone.clock.moves(seconds=6)
    assert phone.patient.says("what is this?") == "", "it waits behind the first"
    phone.works()
    assert "I’m the clinic’s automatic assistant" in phone.read[0]
    assert len(phone.read) == 2
    assert len(phone.api.sent) == 2


def test_a_cry_for_help_and_stop_are_answered_at_once(phone: Phone):
    assert phone.patient.says("hello") == ""
    assert "999" in phone.patient.says("I want to kill myself")
    phone.works()
    assert phone.api.sent == [], "what was asked before is given up"
    phone.clock.moves(minutes=1)
    phone.patient.says("2")
    assert "You won’t get any more messages" in phone.patient.says("STOP")


def test_a_repeat_of_twilios_has_no_second_effect(phone: Phone):
    fields = message_fields("hello", phone.patient.address)
    for _ in range(2):
        phone.patient.twilio.post(fields)
    phone.works()
    assert len(phone.api.sent) == 1


def test_the_worker_of_this_process_is_woken(phone: Phone):
    phone.services.bell.clear()
    phone.patient.says("hello")
    assert phone.services.bell.is_set()
    phone.services.bell.clear()
    phone.works()
    phone.taps(1)
    phone.taps(1)
    phone.services.bell.clear()
    phone.says(ANSWERS[0])
    assert not phone.services.bell.is_set(), "nobody is woken for what TwiML answers"


def test_words_are_sealed_and_forgotten_once_they_arrived_or_the_answers_are_deleted(
    phone: Phone, store: Store
):
    def rows() -> list[Any]:
        with store.engine.connect() as connection:
            return list(connection.execute(select(table_of(OutboundMessage))).mappings())

    phone.says("hello")
    assert "assistant" not in repr(rows())
    fields = status_fields("delivered", phone.patient.address, MessageSid=phone.api.sent[0].sid)
    phone.patient.twilio.post(fields, "/webhook/status")
    assert [(row["body"], row["variables"]) for row in rows()] == [(None, None)]
    phone.taps(1)
    phone.taps(1)
    phone.says("Maya Okafor-Lindt")
    phone.says("3/4/1990")
    assert any(row["body"] for row in rows())
    phone.says("DELETE MY DATA")
    phone.taps(1)
    assert not [row for row in rows() if row["body"] or row["variables"]]


def test_a_name_that_looks_like_a_payload_is_a_name(phone: Phone):
    begins(phone.patient)
    phone.works()
    phone.says("Maya Okafor", ButtonPayload="0" * 16 + ":1", ButtonText="Maya Okafor")
    with phone.services.store.begin() as unit:
        found = conversations.find(unit.db, phone.patient.address)
        held = conversations.hold(unit.db, found) if found else None
    progress = held.read() if held else None
    assert progress is not None
    assert progress.answers["name"] == "Maya Okafor"


def test_a_question_with_buttons_counts_from_when_it_was_sent_and_then_from_its_delivery(
    phone: Phone, store: Store
):
    def seen_at() -> datetime | None:
        with store.read() as unit:
            conversation = conversations.find(unit.db, phone.patient.address)
            held = conversations.get(unit.db, conversation) if conversation else None
        assert held is not None
        return held.asked.seen_at

    phone.says("hello")
    sent = phone.clock()
    assert seen_at() == sent
    phone.clock.moves(seconds=20)
    fields = status_fields("delivered", phone.patient.address, MessageSid=phone.api.sent[-1].sid)
    for _ in range(2):
        assert phone.patient.twilio.post(fields, "/webhook/status").status_code == 204
        assert seen_at() == sent + timedelta(seconds=19), "a report is under way for a second"
        phone.clock.moves(seconds=20)
