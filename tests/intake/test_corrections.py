"""An earlier answer is corrected in the patient's own words: at once, later, at the review, and after sending."""

from __future__ import annotations

from app.intake.model import NoteLeft, Submitted, Updated
from tests.cases import for_each
from tests.intake.at_a_question import at


@for_each(
    "text",
    (
        "no wait its 1986 not 68",
        "no wait, 1986 not 68",
        "sorry, it's 1986",
        "I meant 1986",
        "quise decir 1986",
        "no, nací en 1986",
        "oops I typed the wrong year, 1986",
    ),
)
def test_a_year_is_corrected_at_the_next_question(text: str):
    patient = at("address")
    assert "Change your date of birth to “4 March 1986”?" in patient.says(text)
    patient.says("yes")
    assert patient.is_at("address")
    assert patient.progress.answers["birth_date"] == "1986-03-04"


@for_each(
    "text",
    (
        "sorry it's 19 Mill Lane not 12",
        "the address is wrong, it should be 19 Mill Lane, Larkfield",
        "I made a mistake, it's 19 Mill Lane, Larkfield",
        "perdón, es 19 Mill Lane",
        "me equivoqué, es 19 Mill Lane",
    ),
)
def test_an_address_is_corrected_at_a_later_question(text: str):
    patient = at("medical_history")
    assert "Change your address to" in patient.says(text)
    patient.says("1")
    assert patient.is_at("medical_history")
    assert patient.progress.answers["address"].startswith("19 Mill Lane")


def test_a_corrected_street_keeps_the_town():
    patient = at("medical_history")
    patient.says("sorry it's 19 Mill Lane not 12", "yes")
    assert patient.progress.answers["address"] == "19 Mill Lane, Larkfield"


def test_after_a_no_the_old_answer_stays_and_the_words_are_asked_about():
    patient = at("medical_history")
    patient.says("sorry it's 19 Mill Lane not 12", "no")
    assert patient.progress.answers["address"] == "12 Mill Lane, Larkfield"
    assert patient.is_at("medical_history", "is_it")
    patient.says("no", "Asthma")
    assert patient.progress.answers["medical_history"] == "Asthma"


@for_each(
    "text",
    (
        "I forgot, I also take aspirin",
        "se me olvidó decir que tomo aspirina",
        "oh I forgot to mention I take aspirin",
    ),
)
def test_what_was_forgotten_is_added(text: str):
    patient = at("reason")
    assert "to *Medicines*?" in patient.says(text)
    patient.says("yes")
    assert patient.is_at("reason")
    assert patient.progress.answers["medications"].startswith("Salbutamol\n")


def test_a_yes_at_the_review_after_a_correction_does_not_send_the_old_answer():
    patient = at("reason")
    patient.says("A sore knee", "the address is wrong, it should be 22 Orchard St, Nyack NY")
    assert patient.is_at("review", "correct")
    patient.says("yes")
    assert not [event for event in patient.events if isinstance(event, Submitted)]
    assert "22 Orchard St, Nyack NY" in patient.replies[0]
    patient.says("yes")
    assert patient.last(Submitted).answers["address"] == "22 Orchard St, Nyack NY"


def test_an_allergy_that_was_forgotten_goes_to_the_allergies_after_sending():
    patient = at("allergies")
    patient.says("none", "Salbutamol", "A sore knee", "SEND")
    assert "to *Allergies*?" in patient.says("I forgot: I am allergic to penicillin")
    patient.says("yes")
    assert patient.last(Updated).added == {"allergies": "I am allergic to penicillin"}
    assert patient.is_at("submitted")


def test_after_a_no_the_words_after_sending_are_a_note():
    patient = at("reason")
    patient.says("A sore knee", "SEND", "I forgot: I am allergic to penicillin", "no")
    assert patient.last(NoteLeft).text == "I forgot: I am allergic to penicillin"
    assert not [event for event in patient.events if isinstance(event, Updated)]


def test_a_correction_makes_no_child_answer_alone():
    patient = at("address")
    patient.says("no wait it's 2015", "yes")
    assert patient.is_at("birth_date", "minor")


def test_a_clinic_that_hides_health_is_not_shown_it_in_the_question():
    patient = at("reason", health_listed=False)
    asked = patient.says("I forgot, I also take aspirin")
    assert "what you just sent" in asked
    assert "aspirin" not in asked


@for_each(
    ("key", "text"),
    (
        ("medical_history", "no, I had asthma as a child"),
        ("medical_history", "sorry, 2 knee operations"),
        ("medical_history", "actually I had a stroke in 2015 not 2016"),
        ("allergies", "no, it's just hay fever"),
        ("medications", "I forgot the name, a white pill"),
        ("medications", "ramipril 5 mg, not every day"),
        ("allergies", "no, es solo al polen"),
        ("reason", "my knee is wrong, it should be checked"),
    ),
)
def test_an_answer_is_no_correction(key: str, text: str):
    patient = at(key)
    patient.says(text)
    assert patient.progress.aside != "correct"
