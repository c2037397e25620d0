"""Each message that moves the conversation leaves a step: where it came to, whose intake it was, and no word."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from app.store.conversations import conversation_steps, conversations
from app.store.patients import patients
from tests.people import FOR_A_CHILD, HANDS_IN, OWN_QUESTIONS, Patient

INTAKE = ("Maya Okafor-Lindt", "4 March 1990", "12 Mill Lane", "Asthma", "DONE", "NONE", *HANDS_IN)


def steps_of(store, patient):
    with store.read() as unit:
        found = conversations.find(unit.db, patient.address)
        assert found
        return conversation_steps.of(unit.db, found)


def passed(store, patient):
    return [(step.step, step.aside) for step in steps_of(store, patient)]


def test_a_whole_intake_leaves_its_steps_in_order_under_the_patient(patient, store, clock):
    patient.tells("hello", "1", "1", *INTAKE)
    with store.read() as unit:
        (stored,) = patients.page(unit.db, 1)
    found = steps_of(store, patient)
    questions = [question.key for question in OWN_QUESTIONS]
    assert [step.step for step in found] == ["whom", "consent", *questions, "review", "submitted"]
    assert [step.patient_id for step in found] == [None, None, *[stored.id] * (len(questions) + 2)]
    assert {step.at for step in found} == {clock()}


def test_a_message_that_moves_nothing_leaves_nothing(patient, store):
    patient.tells("hello", "1", "1", "Maya Okafor", "what?", "HELP", "REVIEW", "no date")
    assert passed(store, patient)[-1] == ("birth_date", None)
    assert len(passed(store, patient)) == 4
    patient.says("4 March 1990", MessageSid="SM" + "a" * 32)
    patient.says("4 March 1990", MessageSid="SM" + "a" * 32)
    assert len(passed(store, patient)) == 5


def test_an_aside_is_told_from_the_step_it_lies_on(patient, store):
    patient.tells("hello", "1", "1", "Maya Okafor", "3/4/90", "1")
    assert passed(store, patient)[-3:] == [
        ("birth_date", None),
        ("birth_date", "which_day"),
        ("address", None),
    ]


def test_each_of_a_household_has_their_own_steps(patient, store, clock):
    patient.tells("hello", "1", "1", *INTAKE)
    clock.moves(minutes=2)
    patient.tells("hello", *FOR_A_CHILD, "Noor Haddad", *INTAKE[1:])
    clock.moves(minutes=2)
    patient.tells("hello", "1", "1", "EDIT 3", "7 New Street", "SEND")
    with store.read() as unit:
        noor, maya = (each.id for each in patients.page(unit.db, 2))
    found = steps_of(store, patient)
    assert [step.step for step in found if step.patient_id == noor][-1] == "submitted"
    assert [step.step for step in found if step.patient_id == maya][-4:] == [
        "changes", "address", "changes", "submitted",
    ]  # fmt: skip
    assert {step.patient_id for step in found} == {None, noor, maya}


def test_somebody_else_is_not_in_it(patient, twilio, store):
    patient.tells("hello", "1")
    other = Patient(twilio, "whatsapp:+15005550077")
    other.says("hello")
    assert passed(store, patient) == [("whom", None), ("consent", None)]
    assert passed(store, other) == [("whom", None)]


def test_a_draft_that_could_not_be_read_leaves_the_step_at_which_it_began_again(patient, store):
    patient.tells("hello", "1", "1", "Maya Okafor")
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE conversations SET progress = 'gAAAAAA'"))
    patient.says("hello")
    assert passed(store, patient)[-2:] == [("birth_date", None), ("language", None)]


@pytest.mark.parametrize("said", ["Zephyrine", "4 Canary Wharf", "zoanthropy"])
def test_no_step_holds_a_word_that_was_said(said, patient, contents):
    patient.tells("hello", "1", "1", said, "4 March 1990", said, said, "DONE")
    assert said not in repr(contents()["conversation_steps"])
