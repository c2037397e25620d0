"""The next question waits until a patient is silent whose answer looks unfinished, and is sent once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

from app.config import load
from app.messages import send
from app.services import Services
from app.store.clinic import milestones
from app.store.clinic.milestones import WORKER
from app.store.conversations import conversations
from app.store.messages import outbound
from app.store.messages.new_message import Purpose
from app.store.messages.outbound import SEND
from app.store.work import storage_counts
from app.store.work.storage_counts import REPLIES, day_of
from tests.databases import on_both_engines
from tests.messages.clinic import with_twilio
from tests.messages.worker import Killed, do_jobs, killed
from tests.people import begins
from tests.settings import complete_environment
from tests.store_queries import database_clock_moves

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

    from app.intake.progress import Progress
    from app.store import Store
    from tests.people import Clock, Patient
    from tests.twilio_api import FakeTwilioApi

pytest_generate_tests = on_both_engines
SILENCE = 12


@pytest.fixture
def services(store, clock, tmp_path: Path) -> Services:
    settings = complete_environment(TOGETHER_SECONDS="4", SILENCE_SECONDS=str(SILENCE), LEFT_OUT_QUESTIONS="")
    return Services(load(settings, tmp_path), store, clock)


@dataclass
class Meeting:
    """A patient at the question for the address, a worker, and Twilio."""

    patient: Patient
    services: Services
    api: FakeTwilioApi
    clock: Clock

    def lives(self) -> None:
        with self.services.store.begin() as unit:
            milestones.mark(unit.db, WORKER, "anteroom", self.clock())

    def says(self, text: str, after: float = 30) -> str:
        """Return what is answered at once."""
        self.waits(after)
        self.lives()
        return self.patient.says(text)

    def waits(self, seconds: float) -> list[str]:
        """Let time pass, and return what has been sent since."""
        before = len(self.api.sent)
        self.clock.moves(seconds=seconds)
        database_clock_moves(self.services.store, timedelta(seconds=seconds))
        do_jobs(self.services, {SEND: send.run})
        return [str(sent.body) for sent in self.api.sent[before:]]

    def conversation(self) -> UUID:
        with self.services.store.read() as unit:
            found = conversations.find(unit.db, self.patient.address)
        assert found is not None
        return found

    def progress(self) -> Progress:
        with self.services.store.read() as unit:
            held = conversations.get(unit.db, self.conversation())
        progress = held.read() if held else None
        assert progress is not None
        return progress


@pytest.fixture
def meeting(patient: Patient, services: Services, api: FakeTwilioApi, clock: Clock) -> Meeting:
    begins(patient)
    met = Meeting(patient, with_twilio(services, api.url), api, clock)
    met.says("Maya Okafor")
    met.says("4 March 1990")
    return met


def test_after_an_unfinished_answer_the_question_is_sent_when_the_patient_is_silent(meeting: Meeting):
    assert meeting.says("12 Mill Lane") == ""
    assert meeting.waits(SILENCE - 1) == []
    (asked,) = meeting.waits(2)
    assert "Medical history" in asked
    assert meeting.waits(600) == []


def test_what_comes_meanwhile_goes_on_with_the_answer_without_a_word(meeting: Meeting):
    assert meeting.says("12 Mill Lane") == ""
    assert meeting.says("behind the old bakery", after=10) == ""
    assert meeting.says("Larkfield", after=10) == ""
    assert meeting.waits(SILENCE - 1) == []
    assert len(meeting.waits(2)) == 1
    assert meeting.progress().answers["address"] == "12 Mill Lane, behind the old bakery, Larkfield"
    assert "Allergies" in meeting.says("asthma, and a hernia in 2010")


def test_a_question_that_was_sent_is_answered(meeting: Meeting):
    meeting.says("12 Mill Lane")
    meeting.waits(SILENCE + 1)
    assert meeting.says("asthma", after=15) == ""
    assert meeting.progress().answers["medical_history"] == "asthma"


WHOLE = ("12 Mill Lane, Larkfield, LK1 2AB", "12 Mill Lane LK1 2AB\nLarkfield")


@pytest.mark.parametrize("address", WHOLE)
def test_nobody_waits_whose_answer_is_whole(address: str, meeting: Meeting):
    assert "Medical history" in meeting.says(address)
    for whole in ("asthma, and a hernia in 2010", "NONE", "salbutamol. metformin"):
        assert meeting.says(whole)
    assert meeting.waits(600) == []


@pytest.mark.parametrize("last", ["that's all", "DONE", "thanks"])
def test_whoever_says_that_it_is_all_is_asked_at_once(last: str, meeting: Meeting):
    assert meeting.says("12 Mill Lane") == ""
    assert "Medical history" in meeting.says(last, after=5)
    assert meeting.waits(600) == []
    assert meeting.progress().answers["address"] == "12 Mill Lane"


def test_after_a_stop_it_is_never_sent(meeting: Meeting):
    meeting.says("12 Mill Lane")
    meeting.says("STOP", after=5)
    assert meeting.waits(600) == []


def test_a_cry_for_help_is_answered_at_once_and_the_question_withdrawn(meeting: Meeting):
    meeting.says("12 Mill Lane")
    assert "999" in meeting.says("I cannot breathe", after=5)
    assert meeting.waits(600) == []


def test_help_is_given_at_once_with_the_question(meeting: Meeting):
    meeting.says("12 Mill Lane")
    assert "Medical history" in meeting.says("HELP", after=5)
    assert meeting.waits(600) == []
    assert "Allergies" in meeting.says("asthma, and a hernia in 2010")


def test_a_correction_meanwhile_is_offered(meeting: Meeting):
    meeting.says("12 Mill Lane")
    assert "19 Mill Lane" in meeting.says("no sorry, it's 19 Mill Lane", after=5)
    assert meeting.progress().aside == "correct"
    assert meeting.waits(600) == []


def test_going_back_meanwhile_leads_back(meeting: Meeting):
    meeting.says("12 Mill Lane")
    assert "Address" in meeting.says("BACK", after=5)
    assert meeting.progress().step == "address"


def test_it_is_not_sent_while_a_person_writes_with_them(meeting: Meeting, monkeypatch: pytest.MonkeyPatch):
    meeting.says("12 Mill Lane")
    with meeting.services.store.begin() as unit:
        conversations.hand_over(unit.db, meeting.conversation(), uuid4(), meeting.clock(), clinical=False)
    assert meeting.waits(600) == []


def test_without_a_worker_nothing_waits(meeting: Meeting):
    meeting.clock.moves(hours=1)
    assert "Medical history" in meeting.patient.says("12 Mill Lane")


def test_it_is_counted_once_however_often_it_waits(meeting: Meeting, store: Store, clock: Clock):
    def counted() -> int:
        with store.read() as unit:
            return storage_counts.get(unit.db, meeting.conversation(), REPLIES, day_of(clock()))

    before = counted()
    for text in ("12 Mill Lane", "behind the old bakery", "Larkfield"):
        meeting.says(text, after=5)
    meeting.waits(SILENCE + 1)
    assert counted() == before + 1


@pytest.mark.parametrize("moment", ["before the request", "after the request"])
def test_a_killed_worker_leaves_it_sent_once(moment: str, meeting: Meeting, monkeypatch: pytest.MonkeyPatch):
    meeting.says("12 Mill Lane")
    with killed(monkeypatch, moment), pytest.raises(Killed):
        meeting.waits(SILENCE + 1)
    meeting.waits(180)
    meeting.waits(600)
    assert len(meeting.api.sent) == 1
    assert "Allergies" in meeting.says("asthma, and a hernia in 2010")


def test_a_message_that_comes_while_it_is_claimed_is_heard_and_it_is_asked_once(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
):
    meeting.says("12 Mill Lane")
    find, said = send._find_ready, list[str]()

    def meanwhile(*given: Any) -> Any:
        ready = find(*given)
        if not said:
            said.append(meeting.patient.says("Larkfield"))
        return ready

    monkeypatch.setattr(send, "_find_ready", meanwhile)
    meeting.waits(SILENCE + 1)
    assert said == [""]
    meeting.waits(SILENCE + 1)
    meeting.waits(600)
    assert len(meeting.api.sent) == 1
    assert meeting.progress().answers["address"] == "12 Mill Lane, Larkfield"


def test_a_worker_and_a_message_at_once_leave_one_question_and_no_lost_word(meeting: Meeting):
    meeting.says("12 Mill Lane")
    meeting.clock.moves(seconds=SILENCE + 1)
    with ThreadPoolExecutor(3) as pool:
        works = [pool.submit(do_jobs, meeting.services, {SEND: send.run}) for _ in range(2)]
        said = pool.submit(meeting.patient.says, "Larkfield")
        for each in works:
            each.result()
        assert said.result() == ""
    meeting.waits(SILENCE + 1)
    meeting.waits(600)
    assert len(meeting.api.sent) == 1
    assert meeting.progress().answers["address"] == "12 Mill Lane, Larkfield"


def test_what_waits_is_sealed(meeting: Meeting, contents: Any):
    meeting.says("12 Mill Lane")
    assert "Medical history" not in str(contents())
    with meeting.services.store.read() as unit:
        assert outbound.waits(unit.db, meeting.conversation(), Purpose.CHAT)
