"""What a patient writes after handing in reaches the clinic, about the right person, and nothing on file is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.intake.kind import Kind
from app.intake.model import CallbackAsked, NoteLeft, NoteTakenBack, Submitted, Updated
from app.intake.progress import dump
from app.intake.stages.handed_in import LONGEST_NOTE, NOTES_A_DAY
from tests.intake.patient import MORNING, Patient, household

if TYPE_CHECKING:
    from uuid import UUID

TOLD = ("Maya", "M, born", "1990", "Mill Lane", "Asthma")


@pytest.fixture
def handed_in(patient: Patient) -> Patient:
    patient.comes_to("submitted")
    return patient


def maya(patient: Patient) -> UUID:
    return patient.progress.people[0].id


def notes(patient: Patient) -> list[str]:
    return [event.text for event in patient.events if isinstance(event, NoteLeft)]


@pytest.mark.parametrize(
    "text",
    [
        "I forgot: I am allergic to penicillin",
        "I need to cancel my appointment",
        "When is my appointment?",
        "1 more thing, my knee hurts",
        "07700 900123 is my new number",
        "no, I meant the other knee",
    ],
)
def test_anything_else_is_passed_on_at_once_and_said_so(handed_in, text):
    reply = handed_in.says(text)
    assert handed_in.last(NoteLeft).patient == maya(handed_in)
    assert notes(handed_in) == [text]
    assert reply.startswith("I’ve passed that on to Larkfield Clinic. They may not read it right away")
    assert "01632 960 555" in reply
    assert text not in reply
    assert text not in dump(handed_in.progress)


@pytest.mark.parametrize("text", ["hello again", "Good morning, doctor", "hi!"])
def test_a_greeting_with_a_word_more_is_no_note(handed_in, text):
    handed_in.says(text)
    assert notes(handed_in) == []
    assert "*Your answers at the clinic*" in handed_in.says("1")


def test_a_note_is_taken_back_by_one_number(handed_in):
    handed_in.says("I forgot something")
    left = handed_in.last(NoteLeft)
    assert "taken your note back" in handed_in.says("1")
    assert handed_in.last(NoteTakenBack) == NoteTakenBack(left.patient, left.note)
    assert "*Your answers at the clinic*" in handed_in.says("1")


def test_one_is_no_taking_back_after_a_while(handed_in):
    handed_in.says("I forgot something")
    handed_in.waits(hours=2)
    assert "*Your answers at the clinic*" in handed_in.says("1")
    assert not any(isinstance(event, NoteTakenBack) for event in handed_in.events)


def test_a_note_after_a_note_is_one_more(handed_in):
    handed_in.says("one thing", "another thing", "thanks")
    assert notes(handed_in) == ["one thing", "another thing"]
    assert "*4* nothing now" in handed_in.says("BACK")


def test_a_picture_after_a_note_is_refused_and_the_note_can_still_be_taken_back(handed_in):
    handed_in.says("one thing")
    assert "*1* take it back" in handed_in.sends(Kind.IMAGE)


def test_a_note_has_a_length_and_a_day_a_number(handed_in):
    assert f"I can save {LONGEST_NOTE}" in handed_in.says("x" * (LONGEST_NOTE + 1))
    assert notes(handed_in) == []
    for number in range(NOTES_A_DAY):
        handed_in.says(f"note {number} of mine")
    assert "was not passed on" in handed_in.says("one too many")
    assert len(notes(handed_in)) == NOTES_A_DAY
    handed_in.waits(hours=25)
    handed_in.says("of another day")
    assert len(notes(handed_in)) == NOTES_A_DAY + 1


def test_whom_a_note_is_about_is_asked_where_there_are_several():
    patient = household("Maya Okafor", "Noor Haddad")
    listed = "Who is your message about?\n*1* M, born 1990\n*2* N, born 1990"
    assert patient.says("allergic to latex").startswith(listed)
    assert notes(patient) == []
    assert listed in patient.says("both")
    patient.says("2")
    assert patient.last(NoteLeft).patient == patient.progress.people[1].id
    assert notes(patient) == ["allergic to latex"]


def test_a_note_that_is_left_is_not_passed_on_and_that_is_said():
    patient = household("Maya Okafor", "Noor Haddad")
    patient.says("allergic to latex")
    assert "not passed on" in patient.says("BACK")
    assert "latex" not in dump(patient.progress)
    assert "Whose answers?" in patient.says("1")


def test_another_language_does_not_lose_a_note_that_waits():
    patient = household("Maya Okafor", "Noor Haddad")
    patient.says("allergic to latex", "LANGUAGE", "2")
    patient.says("1")
    assert notes(patient) == ["allergic to latex"]


def test_a_call_is_asked_for_from_the_menu(handed_in):
    reply = handed_in.says("3")
    assert handed_in.last(CallbackAsked) == CallbackAsked(maya(handed_in))
    assert "would like a call" in reply
    assert "01632 960 555" in reply


# A list-like answer is added to, and nothing of the earlier one is lost.


@pytest.mark.parametrize("way", [("1", "Ramipril 5 mg"), ("Ramipril 5 mg",)])
def test_what_is_sent_for_a_list_is_added(handed_in, way):
    asked = handed_in.says("1", "5")
    assert "*1* add to it\n*2* replace all of it" in asked
    handed_in.says(*way, "DONE", "SEND")
    event = handed_in.last(Updated)
    assert (event.answers, event.added) == ({}, {"medications": "Ramipril 5 mg"})


def test_other_words_at_the_list_of_answers_are_a_note_and_the_list_stays(handed_in):
    reply = handed_in.says("1", "5", "Ramipril 5 mg", "My sister will drive me")
    assert notes(handed_in) == ["My sister will drive me"]
    assert "passed" in reply.lower()
    assert "*5* Medicines" in reply
    handed_in.says("SEND")
    assert handed_in.last(Updated).added == {"medications": "Ramipril 5 mg"}


@pytest.mark.parametrize("text", ["thanks", "?", "what do I do now?", "no"])
def test_words_about_the_list_are_no_note(handed_in, text):
    handed_in.says("1", text)
    assert notes(handed_in) == []
    assert handed_in.is_at("changes")


@pytest.mark.parametrize("text", ["change the address", "the address is wrong"])
def test_a_patient_who_names_an_answer_to_change_comes_to_the_list(handed_in, text):
    handed_in.says(text)
    assert notes(handed_in) == []
    assert handed_in.progress.on_file is not None


def test_a_list_is_replaced_if_that_is_said(handed_in):
    assert "takes the place of the old one" in handed_in.says("1", "5", "2")
    handed_in.says("Ramipril 5 mg", "DONE", "SEND")
    event = handed_in.last(Updated)
    assert (event.answers, event.added) == ({"medications": "Ramipril 5 mg"}, {})
    assert handed_in.progress.replacing == ()


def test_what_was_added_is_not_lost_when_more_is_added_before_it_is_sent(handed_in):
    handed_in.says("1", "5", "Ramipril", "DONE", "5", "Aspirin", "DONE", "SEND")
    assert handed_in.last(Updated).added == {"medications": "Ramipril\nAspirin"}


@pytest.mark.parametrize("way", ["no", "none", "DONE", "GO ON", "BACK"])
def test_nothing_to_add_leaves_the_answer_as_it_is(handed_in, way):
    handed_in.says("1", "5", way)
    assert handed_in.is_at("changes")
    assert handed_in.progress.answers == {}


def test_an_answer_that_is_no_list_is_replaced_as_before(handed_in):
    handed_in.says("1", "3", "7 New Street", "SEND")
    assert handed_in.last(Updated).added == {}


# After a long silence.


@pytest.fixture
def long_after(handed_in: Patient) -> Patient:
    handed_in.waits(days=91)
    return handed_in


@pytest.mark.parametrize("text", ["hi", "1", "Maya here, allergic to latex", "3", "MY DATA", "REVIEW 1", "0"])
def test_nothing_on_file_is_told_after_ninety_days(long_after, text):
    reply = long_after.says(text)
    assert not any(word in reply for word in TOLD)
    assert maya(long_after).hex[:4] not in reply
    assert not any(isinstance(event, NoteLeft | Updated) for event in long_after.events)


def test_the_birth_year_opens_the_change(long_after):
    assert "Which year" in long_after.says("1")
    assert "Which year" in long_after.says("what?")
    assert "*Your answers at the clinic*" in long_after.says("1990")
    long_after.says("3", "7 New Street", "SEND")
    assert long_after.last(Updated).answers == {"address": "7 New Street"}


def test_a_note_waits_for_the_birth_year(long_after):
    long_after.says("allergic to latex", "born in 1990")
    assert notes(long_after) == ["allergic to latex"]
    long_after.says("and to dust")
    assert notes(long_after) == ["allergic to latex", "and to dust"]


def test_three_wrong_years_leave_the_phone_however_long_they_take(long_after):
    assert "not the year" in long_after.says("allergic to latex", "1991")
    long_after.says("BACK", "1", "1992", "BACK")
    assert "I can’t check here" in long_after.says("1", "1993")
    reply = long_after.says("1")
    assert "I can’t check here" in reply
    assert "01632 960 555" in reply
    assert "not passed on" in long_after.says("a note")
    assert long_after.progress.note == ""
    assert "I can’t check here" in long_after.says("1", "1990")
    assert not any(isinstance(event, NoteLeft | Updated) for event in long_after.events)


def test_a_sender_who_never_told_a_birth_year_gets_the_phone():
    patient = Patient()
    patient.comes_to("birth_date")
    patient.says("don't know", "76", "12 Mill Lane", "NONE", "NONE", "SEND")
    patient.waits(days=91)
    assert "I can’t check here" in patient.says("1")


def test_a_change_that_was_begun_is_left_and_has_to_be_begun_again(handed_in):
    handed_in.says("1", "3")
    handed_in.waits(days=91)
    handed_in.says("99 New Road")
    assert handed_in.is_at("submitted", "born")
    assert not any(isinstance(event, Updated) for event in handed_in.events)


def test_the_year_opens_those_of_several_who_were_born_then():
    patient = household("Maya Okafor", "Noor Haddad")
    patient.says("2", "2", "1", "Ben Okafor", "4 March 2015", "12 Mill Lane", "none", "none", "SEND")
    patient.waits(days=91)
    assert "*Your answers at the clinic*" in patient.says("1", "2015")
    assert patient.says("BACK", "1").startswith("Whose answers?\n*1* B, born 2015\n*2* another person")
    listed = "Whose answers?\n*1* M, born 1990\n*2* N, born 1990\n*3* B, born 2015"
    assert patient.says("2", "1990").startswith(listed)
    assert patient.progress.doubted == ()


def test_within_ninety_days_nobody_is_in_doubt(handed_in):
    handed_in.waits(days=89)
    assert "*Your answers at the clinic*" in handed_in.says("1")


def test_a_new_intake_for_somebody_else_needs_no_year(long_after):
    long_after.says("2", "2", "1", "Ben Okafor", "4 March 2015", "12 Mill Lane", "none", "none", "SEND")
    assert long_after.last(Submitted).answers["name"] == "Ben Okafor"
    assert long_after.progress.doubted == (maya(long_after),)
    assert long_after.now > MORNING
