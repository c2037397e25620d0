"""What comes before a question can have been read and answered is one answer with what was sent before."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.intake.flow import Flow
from app.intake.kind import Kind
from app.intake.model import Message, Submitted
from app.intake.pace import to_answer
from tests.cases import for_each
from tests.intake.patient import CLINIC, QUESTION_KEYS, QUESTIONS, Patient, asking, flow_of

BY_ALL = Flow(CLINIC)


def in_bursts() -> Patient:
    return Patient(Flow(CLINIC, asking(*QUESTIONS), together=timedelta(seconds=4)))


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


@for_each("seconds", [8, 30, 3600, -8, -3600], patient=in_bursts)
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


@for_each("text", ["great", "perfect"], patient=in_bursts)
def test_praise_after_a_changed_address_is_no_part_of_it_and_sends_nothing(patient, text):
    comes_to(patient, "review")
    bursts(patient, "EDIT 3", "7 New Street, Larkfield", text)
    assert patient.progress.answers["address"] == "7 New Street, Larkfield"
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
    for seconds, text in ((20, "metformin for my diabetes"), (20, "vitamins"), (900, "Diabetes type 2")):
        patient = Patient()
        patient.comes_to("medical_history")
        patient.says("Asthma")
        patient.now += timedelta(seconds=seconds)
        patient.says(text)
        assert patient.progress.answers.get("medications") == text, text


def answering(*said: tuple[str, float]) -> Patient:
    """Somebody who has come to the address, and writes each text so many seconds after the one before."""
    patient = Patient(replace(BY_ALL, together=timedelta(seconds=4)))
    patient.comes_to("address")
    for text, seconds in said:
        patient.waits(seconds=seconds)
        patient.says(text)
    return patient


@for_each("pause", [1.5, 6, 10])
def test_an_address_and_illnesses_in_pieces_are_where_they_belong(pause):
    patient = answering(("12 Mill Lane", 20), ("Larkfield", pause), ("LK1 2AB", pause), ("asthma", 9))
    patient.waits(seconds=pause)
    patient.says("and high blood pressure")
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield, LK1 2AB"
    assert patient.progress.answers["medical_history"] == "asthma\nand high blood pressure"
    assert patient.is_at("allergies")


@for_each(
    ("first", "text"),
    [
        ("12 Mill Lane, Larkfield", "LK1 2AB"),
        ("12 Mill Lane", "28013 Madrid"),
        ("12 Mill Lane", "Flat 2, Orchard House"),
    ],
)
def test_a_part_of_an_address_that_comes_late_is_added_and_told(first, text):
    patient = answering((first, 20), (text, 30))
    reply = "\n".join(patient.replies)
    assert "I’ve added that to your address." in reply
    assert "illnesses" in reply
    assert patient.progress.answers["address"] == f"{first}, {text}"
    assert "medical_history" not in patient.progress.answers


@for_each(
    "text", ["Asthma", "2 stents in 2019", "I had 2 operations", "sciatica", "Type 2 Diabetes", "bad back"]
)
def test_an_illness_is_no_part_of_an_address_once_there_was_time_to_read(text):
    patient = answering(("12 Mill Lane, Larkfield", 20), (text, 8))
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield"
    assert patient.progress.answers["medical_history"] == text


IN_ORDER = ("address", "medical_history", "allergies", "medications", "reason")
ANSWERED = dict(zip(IN_ORDER, ("12 Mill Lane, Larkfield", "asthma", "dust", "metformin"), strict=False))
ON_MEDICINE = (
    ("12 Mill Lane, Larkfield", 20),
    ("NONE", 20),
    ("NONE", 20),
    ("Bisoprolol", 20),
    ("GTN spray", 10),
)


def test_one_more_medicine_is_not_the_reason_for_the_visit():
    patient = answering(*ON_MEDICINE)
    assert patient.is_at("reason")
    assert "I’ve added that to" in "\n".join(patient.replies)
    assert patient.progress.answers["medications"] == "Bisoprolol\nGTN spray"
    assert "reason" not in patient.progress.answers


def test_an_answer_that_goes_on_beneath_a_correction_is_in_both():
    before = ((ANSWERED[key], 20) for key in IN_ORDER[: IN_ORDER.index("medications")])
    corrected = (("metformina 500", 20), ("perdón, metformina 1000 no 500", 20))
    patient = answering(*before, *corrected, ("y dapagliflozina 10", 30), ("1", 10))
    assert patient.progress.answers["medications"] == "metformina 1000\ny dapagliflozina 10"


@for_each(
    ("told", "first", "text", "seconds"),
    [
        ("address", "3 Norte 22", "barrio San Judas", 1500),
        ("medications", "clopidogrel 75", "atorvastatin 80", 200),
        ("address", "8 Weaver Row", "Thornbeck", 27),
        ("address", "8 Weaver Row, Thornbeck", "TB4 6QN", 33),
        ("address", "Molino Viejo", "no tiene número, es la casa verde junto al pozo", 45),
        ("address", "The Gatehouse, Thornbeck", "the post van knows where we are, there is no number", 40),
        ("medical_history", "gout", "and a new hip in 2019", 50),
        ("medical_history", "azúcar alta", "y me operaron de la matriz", 40),
        ("allergies", "plasters", "my skin comes up in blisters", 40),
        ("allergies", "la dipirona", "me salen granos en el cuello", 25),
        ("medications", "salmeterol", "loratadina por la mañana", 30),
        ("medications", "naproxen", "codeine if it gets bad", 55),
    ],
)
def test_more_of_an_answer_that_comes_later_goes_where_it_belongs(told, first, text, seconds):
    before = {key: ANSWERED[key] for key in IN_ORDER[: IN_ORDER.index(told)]}
    patient = answering(*((answer, 20) for answer in (*before.values(), first)), (text, seconds))
    if patient.progress.aside == "belongs":
        patient.says("1")
    assert text in patient.progress.answers[told]
    assert patient.is_at(IN_ORDER[IN_ORDER.index(told) + 1])


@for_each(
    ("told", "text"),
    [
        ("address", "gallstones and a bad chest"),
        ("medical_history", "strawberries, my mouth itches"),
        ("medical_history", "no allergies that I know"),
        ("allergies", "losartan 100 once a day"),
        ("medications", "my ears are ringing"),
        ("medications", "quiero que me vean la espalda"),
    ],
)
def test_an_answer_to_the_open_question_is_one_whenever_it_comes(told, text):
    asked = IN_ORDER[IN_ORDER.index(told) + 1]
    for seconds in (12, 30, 80):
        patient = answering(
            *((ANSWERED[key], 20) for key in IN_ORDER[: IN_ORDER.index(asked)]), (text, seconds)
        )
        assert patient.progress.answers[told] == ANSWERED[told], seconds
        assert patient.progress.answers[asked] in {text, "none"}, seconds


def test_what_was_added_and_is_said_again_answers_the_open_question():
    patient = answering(("12 Mill Lane, Larkfield", 20), ("asthma", 20), ("and low blood pressure", 12))
    assert patient.progress.answers["medical_history"] == "asthma\nand low blood pressure"
    patient.waits(seconds=20)
    patient.says("and low blood pressure")
    assert patient.progress.answers["allergies"] == "and low blood pressure"


def test_a_word_of_what_was_added_answers_the_open_question_too():
    patient = answering(("12 Mill Lane, Larkfield", 20), ("asthma", 20), ("wasp stings, I swell up", 20))
    added = "wasp stings, I swell up\nonly an EpiPen"
    answers = {**patient.progress.answers, "allergies": added}
    patient.progress = replace(patient.progress, answers=answers, told_before="wasp stings, I swell up")
    patient.waits(seconds=20)
    patient.says("epipen")
    assert patient.progress.answers["allergies"] == added
    assert patient.progress.answers["medications"] == "epipen"


def test_talk_is_no_more_of_an_answer():
    patient = answering(("12 Mill Lane, Larkfield", 20), ("hold on, my phone is ringing", 12))
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield"
    assert patient.is_at("medical_history")


def test_words_after_a_doubt_may_be_more_of_the_answer_before():
    patient = answering(("8 Weaver Row", 20), ("why do you want all of this", 12), ("TB4 6QN", 15))
    if patient.progress.aside == "belongs":
        patient.says("1")
    assert patient.progress.answers["address"] == "8 Weaver Row, TB4 6QN"
    assert patient.is_at("medical_history")


def test_a_name_that_is_told_in_full_takes_the_place_of_its_beginning():
    patient = in_bursts()
    comes_to(patient, "name")
    patient.says("Sam")
    patient.waits(seconds=9)
    patient.says("Samuel Oduya")
    assert patient.progress.answers["name"] == "Samuel Oduya"


def test_what_comes_while_it_is_asked_where_a_piece_belongs_waits_with_it():
    patient = answering()
    patient.progress = replace(
        patient.progress,
        answers={**patient.progress.answers, **ANSWERED},
        step="reason",
        told="medications",
        aside="belongs",
        readings=("something for the eyes", "medications"),
        asked_at=patient.now,
    )
    patient.waits(seconds=2)
    patient.says("the little ones")
    if patient.progress.aside == "belongs":
        patient.says("1")
    assert patient.progress.answers["medications"] == "metformin\nsomething for the eyes\nthe little ones"
    assert patient.is_at("reason")


def test_what_cannot_belong_to_the_answer_before_settles_that_all_of_it_answers_the_open_question():
    patient = answering(("12 Mill Lane", 20), ("Shingles", 9), ("underactive thyroid", 1.5))
    assert patient.progress.answers["address"] == "12 Mill Lane"
    assert patient.progress.answers["medical_history"] == "Shingles\nunderactive thyroid"


@for_each(
    "text", ["a check-up", "my knee hurts", "repeat prescription", "I feel dizzy since Monday", "Back pain"]
)
def test_the_reason_is_the_reason_after_eight_seconds(text):
    quick = (("asthma", 8), ("penicillin", 8), ("Ramipril 5 mg", 8), (text, 8))
    patient = answering(("12 Mill Lane, Larkfield", 20), *quick)
    assert patient.progress.answers["allergies"] == "penicillin"
    assert patient.progress.answers["reason"] == text


@settings(max_examples=60)
@given(
    st.sampled_from(IN_ORDER[1:]),
    st.text("abcdefgh AB,.12", min_size=1, max_size=120).filter(lambda text: any(map(str.isalpha, text))),
    st.floats(0, 120),
)
def test_what_had_its_time_goes_to_no_other_answer_in_silence(key, text, beyond):
    patient = answering()
    told = IN_ORDER[IN_ORDER.index(key) - 1]
    answers = {each: ANSWERED[each] for each in IN_ORDER[: IN_ORDER.index(key)]}
    before = replace(
        patient.progress,
        answers={**patient.progress.answers, **answers},
        step=key,
        told=told,
        asked_at=patient.now,
    )
    scene = patient.flow.scene(before, Message(text, Kind.TEXT, UUID(int=1)), patient.now)
    patient.progress = before
    patient.now += to_answer(scene, before) + timedelta(seconds=beyond)
    reply = patient.says(text)
    is_offered = patient.progress.aside == "belongs" or "I’ve added that" in reply
    assert is_offered or patient.progress.answers[told] == answers[told]


def test_nothing_is_joined_where_that_is_switched_off():
    patient = Patient(BY_ALL)
    patient.comes_to("address")
    patient.says("12 Mill Lane", "Larkfield", "LK1 2AB")
    assert patient.progress.answers["address"] == "12 Mill Lane"


@for_each(
    ("first", "second", "seconds", "whole"),
    [
        ("Ann", "Lee", 3.5, "Ann Lee"),
        ("Ann", "Lee", 9, "Ann Lee"),
        ("Ann", "4 March 1990", 9, "Ann"),
        ("Ann Lee", "Tuesday", 9, "Ann Lee"),
    ],
)
def test_the_rest_of_a_name_is_joined_or_asked_about_and_nothing_else_is(first, second, seconds, whole):
    patient = in_bursts()
    comes_to(patient, "name")
    patient.says(first)
    patient.waits(seconds=seconds)
    patient.says(second)
    if patient.progress.aside == "belongs":
        patient.says("1")
    assert patient.progress.answers["name"] == whole
