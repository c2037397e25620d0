"""How to reach a person is said at the start and to whoever is stuck, and not under each message."""

from __future__ import annotations

from app.intake.choices import offered
from app.intake.model import NoteLeft
from tests.cases import for_each
from tests.intake.patient import CLINIC, ROAD, Patient

LINE = "To talk to a person, type *HELP* or *CALL ME*."


def test_the_welcome_says_how_to_reach_a_person():
    assert LINE in Patient().says("hi")


def test_no_answer_that_is_taken_is_followed_by_it():
    patient = Patient()
    patient.comes_to("whom")
    replies = [patient.says(*texts) for step, texts in ROAD.items() if step != "language" and texts]
    assert patient.is_at("submitted")
    assert [reply for reply in replies if LINE in reply] == []


@for_each(
    ("step", "said"),
    [
        ("whom", "my hovercraft"),
        ("whom", "no"),
        ("consent", "perhaps"),
        ("medical_history", "ok"),
        ("birth_date", "31 June 1990"),
    ],
)
def test_each_refusal_says_so_again(step, said):
    patient = Patient()
    patient.comes_to(step)
    for _ in range(3):
        reply = patient.says(said)
        assert "*HELP*" in reply or CLINIC.phone in reply


def test_it_stands_above_the_question_so_that_its_buttons_stay():
    patient = Patient()
    patient.comes_to("whom")
    reply = patient.says("my hovercraft", "my hovercraft")
    assert reply.startswith(f"Please type one of the numbers. {LINE}\n\nWho are")
    assert offered(patient.progress, patient.replies, "en")


@for_each("said", ["thanks", "REVIEW", "why do you ask?"])
def test_a_courtesy_and_a_keyword_that_is_obeyed_are_not_being_stuck(said):
    patient = Patient()
    patient.comes_to("address")
    assert LINE not in patient.says(said)


def test_only_the_first_note_of_a_day_is_explained():
    patient = Patient()
    patient.comes_to("submitted")
    first, second = patient.says("I will be late"), patient.says("The bus is late too")
    assert "They may not read it right away" in first
    assert second == "I’ve passed that on too. To take it back, type *1*."
    patient.says("1")
    patient.waits(days=2)
    assert "They may not read it right away" in patient.says("I will be late again")
    assert sum(isinstance(event, NoteLeft) for event in patient.events) == 3


@for_each("said", ["what do you mean by that", "same as last time", "one moment, let me look"])
def test_the_same_words_again_are_asked_about_for_they_may_be_the_answer(said):
    patient = Patient()
    patient.comes_to("medications")
    assert "Is what you just sent" not in patient.says(said)
    patient.waits(minutes=1)
    assert "Is what you just sent your answer to *Medicines*?" in patient.says(said)
    patient.says("1")
    assert patient.progress.answers["medications"] == said


def test_a_call_that_is_asked_for_twice_is_no_answer():
    patient = Patient()
    patient.comes_to("medications")
    patient.says("I would rather talk to a person", "I would rather talk to a person")
    assert patient.is_at("medications")
