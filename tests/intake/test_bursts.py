"""What comes within seconds is one answer: nobody reads a question so fast."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Submitted
from tests.cases import for_each
from tests.intake.patient import CLINIC, QUESTION_KEYS, QUESTIONS, Patient, flow_of


def in_bursts() -> Patient:
    return Patient(Flow(CLINIC, QUESTIONS, together=timedelta(seconds=4)))


@pytest.fixture
def patient() -> Patient:
    return in_bursts()


def comes_to(patient: Patient, step: str) -> str:
    """Go to a step at a person's pace, and read what is asked there."""
    quick, patient.flow = patient.flow, flow_of()
    asked = patient.comes_to(step)
    patient.flow = quick
    patient.waits(seconds=20)
    return asked


def bursts(patient: Patient, *texts: str) -> list[str]:
    """Send one message after the other within seconds; returns what each is answered."""
    heard = []
    for text in texts:
        heard.append(patient.says(text))
        patient.waits(seconds=1.5)
    return heard


@for_each(
    ("step", "texts", "whole"),
    [
        ("name", ("Ann", "Marie Lee"), "Ann Marie Lee"),
        ("name", ("My name is Ann", "Lee"), "Ann Lee"),
        ("name", ("Faith", "Love"), "Faith Love"),
        ("name", ("Ann Lee", "thanks"), "Ann Lee"),
        ("address", ("12 Mill Lane, Larkfield", "there you go"), "12 Mill Lane, Larkfield"),
        ("address", ("12 Mill Lane", "Larkfield", "LK1 2AB"), "12 Mill Lane, Larkfield, LK1 2AB"),
        ("medical_history", ("Asthma", "migraines", "my back"), "Asthma\nmigraines\nmy back"),
        ("medications", ("Ramipril 5 mg", "and aspirin"), "Ramipril 5 mg\nand aspirin"),
    ],
    patient=in_bursts,
)
def test_a_burst_is_one_answer_with_one_reply(patient, step, texts, whole):
    comes_to(patient, step)
    first, *others = bursts(patient, *texts)
    assert first
    assert others == [""] * (len(texts) - 1)
    assert patient.progress.answers[step] == whole
    assert patient.progress.step == ([*QUESTION_KEYS, "review"])[QUESTION_KEYS.index(step) + 1]


@for_each("seconds", [4, 30, 3600, -4, -3600], patient=in_bursts)
def test_what_comes_later_answers_the_open_question(patient, seconds):
    comes_to(patient, "address")
    patient.says("12 Mill Lane")
    patient.waits(seconds=seconds)
    patient.says("Asthma")
    assert patient.progress.answers["address"] == "12 Mill Lane"


def test_a_date_at_the_birth_date_is_its_answer_however_soon(patient):
    comes_to(patient, "name")
    bursts(patient, "Ann Lee", "4 March 1990")
    assert patient.progress.answers == {"name": "Ann Lee", "birth_date": "1990-03-04"}


@for_each("text", ["NONE", "ninguna", "BACK"], patient=in_bursts)
def test_a_keyword_is_obeyed_however_soon(patient, text):
    comes_to(patient, "medical_history")
    bursts(patient, "Asthma", text)
    assert patient.progress.answers["medical_history"] == "Asthma"
    assert patient.is_at("medical_history" if text == "BACK" else "review")


@for_each("text", ["DONE", "that's it", "thanks", "👍", "eso es todo"], patient=in_bursts)
def test_a_word_that_ends_the_burst_is_met_with_silence(patient, text):
    comes_to(patient, "medical_history")
    assert bursts(patient, "Asthma", text)[1] == ""
    assert patient.progress.answers["medical_history"] == "Asthma"
    assert patient.is_at("medications")


def test_a_yes_that_is_said_twice_gets_one_reply(patient):
    comes_to(patient, "consent")
    assert bursts(patient, "yes", "I agree", "1")[1:] == ["", ""]
    assert patient.is_at("name")


def test_a_patient_who_begins_with_several_messages_is_welcomed_once_and_told_once_that_none_is_kept(patient):
    replies = bursts(patient, "hi", "I need to register please", "it is about my knee")
    assert "Nothing that you write here is saved before you agree" in replies[1]
    assert replies[2] == ""
    assert patient.is_at("whom")
    assert "Do you agree?" in patient.says("1")


def test_what_is_too_much_is_said_not_to_be_saved(patient):
    comes_to(patient, "medical_history")
    reply = bursts(patient, "a" * 3990, "b" * 10)[1]
    assert "not saved" in reply
    assert "room for 9" in reply
    assert patient.progress.answers["medical_history"] == "a" * 3990
    assert patient.is_at("medications")


