"""What an admin writes about the clinic is what the next message says."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from sqlalchemy import text

from app.intake.clinic import Clinic
from app.intake.questions import REMOVABLE
from app.store.clinic import versions
from app.store.clinic.clinic_settings import ClinicVersion
from app.store.conversations import consents
from app.store.patients import patients
from app.store.trail import audit
from tests.databases import on_either_engine
from tests.people import ASKED, FOR_A_CHILD, HANDS_IN, Patient

pytest_generate_tests = on_either_engine


SHIPPED = Clinic("Larkfield Clinic", "01632 960 555", "999", left_out=REMOVABLE)
ANSWERS = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "Salbutamol", "DONE")


@pytest.fixture
def changes(store, clock):
    """A function that keeps a changed clinic, as an admin does."""

    def change(**changed):
        with store.begin() as unit:
            kept = versions.current(unit.db, ClinicVersion)
            version, before = (kept.version, kept.value) if kept else (0, SHIPPED)
            assert versions.keep(
                unit.db, ClinicVersion, version, replace(before, **changed), "staff:somebody", clock()
            )

    return change


def consents_in(store):
    with store.engine.connect() as connection:
        return [
            tuple(row)
            for row in connection.execute(text("SELECT version, text_hash FROM consents ORDER BY decided_at"))
        ]


def test_name_phone_and_emergency_number_come_from_the_settings_at_once(patient, changes):
    assert "Larkfield Clinic" in patient.says("HELP")
    changes(name="Mill {clinic} Lane", phone="0800 555 0100", emergency_number="112")
    reply = patient.says("HELP")
    for part in ("*Mill {clinic} Lane*", "Phone 0800 555 0100", "Emergency 112"):
        assert part in reply
    assert "Larkfield" not in reply


def test_until_an_admin_has_written_the_operators_settings_count(patient):
    reply = patient.says("HELP")
    assert "01632 960 555" in reply
    assert "999" in reply


def test_only_the_languages_that_are_offered_can_be_chosen(patient, changes):
    changes(languages=("es",))
    reply = patient.tells("hello", "1")
    assert "Su privacidad" in reply
    assert "English" not in reply


def test_a_conversation_in_a_withdrawn_language_goes_on_in_it(patient, changes, store):
    patient.tells("hola", "1", "1", "Maya Okafor")
    changes(languages=("en",))
    assert f"3 de {ASKED}" in patient.says("4 marzo 1990")
    stranger = Patient(patient.twilio, "whatsapp:+15005550007")
    assert "Español" not in stranger.says("hello")


@pytest.mark.parametrize("languages", [("xx",), ("xx", "en"), ()])
def test_a_language_that_no_longer_ships_stops_no_message(patient, changes, languages):
    changes(languages=languages)
    assert "English" in patient.says("hello") or "*1* Me" in patient.last.text


def test_a_new_version_asks_everyone_again_before_they_go_on(patient, changes, store, clock):
    patient.tells("hello", "1", "1", *ANSWERS[:2])
    clock.moves(minutes=1)
    changes(consent_version=2, consent_texts={"en": "We keep {your} words."})
    reply = patient.says("12 Mill Lane")
    assert "has changed" in reply
    assert "was not saved" in reply
    assert "We keep {your} words." in reply
    clock.moves(minutes=1)
    assert f"3 of {ASKED}" in patient.says("yes")
    patient.tells(*ANSWERS[2:], *HANDS_IN)
    first, second = consents_in(store)
    assert (first[0], second[0]) == ("1", "2")
    assert first[1] != second[1]
    with store.read() as unit:
        given = [event for event in audit.latest(unit.db, 50) if event.action == "consent.given"]
    assert [event.details["version"] for event in given] == ["2", "1"]


def test_a_new_version_of_the_same_words_asks_again_too(patient, changes, store, clock):
    patient.tells("hello", "1", "1", *ANSWERS, *HANDS_IN)
    clock.moves(minutes=1)
    changes(consent_version=2)
    assert "has changed" in patient.says("hello again")
    clock.moves(minutes=1)
    patient.says("yes")
    first, second = consents_in(store)
    assert (first[0], second[0]) == ("1", "2")
    assert first[1] == second[1]


@pytest.mark.parametrize("answers", [("1",), ("yes",), ("2", "1")])
def test_an_answer_to_a_text_that_was_replaced_meanwhile_is_recorded_nowhere(
    patient, changes, store, answers
):
    patient.tells("hello", "1", *answers[:-1])
    changes(consent_version=2, consent_texts={"en": "We keep {your} words."})
    reply = patient.says(answers[-1])
    assert "has changed" in reply
    assert "We keep {your} words." in reply
    assert consents_in(store) == []
    with store.read() as unit:
        assert [event.action for event in audit.latest(unit.db, 50)] == ["conversation.started"]


def test_what_is_recorded_is_the_text_that_the_patient_was_sent(patient, changes, store):
    patient.tells("hello", "1")
    changes(consent_version=2, consent_texts={"en": "We keep {your} words."})
    shown = patient.says("1").partition("\n\n")[2]
    patient.says("1")
    assert consents_in(store) == [("2", sha256(shown.encode()).hexdigest())]


def of_everybody(store):
    """The patients by name, and what was decided about each, newest first."""
    with store.read() as unit:
        return {
            patient.name: [
                (kept.decision, kept.version, kept.on_behalf) for kept in consents.of(unit.db, patient.id)
            ]
            for patient in patients.page(unit.db, 100, columns=("name",))
        }


def hands_in_for_two(patient, clock):
    patient.tells("hello", "1", "1", *ANSWERS, *HANDS_IN)
    clock.moves(minutes=1)
    patient.tells("hello", *FOR_A_CHILD, "Noor Haddad", *ANSWERS[1:], *HANDS_IN)
    clock.moves(minutes=1)


@pytest.mark.parametrize(("answers", "decision"), [(("yes",), "given"), (("no", "1"), "refused")])
def test_the_answer_to_a_new_text_is_on_every_record_of_the_household(
    patient, changes, store, clock, answers, decision
):
    hands_in_for_two(patient, clock)
    changes(consent_version=2)
    patient.tells("hello again", *answers)
    assert of_everybody(store) == {
        "Maya Okafor-Lindt": [(decision, "2", False), ("given", "1", False)],
        "Noor Haddad": [(decision, "2", True), ("given", "1", True)],
    }
    with store.read() as unit:
        decided = [event for event in audit.latest(unit.db, 50) if event.action == f"consent.{decision}"][:2]
        assert {event.subject_id for event in decided} == {
            patient.id for patient in patients.page(unit.db, 100, columns=())
        }
        assert {event.details["version"] for event in decided} == {"2"}


def test_the_answer_to_a_new_text_is_on_the_record_under_way_once_it_is_handed_in(
    patient, changes, store, clock
):
    hands_in_for_two(patient, clock)
    patient.tells("hello again", *FOR_A_CHILD, "Olu Adeyemi")
    clock.moves(minutes=1)
    changes(consent_version=2)
    patient.tells("4 March 1990", "yes", *ANSWERS[1:], *HANDS_IN)
    assert of_everybody(store) == {
        "Maya Okafor-Lindt": [("given", "2", False), ("given", "1", False)],
        "Noor Haddad": [("given", "2", True), ("given", "1", True)],
        "Olu Adeyemi": [("given", "2", True), ("given", "1", True)],
    }


def test_whoever_agreed_is_not_asked_again_when_nothing_they_read_has_changed(patient, changes):
    patient.tells("hello", "1", "1", "Maya Okafor")
    changes(timezone="Europe/London", languages=("en",), emergency_number="112")
    assert f"3 of {ASKED}" in patient.says("4 March 1990")


def test_a_message_that_comes_again_is_answered_as_it_was(patient, changes):
    before = patient.says("HELP", MessageSid="SM" + "e" * 32)
    changes(name="Mill Lane")
    assert patient.says("HELP", MessageSid="SM" + "e" * 32) == before
