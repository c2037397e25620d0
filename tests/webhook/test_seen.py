"""When the open question was on the patient's screen, by what Twilio reports of our replies."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.config import load
from app.services import Services
from app.store.conversations import conversations, senders
from tests.cases import for_each
from tests.people import Patient, begins, new_sid, status_fields
from tests.settings import complete_environment

if TYPE_CHECKING:
    from pathlib import Path

    from app.store import Store
    from tests.people import Clock

ADDRESS: Final = "whatsapp:+15005550006"


@pytest.fixture
def services(store, clock, tmp_path: Path) -> Services:
    return Services(
        load(complete_environment(TOGETHER_SECONDS="4", LEFT_OUT_QUESTIONS=""), tmp_path), store, clock
    )


def reported_to(patient: Patient) -> str:
    """Return the path to which Twilio reports the delivery of the last reply."""
    assert patient.last is not None
    *_, message = ET.fromstring(patient.last.text).iter("Message")
    url = urlsplit(message.attrib["statusCallback"])
    return f"{url.path}?{url.query}"


def report(patient: Patient, status: str, path: str, sid: str) -> None:
    answer = patient.twilio.post(status_fields(status, patient.address, MessageSid=sid), path)
    assert answer.status_code == 204


def answers_of(store: Store) -> dict[str, str]:
    with store.begin() as unit:
        progress = senders.lock(unit.db, ADDRESS, None, datetime.now(UTC)).read()
        assert progress is not None
        return dict(progress.answers)


def asked_of(store: Store, patient: Patient) -> conversations.Asked:
    with store.begin() as unit:
        return senders.lock(unit.db, patient.address, None, datetime.now(UTC)).asked


def to_the_illnesses(patient: Patient, clock: Clock) -> None:
    begins(patient)
    for line in ("Maya Okafor", "4 March 1990", "12 Mill Lane, Larkfield LK1 2AB"):
        clock.moves(seconds=30)
        patient.says(line)
    clock.moves(seconds=30)


@pytest.mark.parametrize("status", ["delivered", "read"])
def test_a_message_that_comes_before_its_question_was_delivered_goes_on_with_the_answer_before(
    status, patient, clock, store
):
    to_the_illnesses(patient, clock)
    patient.says("asthma")
    path = reported_to(patient)
    clock.moves(seconds=30)  # the phone was in a tunnel
    report(patient, status, path, new_sid())
    clock.moves(seconds=1)
    patient.says("penicillin")
    assert answers_of(store)["medical_history"] == "asthma\npenicillin"
    assert "allergies" not in answers_of(store)


def test_without_a_report_a_question_counts_from_when_it_was_asked(patient, clock, store):
    to_the_illnesses(patient, clock)
    patient.says("asthma")
    clock.moves(seconds=31)
    patient.says("penicillin")
    assert answers_of(store)["allergies"] == "penicillin"


def test_a_report_of_an_earlier_question_moves_no_clock(patient, clock, store):
    to_the_illnesses(patient, clock)
    earlier = reported_to(patient)
    patient.says("asthma")
    clock.moves(seconds=30)
    report(patient, "read", earlier, new_sid())
    assert asked_of(store, patient).seen_at is None
    patient.says("penicillin")
    assert answers_of(store)["allergies"] == "penicillin"


def test_a_question_that_is_asked_once_more_keeps_its_clock(patient, clock, store):
    to_the_illnesses(patient, clock)
    patient.says("asthma")
    before = asked_of(store, patient)
    clock.moves(seconds=30)
    patient.says("HELP")
    report(patient, "read", reported_to(patient), new_sid())
    assert asked_of(store, patient) == before


@for_each("path", ["/webhook/status", "/webhook/status?reply=", "/webhook/status?reply=x", None])
def test_a_report_that_names_no_reply_of_ours_moves_no_clock(path, patient, clock, store):
    to_the_illnesses(patient, clock)
    report(patient, "read", path or f"/webhook/status?reply={uuid4().hex}", new_sid())
    assert asked_of(store, patient).seen_at is None


def test_another_patient_cannot_move_the_clock(patient, clock, store):
    to_the_illnesses(patient, clock)
    path = reported_to(patient)
    patient.twilio.post(status_fields("read", "whatsapp:+15005550009"), path)
    assert asked_of(store, patient).seen_at is None


def test_only_the_last_of_several_replies_asks_the_question(patient):
    patient.says("hello")
    patient.says("1")
    assert patient.last is not None
    *others, last = ET.fromstring(patient.last.text).iter("Message")
    assert "reply=" in last.attrib["statusCallback"]
    assert not any("reply=" in each.attrib["statusCallback"] for each in others)


REPORTS: Final = st.lists(
    st.tuples(
        st.sampled_from(["queued", "sent", "delivered", "read", "undelivered"]),
        st.booleans(),  # of the open question, or of the one before
        st.integers(0, 90),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(reports=REPORTS)
def test_in_any_order_a_clock_only_moves_forward_and_only_that_of_the_open_question(
    reports, patient, clock, store
):
    patient = Patient(patient.twilio, f"whatsapp:+1500{secrets.randbelow(10**7):07}")
    begins(patient)
    clock.moves(minutes=2)
    patient.says("Maya Okafor")
    earlier, asked = reported_to(patient), asked_of(store, patient)
    clock.moves(minutes=2)
    patient.says("4 March 1990")
    path, now = reported_to(patient), asked_of(store, patient)
    assert (now.seen_at, now.by == asked.by) == (None, False)
    sids = {path: new_sid(), earlier: new_sid()}
    seen = None
    for status, is_open, seconds in reports:
        clock.moves(seconds=seconds)
        where = path if is_open else earlier
        report(patient, status, where, sids[where])
        after = asked_of(store, patient).seen_at
        if after != seen:
            assert is_open
            assert status in {"delivered", "read"}
            assert after is not None
            assert seen is None or seen < after
        seen = after