def test_a_list_that_shows_the_answer_is_shown_with_all_of_it(patient):
    comes_to(patient, "review")
    assert "Address: 7 New Street, Larkfield" in bursts(patient, "EDIT 3", "7 New Street", "Larkfield")[-1]
    assert patient.is_at("review")


def test_a_cry_in_a_burst_is_answered_and_kept_with_the_answer_before(patient):
    comes_to(patient, "medical_history")
    assert "999" in bursts(patient, "Asthma", "I have chest pain now")[1]
    assert patient.progress.answers == {
        **patient.progress.answers,
        "medical_history": "Asthma\nI have chest pain now",
    }
    assert "medications" not in patient.progress.answers


def test_a_cry_is_no_part_of_an_address(patient):
    comes_to(patient, "address")
    bursts(patient, "12 Mill Lane", "I want to kill myself")
    assert patient.progress.answers["address"] == "12 Mill Lane"


def test_a_piece_after_a_no_takes_its_place(patient):
    comes_to(patient, "medical_history")
    bursts(patient, "no", "wait, asthma")
    assert patient.progress.answers["medical_history"] == "wait, asthma"


def test_a_picture_in_a_burst_is_told_apart(patient):
    comes_to(patient, "address")
    patient.says("12 Mill Lane")
    assert "picture" in patient.sends(Kind.IMAGE)
    assert patient.progress.answers["address"] == "12 Mill Lane"


def test_an_intake_of_bursts_is_handed_in_whole(patient):
    comes_to(patient, "name")
    for texts in (
        ("Ann", "Lee"),
        ("4 March 1990",),
        ("1 A St", "B"),
        ("asthma", "gout", "DONE"),
        ("aspirin",),
        ("SEND",),
    ):
        bursts(patient, *texts)
        patient.waits(seconds=20)
    assert dict(patient.last(Submitted).answers) == {
        "name": "Ann Lee",
        "birth_date": "1990-03-04",
        "address": "1 A St, B",
        "medical_history": "asthma\ngout",
        "medications": "aspirin",
    }


@pytest.mark.parametrize(
    "text", ["delete that", "undo", "delete my last message", "borra eso", "quita lo último"]
)
class TestTakingBack:
    def test_deletes_the_last_answer_and_asks_again(self, patient, text):
        asked = comes_to(patient, "medical_history")
        patient.says("Asthma")
        patient.waits(seconds=9)
        assert patient.says(text).endswith(asked)
        assert patient.is_at("medical_history")
        assert "medical_history" not in patient.progress.answers

    def test_deletes_only_the_last_piece(self, patient, text):
        comes_to(patient, "medical_history")
        bursts(patient, "Asthma", "my cat")
        assert "5 of 5" in patient.says(text)
        assert patient.progress.answers["medical_history"] == "Asthma"

    def test_brings_back_the_answer_before_a_change(self, patient, text):
        comes_to(patient, "review")
        patient.says("EDIT 3", "7 New Street")
        assert "12 Mill Lane, Larkfield" in patient.says(text)
        assert patient.is_at("review")

    def test_goes_back_where_there_is_nothing_to_delete(self, patient, text):
        comes_to(patient, "address")
        patient.says("BACK", text)
        assert patient.is_at("name")
        assert patient.progress.answers["birth_date"]


def test_more_of_an_answer_that_comes_after_the_next_question_is_asked_about():
    for choice, history, medicines in (
        ("1", "Asthma\nDiabetes type 2", None),
        ("medical history", "Asthma\nDiabetes type 2", None),
        ("2", "Asthma", "Diabetes type 2"),
    ):
        patient = Patient()
        patient.comes_to("medical_history")
        patient.says("Asthma")
        patient.now += timedelta(seconds=20)
        asked = patient.says("Diabetes type 2")
        assert patient.progress.aside == "belongs"
        assert "Diabetes" not in asked
        patient.says(choice)
        assert patient.progress.answers["medical_history"] == history, choice
        assert patient.progress.answers.get("medications") == medicines, choice


def test_what_fits_the_open_question_or_comes_later_is_its_answer():
    for seconds, text in ((20, "metformin for my diabetes"), (20, "vitamins"), (90, "Diabetes type 2")):
        patient = Patient()
        patient.comes_to("medical_history")
        patient.says("Asthma")
        patient.now += timedelta(seconds=seconds)
        patient.says(text)
        assert patient.progress.answers.get("medications") == text, text
