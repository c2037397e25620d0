"""What comes when the list is shown, or after sending, is offered to the answer that it belongs to."""

from __future__ import annotations

import pytest

from app.intake.flow import Flow
from app.intake.model import Submitted, Updated
from tests.cases import for_each
from tests.intake.patient import CLINIC, Patient

ANSWERS = {
    "name": ("Maya Okafor",),
    "birth_date": ("4 March 1990",),
    "address": ("12 Mill Lane, Larkfield",),
    "medical_history": ("asthma and a hernia",),
    "allergies": ("penicillin, a rash",),
    "medications": ("salbutamol, metformin",),
    "reason": ("my back hurts",),
}


def at_the_list() -> Patient:
    patient = Patient(Flow(CLINIC))
    patient.says("hello", "1", "1", "1")
    for key, answers in ANSWERS.items():
        assert patient.progress.step == key
        patient.says(*answers)
    assert patient.progress.step == "review"
    patient.waits(seconds=20)
    return patient


@for_each(
    ("text", "key", "title"),
    [
        ("my knee as well", "reason", "Reason"),
        ("also my knee", "reason", "Reason"),
        ("oh and metformin 500 mg twice a day", "medications", "Medicines"),
        ("I also take aspirin", "medications", "Medicines"),
        ("plus a nut allergy", "allergies", "Allergies"),
        ("and had my appendix out in 2009", "medical_history", "Medical history"),
    ],
)
def test_a_late_piece_is_offered_to_its_answer_at_the_list(text: str, key: str, title: str):
    patient = at_the_list()
    asked = patient.says(text)
    assert title in asked
    assert patient.progress.answers[key] == ANSWERS[key][0]
    shown = patient.says("1")
    whole = patient.progress.answers[key]
    assert whole.startswith(f"{ANSWERS[key][0]}\n")
    assert whole.endswith(text.rsplit(maxsplit=1)[-1])
    assert "Please check" in shown


def test_after_no_nothing_is_added_and_the_list_is_shown():
    patient = at_the_list()
    patient.says("my knee as well")
    assert "Please check" in patient.says("2")
    assert patient.progress.answers["reason"] == "my back hurts"
    patient.says("SEND")
    assert any(isinstance(event, Submitted) for event in patient.events)


@pytest.mark.parametrize("text", ["SEND", "yes", "4", "no", "thank you", "is that all?", "ok whatever"])
def test_what_chooses_or_is_no_answer_is_offered_nowhere(text: str):
    patient = at_the_list()
    patient.says(text)
    assert patient.progress.aside != "correct"


def test_after_sending_more_of_a_list_is_offered_to_it():
    patient = at_the_list()
    patient.says("SEND")
    assert "Medicines" in patient.says("and I take metformin 500 mg twice a day")
    patient.says("1")
    (event,) = (each for each in patient.events if isinstance(each, Updated))
    assert event.added == {"medications": "and I take metformin 500 mg twice a day"}


def test_after_sending_more_of_the_reason_is_a_note_because_that_is_no_list():
    patient = at_the_list()
    patient.says("SEND")
    patient.says("and my knee hurts as well when I climb the stairs")
    assert not any(isinstance(each, Updated) for each in patient.events)
