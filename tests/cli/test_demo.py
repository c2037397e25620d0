"""`flask demo`: invented people, marked as such, and never among real ones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import reduce

import pytest

from app import create_app
from app.config import load
from app.intake.answers import Accepted, ReaderContext
from app.intake.definition import YES
from app.intake.phrases import speak
from app.intake.questionnaire import SHIPPED, Questionnaire
from app.intake.questions import Question
from app.intake.sets import SETS, add_set
from app.records.sample_people import EMERGENCIES, HISTORIES, invent
from app.services import Services
from app.store.clinic import questionnaires
from app.store.conversations import conversations, unfinished
from app.store.patients import patients, rights_requests
from app.store.patients.patient import ALL
from app.store.patients.patient_filters import PatientFilters
from app.store.work import alarms
from tests import store_queries
from tests.people import Patient, Twilio
from tests.settings import complete_environment
from tests.store_queries import spoken_for

TWO_HUNDRED = ("demo", "--patients", "200", "--seed", "7")


@pytest.fixture
def development(store, clock, tmp_path):
    return Services(load(complete_environment(ANTEROOM_ENV="development"), tmp_path), store, clock)


def run(services, *arguments):
    return create_app(services).test_cli_runner().invoke(args=arguments)


def test_as_many_patients_as_asked_for_are_there_and_each_is_marked_as_invented(development):
    ran = run(development, *TWO_HUNDRED)
    assert ran.exit_code == 0, ran.output
    with development.store.read() as unit:
        people = patients.page(unit.db, 300, columns=("name",))
        assert patients.counts(unit.db, PatientFilters())[""] == 200
    assert len(people) == 200
    assert all("synthetic" in (each.flags or ()) for each in people)


def test_production_refuses_and_nothing_is_written(services, contents):
    before = contents()
    ran = run(services, *TWO_HUNDRED)
    assert ran.exit_code == 1
    assert "Nothing was written" in ran.output
    assert contents() == before


def test_the_same_seed_invents_the_same_people(clock):
    first, second = (list(invent(50, clock.now, 7, 1)) for _ in range(2))
    assert first == second


def test_an_invented_patient_is_found_by_name_birth_date_and_number(development):
    run(development, *TWO_HUNDRED)
    with development.store.read() as unit:
        somebody = patients.page(unit.db, 1, columns=("name", "birth_date"))[0]
        assert somebody.conversation_id
        address = conversations.stored_address(unit.db, somebody.conversation_id)
        assert somebody.id in {found.id for found in store_queries.by_name(unit.db, str(somebody.name))}
        assert somebody.id in {
            found.id for found in store_queries.by_birth_date(unit.db, str(somebody.birth_date))
        }
        assert [found.id for found in spoken_for(unit, str(address))] == [somebody.id]


def test_invented_people_answer_what_they_are_asked_of_the_clinics_own_questions(development, clock):
    asked = Questionnaire(2, reduce(add_set, SETS, SHIPPED.definition))
    with development.store.begin() as unit:
        assert questionnaires.publish(unit.db, SHIPPED.version, asked.definition, "operator", clock())
    ran = run(development, *TWO_HUNDRED)
    assert ran.exit_code == 0, ran.output
    with development.store.read() as unit:
        people = patients.page(unit.db, 200, columns=ALL)
    answered = [each.others for each in people if isinstance(each.others, Mapping)]
    assert len(answered) == len(people)
    own = {item.key for item in asked.definition.own}
    assert {key for each in answered for key in each} >= own
    for each in answered:
        assert ("interpreter_language" in each) == (each["interpreter"] == YES)
        for key in own & each.keys():
            assert is_answer(asked[key], each[key])


def is_answer(question: Question, value: str) -> bool:
    """Return whether a stored answer, as people read it, is read as itself."""
    shown = question.reader.show(value, "en")
    read = question.reader.read(shown, ReaderContext(speak("en"), date(2026, 11, 30), question.limit))
    return isinstance(read, Accepted) and read.value == value


def test_no_invented_number_can_ring(development):
    run(development, *TWO_HUNDRED)
    with development.store.read() as unit:
        numbers = patients.numbers(unit.db, patients.page(unit.db, 200)).values()
    assert all(str(number).startswith("whatsapp:+999") for number in numbers)


def test_a_real_patient_beside_them_goes_on_as_ever(development, store):
    run(development, *TWO_HUNDRED)
    patient = Patient(Twilio(create_app(development).test_client()))
    assert patient.says("hello")
    assert patient.says("1")


def test_those_who_gave_up_are_listed_as_answering(development):
    run(development, *TWO_HUNDRED)
    with development.store.read() as unit:
        assert unfinished.count(unit.db) > 0


def test_a_second_run_adds_others(development):
    run(development, *TWO_HUNDRED)
    run(development, "demo", "--patients", "10")
    with development.store.read() as unit:
        assert patients.counts(unit.db, PatientFilters())[""] == 210


def test_a_demo_leaves_a_believable_week_on_the_desk(development, services, clock):
    """New and unfinished ones are of the last days, answers fit their language, and somebody asks for something."""
    assert run(development, *TWO_HUNDRED).exit_code == 0
    now = clock()
    with development.store.read() as unit:
        people = patients.page(unit.db, 500, columns=("medical_history",))
        drafts = unfinished.page(unit.db, 500)
        requests, cries = rights_requests.open_ones(unit.db), alarms.count_waiting(unit.db)
    assert {each.kind for each in requests} == {"copy", "correction", "erasure"}
    assert cries == 1
    assert drafts
    assert min(each.last_inbound_at for each in drafts) > now - timedelta(days=7)
    new = [each for each in people if each.status == "new"]
    assert new
    assert min(each.created_at for each in new) > now - timedelta(days=8)
    for each in people:
        fits = (*HISTORIES[each.language], *EMERGENCIES[each.language])
        assert each.medical_history in fits
