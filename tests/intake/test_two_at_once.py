"""One message may answer two questions: a name with a birth date, a carer's name with the relation."""

from __future__ import annotations

from datetime import date

import pytest

from app.intake.answers import Accepted, Ambiguous, ReaderContext, Rejected, named_and_related
from app.intake.answers.named_and_born import name_and_birth_date
from app.intake.phrases import speak
from app.intake.questions import QUESTIONS
from tests.cases import for_each
from tests.intake.patient import Patient, flow_of

TODAY = date(2026, 11, 25)


def part(text: str, language: str = "en"):
    return name_and_birth_date(text, ReaderContext(speak(language), TODAY, 200))


@pytest.fixture
def asked() -> Patient:
    """Somebody who is asked for their name, with all the questions that ship."""
    patient = Patient(flow_of(questions=QUESTIONS))
    patient.says("hello", "1", "1")
    assert patient.is_at("name")
    return patient


@for_each(
    ("text", "name"),
    [
        ("Maya Okafor 4 March 1990", "Maya Okafor"),
        ("Maya Okafor, 4 March 1990", "Maya Okafor"),
        ("maya okafor\nmarch 4th 1990", "maya okafor"),
        ("My name is Maya Okafor and I was born on the 4th of March 1990", "Maya Okafor"),
        ("Mrs Maya Okafor DOB 1990-03-04 thanks", "Maya Okafor"),
        ("Me llamo Ana Ruiz y nací el 4 de marzo de 1990", "Ana Ruiz"),
        ("Ana Ruiz Mayo, fecha de nacimiento: 4 de marzo del 90", "Ana Ruiz Mayo"),
        ("Faith Love born 4 March 1990", "Faith Love"),
        ("Doris Day, 4 March 1990", "Doris Day"),
        ("Octavio Paz Luna 4 marzo 1990", "Octavio Paz Luna"),
    ],
)
def test_a_name_and_the_date_after_it_are_parted(text, name):
    named, born = part(text) or pytest.fail(text)
    assert named.value == name
    assert isinstance(born, Accepted)
    assert born.value == "1990-03-04"


@for_each(
    "text",
    [
        "Ana Mayo 4 1990",  # the month may be the surname
        "Ann Lee twenty first of March 1990",  # two words may begin the day
        "Ann Lee 040390",
        "Ann Lee 07700 900123",
        "Ann Lee, 36 years old",
        "Ann Lee March 1990",
        "diabetes since 4 March 1990",
        "chest pain since 4 March 1990",
        "I had a stroke on 4 March 1990",
        "12 Mill Lane 4 March 1990",
        "4 March 1990",
        "doris day 4 March 1990",
        "Ana Claro, 4 de marzo de 1990",
    ],
)
def test_what_may_be_something_else_is_not(text):
    assert part(text) is None


def test_a_date_of_two_readings_is_asked_about_and_the_name_is_kept(asked):
    reply = asked.says("Maya Okafor 3/4/1990")
    assert asked.is_at("birth_date", "which_day")
    assert "3 April 1990" in reply
    asked.says("2")
    assert asked.is_at("address")
    assert dict(asked.progress.answers) == {"name": "Maya Okafor", "birth_date": "1990-03-04"}


def test_a_day_that_does_not_exist_is_asked_about_and_the_name_is_kept(asked):
    assert isinstance((part("Ann Lee 31 February 1990") or pytest.fail("not parted"))[1], Rejected)
    assert isinstance((part("Ann Lee 3/4/90") or pytest.fail("not parted"))[1], Ambiguous)
    assert "no 31 February" in asked.says("Ann Lee 31 February 1990")
    assert asked.is_at("birth_date")
    assert dict(asked.progress.answers) == {"name": "Ann Lee"}


def test_both_are_read_back_and_asked_for_once(asked):
    asked_for = asked.replies[-1]
    assert "What is your full name, and your date of birth?" in asked_for
    reply = asked.says("Maya Okafor, 4 March 1990")
    assert "Got it: Maya Okafor, 4 March 1990." in reply
    assert asked.is_at("address")
    asked.says("EDIT 1")
    assert "date of birth" not in asked.replies[-1]


def test_the_name_alone_is_as_good(asked):
    assert "What is your date of birth?" in asked.says("Maya Okafor")


def test_a_minor_alone_is_stopped_by_such_a_date_too(asked):
    asked.says("Leo Lee, 4 March 2020")
    assert asked.is_at("birth_date", "minor")


@for_each(
    ("text", "name", "relation"),
    [
        ("Ann Lee, mother", "Ann Lee", "mother"),
        ("I'm Ann Lee\nhis mum", "Ann Lee", "mum"),
        ("Ann Lee - I'm her daughter", "Ann Lee", "daughter"),
        ("Ana Ruiz, soy su mamá", "Ana Ruiz", "mamá"),
        ("Ana Ruiz y soy la abuela", "Ana Ruiz", "abuela"),
    ],
)
def test_a_carer_tells_name_and_relation_at_once(text, name, relation):
    patient = Patient(flow_of(questions=QUESTIONS))
    patient.says("hello", "2", "1")
    assert patient.is_at("carer_name")
    assert "how are you related" in patient.replies[-1]
    patient.says(text)
    assert patient.is_at("name")
    assert dict(patient.progress.answers) == {"carer_name": name, "carer_relation": relation}


@for_each("text", ["John Friend", "Ann Lee, asthma", "mother", "Smith, John"])
def test_what_is_no_relation_is_not_taken_for_one(text):
    parted = named_and_related.part(text, ReaderContext(speak("en"), TODAY, 200))
    assert parted is None
